"""A connected home in memory: it does what it is told, and remembers what that was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.home.contract import ActionResult, EntityState, OfferedTool, Place, ToolResult
from wyoming_morgan.home.lookups import Findings, Lookup
from wyoming_morgan.home.model import Home

_TARGET = {"type": "object", "properties": {"name": {"type": "string"}, "area": {"type": "string"}}}


def tool(name: str, parameters: Mapping[str, Any] = _TARGET) -> Tool:
    return Tool(name, f"{name} of the home", parameters)


class FakeHomeLink:
    """Fulfils `HomeLink` and `Toolbox`. `results` are those of tools, `answers` those of intents, by name.

    Tools are the home's own, except for the `foreign` ones; the `looking` ones are known to change nothing.
    """

    def __init__(
        self,
        home: Home,
        *,
        tools: tuple[Tool, ...] = (),
        states: tuple[EntityState, ...] = (),
        foreign: tuple[str, ...] = (),
        looking: tuple[str, ...] = (),
    ) -> None:
        self.home = home
        self.linked = True
        self.states = {state.entity_id: state for state in states}
        self.connected = True
        self.handled: list[tuple[str, dict[str, Any]]] = []
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.places: list[Place] = []
        self.results: dict[str, ToolResult] = {}
        self.answers: dict[str, ActionResult] = {}
        self.findings: dict[str, Findings] = {}
        """What is found by looking things up, by their entity ids."""
        self.lookups: list[Lookup] = []
        self.away: MorganError | None = None
        self.seconds = 0.0
        self.at_once = 0
        self.most_at_once = 0
        self._tools = tuple(
            OfferedTool(tool, home=tool.name not in foreign, looks=tool.name in looking) for tool in tools
        )
        self._listeners: list[Callable[[], None]] = []

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    def change(self, home: Home) -> None:
        self.home = home
        for changed in self._listeners:
            changed()

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        del language
        if self.away is not None:
            raise self.away
        self.handled.append((name, dict(slots)))
        self.places.append(place)
        return self.answers.get(name, ActionResult(success=True, done=(str(slots.get("name", "")),)))

    async def look_up(self, lookup: Lookup, *, place: Place) -> Findings:
        self.lookups.append(lookup)
        self.places.append(place)
        if self.away is not None:
            raise self.away
        if lookup.entity_id not in self.findings:
            raise EngineUnavailable(f"{lookup.entity_id} cannot be looked up")
        return self.findings[lookup.entity_id]

    async def tools(self) -> tuple[OfferedTool, ...]:
        return self._tools

    async def call(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        if self.away is not None:
            raise self.away
        if name not in {tool.name for tool in self._tools}:
            raise UnknownModel(f"there is no tool {name}")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        self.called.append((name, dict(arguments)))
        self.places.append(place)
        return self.results.get(name, ToolResult("done"))
