"""A reply in the shape of OpenAI's old completions: whole, or piece by piece.

https://platform.openai.com/docs/api-reference/completions/object
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.engines.contract.llm import ChatEnd, ChatEvent, EndReason, TextPiece, TokenPiece
from wyoming_morgan.http.openai.chat_reply import usage

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one choice: more of its text, its tokens, or its end."""

    index: int
    text: str = ""
    tokens: tuple[TokenPiece, ...] = ()
    end: ChatEnd | None = None


class Completion:
    """The shape of one reply, which may have several choices."""

    def __init__(self, model: str) -> None:
        self._common: Json = {
            "id": f"cmpl-{uuid.uuid4().hex}",
            "object": "text_completion",
            "created": int(time.time()),
            "model": model,
        }
        self._tokens: dict[int, list[TokenPiece]] = {}
        self._offsets: dict[int, int] = {}
        self._read = 0
        self._written = 0

    def piece_of(self, index: int, event: ChatEvent) -> Piece | None:
        """Return what an event of the model adds to a choice; None if nothing yet."""
        match event:
            case TokenPiece():
                self._tokens.setdefault(index, []).append(event)
            case TextPiece():
                return Piece(index, event.text, tuple(self._tokens.pop(index, ())))
            case ChatEnd():
                self._count(event)
                return Piece(index, "", tuple(self._tokens.pop(index, ())), event)
        return None

    def chunk(self, piece: Piece) -> Json:
        """Return a piece as one event of a stream."""
        return {**self._common, "choices": [self._choice(piece)]}

    def counts(self) -> Json:
        """Return the last event of a stream that counts tokens."""
        return {**self._common, "choices": [], "usage": self._usage()}

    def whole(self, pieces: list[Piece], extension: Mapping[str, Any]) -> Json:
        """Return the reply of these choices, each of them in one piece."""
        ends = [piece.end.model for piece in pieces if piece.end is not None and piece.end.model]
        return {
            **self._common,
            **({"model": ends[-1]} if ends else {}),
            "choices": [self._choice(piece) for piece in pieces],
            "usage": self._usage(),
            **extension,
        }

    def _choice(self, piece: Piece) -> Json:
        return {
            "index": piece.index,
            "text": piece.text,
            "logprobs": self._logprobs(piece) if piece.tokens else None,
            "finish_reason": None if piece.end is None else _reason(piece.end),
        }

    def _logprobs(self, piece: Piece) -> Json:
        offsets: list[int] = []
        for token in piece.tokens:
            offset = self._offsets.get(piece.index, 0)
            offsets.append(offset)
            self._offsets[piece.index] = offset + len(token.chosen.token)
        return {
            "tokens": [token.chosen.token for token in piece.tokens],
            "token_logprobs": [token.chosen.log_probability for token in piece.tokens],
            "top_logprobs": [
                {other.token: other.log_probability for other in token.alternatives} for token in piece.tokens
            ],
            "text_offset": offsets,
        }

    def _count(self, end: ChatEnd) -> None:
        counted = usage(end)
        self._read += counted["prompt_tokens"]
        self._written += counted["completion_tokens"]

    def _usage(self) -> Json:
        return {
            "prompt_tokens": self._read,
            "completion_tokens": self._written,
            "total_tokens": self._read + self._written,
        }


def _reason(end: ChatEnd) -> str:
    """Return why a choice ended; these clients know no calls of tools."""
    return EndReason.STOP.value if end.reason is EndReason.TOOL_CALLS else end.reason.value
