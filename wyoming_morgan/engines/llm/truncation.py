"""Detects that a server silently dropped a part of a prompt."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.engines.contract.llm import ChatRequest, Message

_MESSAGE_BYTES = 32  # what a template puts around a message, at most
_LEAST_BYTES = 200  # a shorter prompt is mostly template, and says little about the bytes of a token
_BYTES_PER_TOKEN = 6.0  # of plain English, about 4.5; of JSON, about 3.5
_DOUBT = 1.25
_HALF_SPAN = 8  # how far above half its context Ollama's runner ends


class TruncationWatch:
    """Compares the size of a prompt with the number of tokens that the server reports to have read.

    Ollama drops the oldest messages until the rest fits its context, or reads the half of the context from a
    single message too long, and answers 200 (ollama/ollama#14259, #17427). It reports the tokens that were
    left. A token is at least a byte, so a prompt of fewer bytes than the context has tokens is certainly
    complete: such prompts show how many bytes this model's tokens have at most.
    """

    def __init__(self) -> None:
        self._bytes_per_token = 0.0

    def cut(self, request: ChatRequest, read_tokens: int | None, context_tokens: int | None) -> bool:
        """Whether the server probably dropped a part of the prompt."""
        if not read_tokens or not context_tokens:
            return False
        sent = sent_bytes(request.messages)
        if sent + _MESSAGE_BYTES * len(request.messages) <= context_tokens:
            if sent >= _LEAST_BYTES and not request.tools:
                self._bytes_per_token = max(self._bytes_per_token, sent / read_tokens)
            return False
        expected = sent / (self._bytes_per_token or _BYTES_PER_TOKEN)
        if read_tokens * _DOUBT < expected:
            return True
        at_half = 0 <= read_tokens - context_tokens // 2 <= _HALF_SPAN
        return (at_half or read_tokens >= context_tokens - 1) and expected > context_tokens / _DOUBT


def sent_bytes(messages: Sequence[Message]) -> int:
    """Return the bytes of text in messages."""
    return sum(
        len(message.content.encode(errors="replace"))
        + sum(len(call.name) + len(call.arguments) for call in message.tool_calls)
        for message in messages
    )
