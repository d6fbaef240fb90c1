"""Reads the chunks of a reply, in the variants that servers send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.clients.remote import count
from wyoming_morgan.engines.clients.shapes import (
    joined,
    name_in,
    object_in,
    objects_in,
    reasoning_in,
    text_in,
)
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatEvent,
    ChatRequest,
    EndReason,
    ReasoningPiece,
    TextPiece,
)
from wyoming_morgan.engines.llm.call_pieces import CallPieces
from wyoming_morgan.engines.llm.likelihoods import TokenQueue, tokens_in
from wyoming_morgan.engines.llm.reasoning import ReasoningSplitter
from wyoming_morgan.engines.llm.written_calls import WrittenCall, WrittenCalls

_REASONS = {
    "stop": EndReason.STOP,
    "length": EndReason.LENGTH,
    "max_tokens": EndReason.LENGTH,
    "tool_calls": EndReason.TOOL_CALLS,
    "function_call": EndReason.TOOL_CALLS,
    "content_filter": EndReason.CONTENT_FILTER,
}
# The names of DeepSeek and llama.cpp, of vLLM and OpenRouter, and of Ollama; OpenAI itself sends none.
_REASONING = ("reasoning_content", "reasoning", "thinking", "thought", "reasoning_text")
_LONGEST_PIECE = 1000
_HIGH = "\ud800", "\udbff"


class Reply:
    """One reply, as far as it has arrived. Odd fields are left out.

    Calls that are written in the text become calls if the request has tools, unless it asks for JSON.
    """

    def __init__(
        self, request: ChatRequest, *, begins_with_reasoning: bool = False, unsure: bool = False
    ) -> None:
        names = [tool.name for tool in request.tools]
        reads_calls = bool(names) and request.json_schema is None
        self._splitter = ReasoningSplitter(begun=begins_with_reasoning, unsure=unsure, calls=reads_calls)
        self._written = WrittenCalls(names) if reads_calls else None
        self._may_call = request.tool_choice != "none"
        self._calls = CallPieces(names)
        self._alternatives = request.log_probabilities
        self._tokens = TokenQueue()
        self._reason: str | None = None
        self._usage: Mapping[str, Any] = {}
        self._model = ""
        self._half = ""
        self._streams = False
        self.has_text = False
        self.done = False

    @property
    def closes_only(self) -> bool:
        """Whether it had reasoning that was closed, but never opened."""
        return self._splitter.closes_only

    def read(self, chunk: Mapping[str, Any]) -> Iterator[ChatEvent]:
        """Yield the events of a chunk."""
        self._usage = object_in(chunk.get("usage")) or (chunk if "eval_count" in chunk else self._usage)
        self._model = name_in(chunk.get("model")) or self._model
        choice = next(iter(objects_in(chunk.get("choices"))), chunk)
        self._reason = (
            name_in(choice.get("finish_reason")) or name_in(choice.get("done_reason")) or self._reason
        )
        if chunk.get("done") is True:
            self.done = True
            self._reason = self._reason or "stop"
        delta = self._delta(choice)
        if self._alternatives is not None and (delta or not choice.get("message")):
            self._tokens.add(tokens_in(choice, self._alternatives))
        for event in self._pieces(delta):
            yield from (*self._tokens.before(event), event)

    def rest(self) -> Iterator[ChatEvent]:
        """Yield what was held back."""
        for event in self._held_back():
            yield from (*self._tokens.before(event), event)
        yield from self._tokens.rest()

    def _held_back(self) -> Iterator[ChatEvent]:
        if self._half:
            self._half = ""
            yield from self._text("\N{REPLACEMENT CHARACTER}")
        for event in self._splitter.end():
            yield from self._event(event)
        for part in self._written.end() if self._written is not None else ():
            yield from self._part(part)
        yield from self._calls.rest()

    def end(self, model: str) -> ChatEnd | None:
        """Return the end, None if nothing has come. `model` is the requested model."""
        if self._reason is None and not self.has_text and not self._calls.count:
            return None
        reason = _REASONS.get(self._reason or "", EndReason.STOP)
        if self._calls.count:
            cut_off = not self._calls.complete and self._reason in {None, "length"}
            reason = EndReason.LENGTH if cut_off else EndReason.TOOL_CALLS
        return ChatEnd(
            reason=reason,
            model=self._model or model,
            prompt_tokens=_tokens(self._usage, "prompt_tokens", "prompt_eval_count", "input_tokens"),
            completion_tokens=_tokens(self._usage, "completion_tokens", "eval_count", "output_tokens"),
        )

    def _delta(self, choice: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a choice adds. The whole message at the end of a stream says nothing new."""
        if delta := object_in(choice.get("delta")):
            self._streams = True
            return delta
        message = object_in(choice.get("message"))
        if message:
            return {} if self._streams else message
        text = choice.get("text") or choice.get("response")
        return {"content": text} if text else {}

    def _pieces(self, delta: Mapping[str, Any]) -> Iterator[ChatEvent]:
        content = delta.get("content")
        reasoning = next((text for name in _REASONING if (text := text_in(delta.get(name)))), "")
        if reasoning := joined(reasoning or reasoning_in(content)):
            yield ReasoningPiece(reasoning)
        if text := text_in(content) or text_in(delta.get("refusal")):
            text, self._half = self._half + text, ""
            if _HIGH[0] <= text[-1] <= _HIGH[1]:
                # The other half of the character comes with the next piece.
                text, self._half = text[:-1], text[-1]
            yield from self._text(joined(text))
        for call in (*objects_in(delta.get("tool_calls")), *objects_in(delta.get("function_call"))):
            yield from self._calls.read(call)

    def _text(self, text: str) -> Iterator[ChatEvent]:
        for start in range(0, len(text), _LONGEST_PIECE):
            for event in self._splitter.feed(text[start : start + _LONGEST_PIECE]):
                yield from self._event(event)

    def _event(self, event: TextPiece | ReasoningPiece) -> Iterator[ChatEvent]:
        if isinstance(event, ReasoningPiece) or self._written is None:
            self.has_text |= isinstance(event, TextPiece)
            yield event
            return
        for part in self._written.feed(event.text):
            yield from self._part(part)

    def _part(self, part: str | WrittenCall) -> Iterator[TextPiece | CallPiece]:
        if isinstance(part, str):
            self.has_text = True
            yield TextPiece(part)
        elif self._may_call:
            yield from self._calls.whole(part.name, part.arguments)


def _tokens(usage: Mapping[str, Any], *names: str) -> int | None:
    return next((number for name in names if (number := count(usage.get(name))) is not None), None)
