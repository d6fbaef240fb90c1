"""One reply of a model, put together while it streams."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from wyoming_morgan.agent.model.repair import sendable_arguments
from wyoming_morgan.engines.contract.llm import CallPiece, ChatEnd, Message, Role, ToolCall

_MOST_CALLS = 20
"""Calls of one reply; further ones are ignored."""


class StreamedReply:
    """One reply of the model, as it streams: the work for a piece does not grow with what is there."""

    def __init__(self) -> None:
        self._text = StringIO()
        self._calls: dict[int, tuple[ToolCall, StringIO]] = {}
        self.end: ChatEnd | None = None

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.getvalue()

    @property
    def calls(self) -> dict[int, ToolCall]:
        """Its calls, by their places."""
        return {
            index: replace(call, arguments=arguments.getvalue())
            for index, (call, arguments) in self._calls.items()
        }

    def say(self, piece: str) -> None:
        """Add a piece of text."""
        self._text.write(piece)

    def add(self, piece: CallPiece) -> None:
        """Add a piece of a call; calls beyond the bound are ignored."""
        if piece.index not in self._calls and len(self._calls) >= _MOST_CALLS:
            return
        partial, arguments = self._calls.get(piece.index, (ToolCall("", "", ""), StringIO()))
        arguments.write(piece.arguments)
        named = ToolCall(partial.id or piece.id, partial.name or piece.name, "")
        self._calls[piece.index] = (named, arguments)

    def number_calls(self, round_number: int) -> None:
        """Give an id to calls that have none."""
        for index, (call, arguments) in self._calls.items():
            if not call.id:
                self._calls[index] = (replace(call, id=f"call_{round_number}_{index}"), arguments)

    def message(self) -> Message:
        """Return it as a part of the conversation, in which every call can be read."""
        calls = (replace(call, arguments=sendable_arguments(call.arguments)) for call in self.calls.values())
        return Message(Role.ASSISTANT, self.text, tool_calls=tuple(calls))

    @property
    def has_calls(self) -> bool:
        """Whether it calls tools."""
        return bool(self._calls)
