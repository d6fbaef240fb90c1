"""Reads the chunks of an OpenAI-compatible server, in the many shapes that servers send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wyoming_morgan.engines.chat import CallPiece, ChatEnd, ChatEvent, EndReason, ThinkingPiece
from wyoming_morgan.engines.llm.calls import mint_id
from wyoming_morgan.engines.llm.thinking import ThinkingSplitter

_REASONS = {
    "stop": EndReason.STOP,
    "length": EndReason.LENGTH,
    "tool_calls": EndReason.TOOL_CALLS,
    "function_call": EndReason.TOOL_CALLS,
    "content_filter": EndReason.CONTENT_FILTER,
}


class Reply:
    """One reply, as far as it has come in."""

    def __init__(self, *, begins_thinking: bool) -> None:
        self._splitter = ThinkingSplitter(begun=begins_thinking)
        self._calls = _Calls()
        self._reason: str | None = None
        self._usage: Any = None
        self._model: str | None = None

    def read(self, chunk: Any) -> Iterator[ChatEvent]:
        """Yield what a chunk brings."""
        self._usage = chunk.usage or self._usage
        self._model = chunk.model or self._model
        for choice in (chunk.choices or ())[:1]:
            self._reason = choice.finish_reason or self._reason
            if choice.delta is not None:
                yield from self._pieces(choice.delta)

    def rest(self) -> Iterator[ChatEvent]:
        """Yield what was held back."""
        yield from self._splitter.end()

    def end(self, model: str) -> ChatEnd | None:
        """Return the end; None if there was none. `model` is what was asked for."""
        if self._reason is None:
            return None
        return ChatEnd(
            reason=EndReason.TOOL_CALLS if self._calls.count else _REASONS.get(self._reason, EndReason.STOP),
            model=self._model or model,
            prompt_tokens=whole(getattr(self._usage, "prompt_tokens", None)),
            completion_tokens=whole(getattr(self._usage, "completion_tokens", None)),
        )

    def _pieces(self, delta: Any) -> Iterator[ChatEvent]:
        # DeepSeek's and llama.cpp's name, and vLLM's and OpenRouter's; OpenAI itself tells nothing.
        thought = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
        if isinstance(thought, str) and thought:
            yield ThinkingPiece(thought)
        if delta.content:
            yield from self._splitter.feed(delta.content)
        for each in delta.tool_calls or ():
            yield self._calls.piece(each)


class _Calls:
    """Numbers the calls of one reply. Servers leave out ids, or the index, or give each call the index 0."""

    def __init__(self) -> None:
        self.count = 0
        self._numbers: dict[int, int] = {}
        self._ids: dict[int, str] = {}

    def piece(self, delta: Any) -> CallPiece:
        """Return a piece as Morgan's."""
        told = delta.function
        name, arguments = (told.name or "", told.arguments or "") if told else ("", "")
        index = delta.index if isinstance(delta.index, int) else -1
        number = self._numbers.get(index)
        another = bool(name) and (index < 0 or (bool(delta.id) and delta.id != self._ids.get(index)))
        if number is not None and not another:
            return CallPiece(number, arguments=arguments)
        number, self.count = self.count, self.count + 1
        self._numbers[index] = number
        self._ids[index] = delta.id or ""
        return CallPiece(number, delta.id or mint_id(), name, arguments)


def whole(value: object) -> int | None:
    """Return a count; None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
