"""The tools of several servers as one list, with unique names and in a stable order."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from wyoming_morgan.errors import EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.home.contract import RESERVED_TOOLS, OfferedTool, Place, ToolResult
from wyoming_morgan.home.mcp import McpClient

_LOGGER = logging.getLogger(__name__)
_LONGEST = 64
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")
_OF_THE_HOME = re.compile(r"Hass[A-Z]|Get(?:LiveContext|DateTime)$")
"""How names of Home Assistant's tools begin: no tool of another server has one, even while it is away."""

Meta = Callable[[Place], Mapping[str, Any] | None]
"""Returns the metadata that a server gets for a call from a place."""


class ToolServers:
    """Lists tools from memory. `refresh` asks every server; one that is away keeps its last tools."""

    def __init__(self, servers: Sequence[tuple[McpClient, Meta]]) -> None:
        self._servers = servers
        self._listed: dict[int, tuple[OfferedTool, ...]] = {}
        self._away: set[int] = set()
        self._where: dict[str, tuple[int, str]] = {}
        self._tools: tuple[OfferedTool, ...] = ()

    @property
    def tools(self) -> tuple[OfferedTool, ...]:
        """The tools, by server in the order of configuration, and by name within a server."""
        return self._tools

    @property
    def complete(self) -> bool:
        """Whether every server answered the last time."""
        return not self._away

    async def refresh(self) -> None:
        """Ask all servers at once for their tools; one that is away is logged once."""
        await asyncio.gather(*(self._ask(index) for index in range(len(self._servers))))
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

    async def _ask(self, index: int) -> None:
        server, _ = self._servers[index]
        try:
            self._listed[index] = await server.tools()
        except MorganError as error:
            self._report(index, error)
        except Exception as error:  # noqa: BLE001 - whatever one server does, the others' tools stay
            self._report(index, EngineUnavailable(f"{server.name}: {type(error).__name__}: {error}"[:300]))
        else:
            if index in self._away:
                self._away.discard(index)
                _LOGGER.info("the tools of %s are back", server.name)

    def _report(self, index: int, error: MorganError) -> None:
        if index not in self._away:
            _LOGGER.warning("%s", error)
        self._away.add(index)

    def _arrange(self) -> None:
        """Name every tool. One that has a name keeps it, so that a call that waits never reaches another."""
        before = {place: name for name, place in self._where.items()}
        listed = [
            (index, tool) for index in range(len(self._servers)) for tool in self._listed.get(index, ())
        ]
        kept = {before[place] for index, tool in listed if (place := (index, tool.name)) in before}
        tools: list[OfferedTool] = []
        where: dict[str, tuple[int, str]] = {}
        for index, tool in listed:
            place = (index, tool.name)
            name = before.get(place) or self._free_name(index, tool, kept | where.keys())
            if name is not None:
                where[name] = place
                tools.append(replace(tool, tool=replace(tool.tool, name=name)))
        self._where, self._tools = where, tuple(tools)

    def _free_name(self, index: int, tool: OfferedTool, taken: AbstractSet[str]) -> str | None:
        server, _ = self._servers[index]
        name = _callable(tool.name)
        reserved = name in RESERVED_TOOLS or (not tool.home and _OF_THE_HOME.match(name))
        if not reserved and name not in taken:
            return name
        name = _callable(f"{server.name}__{tool.name}")
        if name not in taken:
            return name
        _LOGGER.warning("the tool %s of %s is left out: its name is taken", name, server.name)
        return None


def _callable(name: str) -> str:
    """Return a name that language models accept: at most 64 letters, digits, `_` and `-`."""
    return _FORBIDDEN.sub("_", name)[:_LONGEST]
