"""Runs tool calls that the speaker has confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.contract import Toolbox, ToolResult


async def run_calls(
    calls: Sequence[tuple[str, dict[str, Any]]], tools: Toolbox, turn: Turn
) -> tuple[list[str], list[str]]:
    """Run tool calls in their order; return the names of what worked and of what failed."""
    done: list[str] = []
    failed: list[str] = []
    for name, arguments in calls:
        turn.act()
        try:
            result = await tools.call(name, arguments, place=turn.place)
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
        content = json.loads(result.text)
    except ValueError:
        return False
    return isinstance(content, dict) and (bool(content.get("error")) or content.get("success") is False)
