"""A language model's reply in OpenAI's shape: in chunks as it comes in, or whole."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatEvent,
    EndReason,
    Likelihood,
    ReasoningPiece,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.http.events import event

END = b"data: [DONE]\n\n"


Extension = Callable[[], dict[str, Any]]
"""Returns what Morgan adds to OpenAI's fields at the end of a reply; clients ignore what they do not know."""


def no_extension() -> dict[str, Any]:
    """Add nothing."""
    return {}


class Chunks:
    """Turns the events of one reply into `chat.completion.chunk` events."""

    def __init__(
        self,
        model: str,
        *,
        counts_tokens: bool,
        calls_functions: bool = False,
        extension: Extension = no_extension,
    ) -> None:
        self._extension = extension
        self._calls_functions = calls_functions
        self._common: dict[str, Any] = {
            "id": new_id(),
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": model,
        }
        self._counts_tokens = counts_tokens
        self._tokens: list[dict[str, Any]] = []
        """What the next chunk with text says of its tokens."""

    def begin(self) -> bytes:
        """Return the first chunk, with the role."""
        return self._chunk({"role": "assistant", "content": ""})

    def of(self, piece: ChatEvent) -> bytes:
        """Return the chunks of an event."""
        match piece:
            case TextPiece():
                return self._chunk({"content": piece.text})
            case TokenPiece():
                self._tokens.append(token_of(piece))
                return b""
            case ReasoningPiece():
                return self._chunk({"reasoning_content": piece.text})
            case CallPiece():
                deltas = _function_deltas(piece) if self._calls_functions else _call_deltas(piece)
                return b"".join(map(self._chunk, deltas))
            case ChatEnd():
                return self._end(piece)

    def _end(self, end: ChatEnd) -> bytes:
        reason = _reason(end, calls_functions=self._calls_functions)
        last = self._chunk({}, finish_reason=reason, **self._extension())
        if self._counts_tokens:
            last += event({**self._common, "choices": [], "usage": usage(end)})
        return last + END

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> bytes:
        tokens: list[dict[str, Any]] = []
        if "content" in delta or finish_reason is not None:
            tokens, self._tokens = self._tokens, []
        choice = {"index": 0, "delta": delta, "logprobs": _log_probabilities(tokens)}
        choice["finish_reason"] = finish_reason
        no_counts = {"usage": None} if self._counts_tokens else {}
        return event({**self._common, "choices": [choice], **no_counts, **more})


def _call_deltas(piece: CallPiece) -> Iterator[dict[str, Any]]:
    """Yield the beginning of a call, with its id and name, and its arguments separately."""
    if piece.name or piece.id:
        function = {"name": piece.name, "arguments": ""}
        call = {"index": piece.index, "id": piece.id, "type": "function", "function": function}
        yield {"tool_calls": [call]}
    if piece.arguments:
        yield {"tool_calls": [{"index": piece.index, "function": {"arguments": piece.arguments}}]}


def _function_deltas(piece: CallPiece) -> Iterator[dict[str, Any]]:
    """Yield a piece of the first call as the call of a function; there is only one."""
    if piece.index == 0:
        named = {"name": piece.name} if piece.name else {}
        yield {"function_call": {**named, "arguments": piece.arguments}}


def _reason(end: ChatEnd, *, calls_functions: bool) -> str:
    return "function_call" if calls_functions and end.reason is EndReason.TOOL_CALLS else end.reason.value


async def whole(
    model: str,
    events: AsyncIterator[ChatEvent],
    extension: Extension = no_extension,
    *,
    calls_functions: bool = False,
) -> dict[str, Any]:
    """Return a reply as one `chat.completion`.

    Raises:
        MorganError: as the events do.
    """
    texts: list[str] = []
    thoughts: list[str] = []
    tokens: list[dict[str, Any]] = []
    calls: dict[int, list[CallPiece]] = {}
    end: ChatEnd | None = None
    async for piece in events:
        match piece:
            case TextPiece():
                texts.append(piece.text)
            case TokenPiece():
                tokens.append(token_of(piece))
            case ReasoningPiece():
                thoughts.append(piece.text)
            case CallPiece():
                calls.setdefault(piece.index, []).append(piece)
            case ChatEnd():
                end = piece
    if end is None:
        raise EngineFailed("the reply has no end", hint="try again")
    content = "".join(texts) if texts or not calls else None
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
    if thoughts:
        message["reasoning_content"] = "".join(thoughts)
    message |= _all_calls(calls, calls_functions=calls_functions)
    choice = {"index": 0, "message": message, "logprobs": _log_probabilities(tokens)}
    return {
        "id": new_id(),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": end.model or model,
        "choices": [{**choice, "finish_reason": _reason(end, calls_functions=calls_functions)}],
        "usage": usage(end),
        **extension(),
    }


def _all_calls(calls: Mapping[int, Sequence[CallPiece]], *, calls_functions: bool) -> dict[str, Any]:
    """Return the field with the calls of a reply, if there are any."""
    whole_calls = [_call(calls[index]) for index in sorted(calls)]
    if not whole_calls:
        return {}
    return {"function_call": whole_calls[0]["function"]} if calls_functions else {"tool_calls": whole_calls}


def _call(pieces: Iterable[CallPiece]) -> dict[str, Any]:
    first, *others = pieces
    arguments = first.arguments + "".join(piece.arguments for piece in others)
    return {
        "id": first.id,
        "type": "function",
        "function": {"name": first.name, "arguments": arguments},
    }


def _log_probabilities(tokens: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"content": tokens, "refusal": None} if tokens else None


def token_of(piece: TokenPiece) -> dict[str, Any]:
    """Return how likely a token is, and what else was likely in its place."""
    return {**_likelihood(piece.chosen), "top_logprobs": [_likelihood(other) for other in piece.alternatives]}


def _likelihood(token: Likelihood) -> dict[str, Any]:
    own_bytes = None if token.bytes is None else list(token.bytes)
    return {"token": token.token, "logprob": token.log_probability, "bytes": own_bytes}


def usage(end: ChatEnd) -> dict[str, int]:
    """Return how many tokens a reply took; what is unknown is 0, since clients read all three."""
    read, written = end.prompt_tokens or 0, end.completion_tokens or 0
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def new_id() -> str:
    """Return the id of a new reply."""
    return f"chatcmpl-{uuid.uuid4().hex}"
