"""The tools of several servers as one list, with unique names and in a stable order."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.home.contract import Place, ToolResult
from wyoming_morgan.home.mcp import McpClient

_LOGGER = logging.getLogger(__name__)
_LONGEST = 64
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")

Meta = Callable[[Place], Mapping[str, Any] | None]
"""Returns the metadata that a server gets for a call from a place."""


class ToolServers:
    """Lists tools from memory. `refresh` asks every server; one that is away keeps its last tools."""

    def __init__(self, servers: Sequence[tuple[McpClient, Meta]]) -> None:
        self._servers = servers
        self._listed: dict[str, tuple[Tool, ...]] = {}
        self._away: set[str] = set()
        self._where: dict[str, tuple[int, str]] = {}
        self._tools: tuple[Tool, ...] = ()

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, by server in the order of configuration, and by name within a server."""
        return self._tools

    @property
    def complete(self) -> bool:
        """Whether every server answered the last time."""
        return not self._away

    async def refresh(self) -> None:
        """Ask all servers at once for their tools; one that is away is logged once."""
        await asyncio.gather(*(self._ask(server) for server, _ in self._servers))
        self._arrange()

    async def call(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Call a tool by its listed name.

        Raises:
            UnknownModel: there is no tool of this name.
            EngineUnavailable: its server does not answer.
        """
        if name not in self._where:
            raise UnknownModel(
                f"there is no tool {name[:_LONGEST]!r}", hint=f"there are: {', '.join(self._where)}"
            )
        index, original = self._where[name]
        server, meta = self._servers[index]
        return await server.call(original, arguments, meta=meta(place))

    async def close(self) -> None:
        """Close every session."""
        await asyncio.gather(*(server.close() for server, _ in self._servers))

    async def _ask(self, server: McpClient) -> None:
        try:
            self._listed[server.name] = await server.tools()
        except MorganError as error:
            self._report(server.name, error)
        except Exception as error:  # noqa: BLE001 - whatever one server does, the others' tools stay
            self._report(
                server.name, EngineUnavailable(f"{server.name}: {type(error).__name__}: {error}"[:300])
            )
        else:
            if server.name in self._away:
                self._away.discard(server.name)
                _LOGGER.info("the tools of %s are back", server.name)

    def _report(self, name: str, error: MorganError) -> None:
        if name not in self._away:
            _LOGGER.warning("%s", error)
        self._away.add(name)

    def _arrange(self) -> None:
        tools: list[Tool] = []
        self._where = {}
        for index, (server, _) in enumerate(self._servers):
            for tool in self._listed.get(server.name, ()):
                name = _callable(tool.name)
                if name in self._where:
                    name = _callable(f"{server.name}__{tool.name}")
                if name in self._where:
                    _LOGGER.warning("the tool %s of %s is left out: its name is taken", name, server.name)
                    continue
                self._where[name] = (index, tool.name)
                tools.append(replace(tool, name=name))
        self._tools = tuple(tools)


def _callable(name: str) -> str:
    """Return a name that language models accept: at most 64 letters, digits, `_` and `-`."""
    return _FORBIDDEN.sub("_", name)[:_LONGEST]
