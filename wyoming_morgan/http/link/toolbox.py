"""The tools that come with a turn of a linked home, which the home runs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import EngineUnavailable, UnknownModel
from wyoming_morgan.home.actions import UNKNOWN_IF_DONE, read_response
from wyoming_morgan.home.contract import RESERVED_TOOLS, OfferedTool, Place, ToolResult
from wyoming_morgan.http.link.messages import TurnTool, read_tools
from wyoming_morgan.http.link.socket import LinkSocket

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 64
"""What language models accept in the name of a tool."""


class LinkToolbox:
    """Fulfils `Toolbox` for one turn."""

    def __init__(
        self, link: LinkSocket, turn: int, tools: Iterable[TurnTool] | None, *, seconds: float
    ) -> None:
        """Prepare.

        Args:
            link: The link of the home.
            turn: The number of the turn, with whose speaker's rights the home runs the tools.
            tools: The tools; of two with one name only the first counts. None if the home has to be asked.
            seconds: How long a tool may take.
        """
        self._link = link
        self._turn = turn
        self._seconds = seconds
        self._names: dict[str, str] = {}
        self._offered: tuple[OfferedTool, ...] | None = None
        self.instructions = ""
        """What the home says about its tools, once it has told them."""
        if tools is not None:
            self._offered = self._named(tools)

    async def tools(self) -> tuple[OfferedTool, ...]:
        """Return the tools in the order in which they came.

        Raises:
            EngineUnavailable: the home was asked for them, and has none now.
        """
        if self._offered is None:
            try:
                async with asyncio.timeout(self._seconds):
                    listed = read_tools(await self._link.list_tools(self._turn))
            except (TimeoutError, ConnectionError) as error:
                raise EngineUnavailable("the home does not tell its tools", hint="try again") from error
            self._offered, self.instructions = self._named(listed.tools), listed.instructions
        return self._offered

    async def call(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Have the home run a tool.

        Raises:
            UnknownModel: no such tool came with the turn.
            EngineUnavailable: the link is closed; the tool was not run.
        """
        del place  # the home knows where the turn comes from
        if name not in self._names:
            raise UnknownModel(f"there is no tool {name[:_LONGEST_NAME]!r}")
        try:
            async with asyncio.timeout(self._seconds):
                result = await self._link.run_tool(self._turn, self._names[name], arguments)
        except TimeoutError:
            return ToolResult(f"No answer within {self._seconds:g} s: {UNKNOWN_IF_DONE}.", is_error=True)
        except ConnectionError as error:
            return ToolResult(f"The link broke ({error}): {UNKNOWN_IF_DONE}.", is_error=True)
        return _read(name, result)

    def _named(self, tools: Iterable[TurnTool]) -> tuple[OfferedTool, ...]:
        offered: list[OfferedTool] = []
        for tool in tools:
            name = _FORBIDDEN.sub("_", tool.name)[:_LONGEST_NAME]
            if name not in self._names and name not in RESERVED_TOOLS:
                self._names[name] = tool.name
                offered.append(_offered(name, tool))
        return tuple(offered)


def _offered(name: str, tool: TurnTool) -> OfferedTool:
    annotations = tool.annotations
    looks = annotations.read_only is True
    return OfferedTool(
        Tool(name, tool.description, tool.parameters or {"type": "object", "properties": {}}),
        home=annotations.open_world is False,
        looks=looks,
        destructive=annotations.destructive is True and not looks,
    )


def _read(name: str, result: Mapping[str, Any]) -> ToolResult:
    """Read a result `{data, error}`; one of an intent fails if any part of it did."""
    data = result.get("data")
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    failed = result.get("error") is not False
    if isinstance(data, Mapping) and "response_type" in data:
        failed |= not read_response(name, data).success
    return ToolResult(f"It failed: {text}" if failed else text, is_error=failed)
