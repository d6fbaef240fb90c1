"""A turn that waits for the results of a client's tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.engines.contract.llm import Message, Role, ToolCall
from wyoming_morgan.home.contract import ToolResult


@dataclass(frozen=True, slots=True)
class FinishedCall:
    """A tool that was called in this turn, and its result."""

    name: str
    slots: Mapping[str, Any]
    result: ToolResult


@dataclass(frozen=True, slots=True)
class Suspended:
    """How far a turn has come, so that nothing that was done is done again."""

    calls: tuple[ToolCall, ...]
    """The calls that the client has to make."""
    messages: tuple[Message, ...]
    """What followed the words of the user, up to these calls."""
    finished: tuple[FinishedCall, ...] = ()
    """The calls before them."""
    reply: str = ""
    """What is said if all calls succeed; empty leaves it to the language model."""

    def results_in(self, continuation: Sequence[Message]) -> dict[str, str]:
        """Return the results of the calls, by their ids; if a client changes ids, by what is called."""
        texts = {
            message.tool_call_id: message.content for message in continuation if message.role is Role.TOOL
        }
        by_content = {
            (call.name, call.arguments): texts[call.id]
            for message in continuation
            for call in message.tool_calls
            if call.id in texts
        }
        results = {
            call.id: texts.get(call.id, by_content.get((call.name, call.arguments))) for call in self.calls
        }
        return {identity: text for identity, text in results.items() if text is not None}
