"""The tools that come with a turn of a linked home, which the home runs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.home.actions import UNKNOWN_IF_DONE, read_response
from wyoming_morgan.home.contract import RESERVED_TOOLS, OfferedTool, Place, ToolResult
from wyoming_morgan.http.link.messages import TurnTool
from wyoming_morgan.http.link.socket import LinkSocket

_FORBIDDEN = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 64
"""What language models accept in the name of a tool."""


class LinkToolbox:
    """Fulfils `Toolbox` for one turn."""

    def __init__(self, link: LinkSocket, turn: int, tools: Iterable[TurnTool], *, seconds: float) -> None:
        """Prepare.

        Args:
            link: The link of the home.
            turn: The number of the turn, with whose speaker's rights the home runs the tools.
            tools: The tools; of two with one name only the first counts.
            seconds: How long a tool may take.
        """
        self._link = link
        self._turn = turn
        self._seconds = seconds
        self._names: dict[str, str] = {}
        offered: list[OfferedTool] = []
        for tool in tools:
            name = _FORBIDDEN.sub("_", tool.name)[:_LONGEST_NAME]
            if name not in self._names and name not in RESERVED_TOOLS:
                self._names[name] = tool.name
                offered.append(_offered(name, tool))
        self._offered = tuple(offered)

    async def tools(self) -> tuple[OfferedTool, ...]:
        """Return the tools in the order in which they came."""
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
