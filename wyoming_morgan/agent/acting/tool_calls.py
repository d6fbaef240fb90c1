"""Runs tool calls that the speaker has confirmed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from wyoming_morgan.agent.acting.absence import Absence, Affected, affected_by
from wyoming_morgan.agent.acting.memory_calls import CHANGES_MEMORY, change_memory, is_explicit
from wyoming_morgan.agent.conversation.facts import FactKeeper
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.contract import ActionResult, HomeLink, Toolbox, ToolResult, linked

_UNREACHABLE = "Nothing was done: {names} cannot be reached."


class ToolCaller:
    """Calls the tools of the toolbox, the home's intents, and the agent's own that change the memory."""

    def __init__(
        self,
        toolbox: Toolbox | None,
        facts: FactKeeper | None,
        home: HomeLink | None = None,
        targets: Callable[[], Targets] | None = None,
    ) -> None:
        """Prepare with all tools and homes there are; `targets` tell what is unavailable."""
        self._toolbox = toolbox
        self._facts = facts
        self._home = home
        self._targets = targets

    async def call(
        self, name: str, arguments: Mapping[str, Any], turn: Turn, *, confirmed: bool
    ) -> ToolResult:
        """Call a tool for a turn; `confirmed` if the speaker has agreed to exactly this call.

        Raises:
            MorganError: as `Toolbox.call` and `HomeLink.handle_intent`.
        """
        if name in CHANGES_MEMORY:
            explicit = confirmed or is_explicit(name, turn)
            return await change_memory(name, arguments, self._facts, turn, explicit=explicit)
        toolbox, of_home = await self._toolbox_of(name, turn)
        home, order = linked(self._home), Order(name, arguments, foreign=not of_home)
        affected = self._affected(order, home)
        if (part := affected.absence()).complete:
            return ToolResult(_UNREACHABLE.format(names=", ".join(part.names)), is_error=True)
        if toolbox is None and home is not None and order.is_intent:
            result = await home.handle_intent(
                order.intent, arguments, language=turn.language, place=turn.place
            )
            return _as_tool_result(result, affected.absence(result.done_ids))
        toolbox = toolbox or self._toolbox
        if toolbox is None:
            return ToolResult("There is no such tool.", is_error=True)
        return await toolbox.call(name, arguments, place=turn.place)

    def _affected(self, order: Order, home: HomeLink | None) -> Affected:
        """Return what a call is for; nothing if it only looks, or the states are not live."""
        if self._targets is None or home is None or not home.connected or not order.acts:
            return Affected()
        return affected_by(order, self._targets())

    async def _toolbox_of(self, name: str, turn: Turn) -> tuple[Toolbox | None, bool]:
        """Return the toolbox that has a tool, that of the turn first, and whether the tool is the home's."""
        for toolbox in (turn.request.guidance.tools, self._toolbox):
            offered = () if toolbox is None else await toolbox.tools()
            for tool in offered:
                if tool.name == name:
                    return toolbox, tool.home
        return None, True


def _as_tool_result(result: ActionResult, part: Absence) -> ToolResult:
    """Return the result of an intent as text for a model; with what is unavailable nothing was done."""
    if part.complete:
        return ToolResult(_UNREACHABLE.format(names=", ".join(part.names)), is_error=True)
    if not result.success:
        return ToolResult(f"It failed: {result.error or ', '.join(result.failed)}", is_error=True)
    content: dict[str, object] = {"success": True, "done": list(result.done), "speech": result.speech}
    if part.names:
        content["unavailable"] = list(part.names)
    return ToolResult(json.dumps(content, ensure_ascii=False))


async def run_calls(
    calls: Sequence[tuple[str, dict[str, Any]]], tools: ToolCaller, turn: Turn
) -> tuple[list[str], list[str]]:
    """Run tool calls in their order; return the names of what worked and of what failed."""
    done: list[str] = []
    failed: list[str] = []
    for name, arguments in calls:
        turn.act()
        try:
            result = await tools.call(name, arguments, turn, confirmed=True)
        except MorganError as error:
            result = ToolResult(str(error), is_error=True)
        success = not is_failure(result)
        turn.tracer.act(name, arguments, success=success, result=result.text)
        (done if success else failed).append(str(arguments.get("name") or arguments.get("area") or name))
    return done, failed


def is_failure(result: ToolResult) -> bool:
    """Whether a result reports a failure, by its flag or as Home Assistant's tools do, in JSON."""
    if result.is_error:
        return True
    try:
        content = from_json(result.text.encode(errors="replace"))
    except ValueError:
        return False
    return isinstance(content, dict) and (bool(content.get("error")) or content.get("success") is False)
