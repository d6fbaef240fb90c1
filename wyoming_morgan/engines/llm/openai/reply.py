"""Reads the chunks of an OpenAI-compatible server, in the variants that servers send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.clients.remote import count
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
    """One reply, as far as it has arrived.

    Raises:
        TypeError: a part of a chunk has the wrong type.
    """

    def __init__(self, *, begins_with_reasoning: bool) -> None:
        self._splitter = ReasoningSplitter(begun=begins_with_reasoning)
        self._calls = _Calls()
        self._reason: str | None = None
        self._usage: Mapping[str, Any] = {}
        self._model = ""

    def read(self, chunk: Mapping[str, Any]) -> Iterator[ChatEvent]:
        """Yield the events of a chunk."""
        self._usage = _object(chunk.get("usage")) or self._usage
        self._model = _text(chunk.get("model")) or self._model
        for choice in map(_object, _list(chunk.get("choices"))[:1]):
            self._reason = _text(choice.get("finish_reason")) or self._reason
            yield from self._pieces(_object(choice.get("delta")))

    def rest(self) -> Iterator[ChatEvent]:
        """Yield the text that was held back."""
        yield from self._splitter.end()

    def end(self, model: str) -> ChatEnd | None:
        """Return the end, None if the reply has none. `model` is the requested model."""
        if self._reason is None:
            return None
        return ChatEnd(
            reason=EndReason.TOOL_CALLS if self._calls.count else _REASONS.get(self._reason, EndReason.STOP),
            model=self._model or model,
            prompt_tokens=count(self._usage.get("prompt_tokens")),
            completion_tokens=count(self._usage.get("completion_tokens")),
        )

    def _pieces(self, delta: Mapping[str, Any]) -> Iterator[ChatEvent]:
        # The names of DeepSeek and llama.cpp, and of vLLM and OpenRouter; OpenAI itself sends none.
        if reasoning := _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")):
            yield ReasoningPiece(reasoning)
        if content := _text(delta.get("content")):
            yield from self._splitter.feed(content)
        for call in _list(delta.get("tool_calls")):
            yield self._calls.piece(_object(call))


class _Calls:
    """Numbers the calls of one reply. Some servers send no ids, no index, or the index 0 for each call."""

    def __init__(self) -> None:
        self.count = 0
        self._numbers: dict[int, int] = {}
        self._ids: dict[int, str] = {}

    def piece(self, delta: Mapping[str, Any]) -> CallPiece:
        """Convert a piece of a call."""
        function = _object(delta.get("function"))
        name, arguments = _text(function.get("name")), _text(function.get("arguments"))
        call_id, index = _text(delta.get("id")), count(delta.get("index"))
        place = -1 if index is None else index
        number = self._numbers.get(place)
        another = bool(name) and (index is None or (bool(call_id) and call_id != self._ids.get(place)))
        if number is not None and not another:
            return CallPiece(number, arguments=arguments)
        number, self.count = self.count, self.count + 1
        self._numbers[place] = number
        self._ids[place] = call_id
        return CallPiece(number, call_id or mint_id(), name, arguments)


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {value!r:.60}")
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {value!r:.60}")
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {value!r:.60}")
    return value
