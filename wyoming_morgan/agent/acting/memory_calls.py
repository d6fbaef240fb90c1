"""Changes what is remembered, for a call of a language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wyoming_morgan.agent.conversation.facts import FactKeeper, FactOutcome
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.home.contract import ToolResult

REMEMBER = "remember"
FORGET = "forget"
CHANGES_MEMORY = frozenset({REMEMBER, FORGET})
"""The agent's own tools that change something."""

_RESULTS = {
    FactOutcome.DONE: "Done.",
    FactOutcome.NOTHING: "There is no such fact.",
    FactOutcome.SEVERAL: "Several facts match: ask which one is meant.",
    FactOutcome.EVERYTHING: "Not done: forget facts one at a time, or all of them with `morgan memory`.",
    FactOutcome.REFUSED: "Not done: the speaker did not ask for it explicitly.",
    FactOutcome.UNAVAILABLE: "Not done: the memory is unavailable.",
}


def is_explicit(name: str, turn: Turn) -> bool:
    """Whether the speaker's own sentence asks for it."""
    return turn.cues.begins(name, turn.text)


async def change_memory(
    name: str, arguments: Mapping[str, Any], facts: FactKeeper | None, turn: Turn, *, explicit: bool
) -> ToolResult:
    """Remember or forget a fact; `explicit` if the speaker asked for it or confirmed it."""
    if facts is None:
        return ToolResult("There is no memory.", is_error=True)
    text = str(arguments.get("content") or arguments.get("query") or "")
    change = facts.remember if name == REMEMBER else facts.forget
    outcome = await change(text, turn.session, turn.tracer, explicit=explicit)
    return ToolResult(_RESULTS[outcome], is_error=outcome is not FactOutcome.DONE)
