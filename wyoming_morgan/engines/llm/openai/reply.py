"""Reads the chunks of an OpenAI-compatible server, in the many shapes that servers send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import CallPiece, ChatEnd, ChatEvent, EndReason, ReasoningPiece
from wyoming_morgan.engines.llm.calls import mint_id
from wyoming_morgan.engines.llm.reasoning import ReasoningSplitter

_REASONS = {
    "stop": EndReason.STOP,
    "length": EndReason.LENGTH,
    "tool_calls": EndReason.TOOL_CALLS,
    "function_call": EndReason.TOOL_CALLS,
    "content_filter": EndReason.CONTENT_FILTER,
}


class Reply:
    """One reply, as far as it has come in.

    Raises:
        TypeError: a part of a chunk is not of the protocol's type.
    """

    def __init__(self, *, begins_thinking: bool) -> None:
        self._splitter = ReasoningSplitter(begun=begins_thinking)
        self._calls = _Calls()
        self._reason: str | None = None
        self._usage: Mapping[str, Any] = {}
        self._model = ""

    def read(self, chunk: Mapping[str, Any]) -> Iterator[ChatEvent]:
        """Yield what a chunk brings."""
        self._usage = _object(chunk.get("usage")) or self._usage
        self._model = _text(chunk.get("model")) or self._model
        for choice in map(_object, _list(chunk.get("choices"))[:1]):
            self._reason = _text(choice.get("finish_reason")) or self._reason
            yield from self._pieces(_object(choice.get("delta")))

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
            prompt_tokens=whole(self._usage.get("prompt_tokens")),
            completion_tokens=whole(self._usage.get("completion_tokens")),
        )

    def _pieces(self, delta: Mapping[str, Any]) -> Iterator[ChatEvent]:
        # DeepSeek's and llama.cpp's name, and vLLM's and OpenRouter's; OpenAI itself tells nothing.
        if thought := _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")):
            yield ReasoningPiece(thought)
        if content := _text(delta.get("content")):
            yield from self._splitter.feed(content)
        for each in _list(delta.get("tool_calls")):
            yield self._calls.piece(_object(each))


class _Calls:
    """Numbers the calls of one reply. Servers leave out ids, or the index, or give each call the index 0."""

    def __init__(self) -> None:
        self.count = 0
        self._numbers: dict[int, int] = {}
        self._ids: dict[int, str] = {}

    def piece(self, delta: Mapping[str, Any]) -> CallPiece:
        """Return a piece as Morgan's."""
        told = _object(delta.get("function"))
        name, arguments = _text(told.get("name")), _text(told.get("arguments"))
        identity, index = _text(delta.get("id")), whole(delta.get("index"))
        place = -1 if index is None else index
        number = self._numbers.get(place)
        another = bool(name) and (index is None or (bool(identity) and identity != self._ids.get(place)))
        if number is not None and not another:
            return CallPiece(number, arguments=arguments)
        number, self.count = self.count, self.count + 1
        self._numbers[place] = number
        self._ids[place] = identity
        return CallPiece(number, identity or mint_id(), name, arguments)


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {value!r}")
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {value!r}")
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {value!r}")
    return value


def whole(value: object) -> int | None:
    """Return a count; None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
