"""Separates reasoning from the reply, where a server sends both in one text."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.engines.contract.llm import ReasoningPiece, TextPiece

_OPEN = "<think>"
_CLOSE = "</think>"


class ReasoningSplitter:
    """Splits a text that comes in pieces at `<think>` and `</think>`, wherever a piece is cut.

    Only text that may be the beginning of a tag is held back. With `begun` the text begins with reasoning:
    some chat templates contain the opening tag, and the model only closes it.
    """

    def __init__(self, *, begun: bool = False) -> None:
        self._reasoning = begun
        self._held = ""
        self._blank = True

    def feed(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Add a piece of text; yield what is certain."""
        self._held += text
        while True:
            tag = _CLOSE if self._reasoning else _OPEN
            before, match, after = self._held.partition(tag)
            if not match:
                kept = _length_of_beginning(before, tag)
                yield from self._piece(before[: len(before) - kept])
                self._held = before[len(before) - kept :]
                return
            yield from self._piece(before)
            self._held = after
            self._reasoning = not self._reasoning

    def end(self) -> Iterator[TextPiece | ReasoningPiece]:
        """Yield the text that was held back: it was not a tag."""
        held, self._held = self._held, ""
        yield from self._piece(held)

    def _piece(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        if self._reasoning:
            if text:
                yield ReasoningPiece(text)
            return
        if self._blank:
            # Empty lines separate the reasoning from the reply.
            text = text.lstrip()
        if text:
            self._blank = False
            yield TextPiece(text)


def _length_of_beginning(text: str, tag: str) -> int:
    """Return how many of the last characters of a text may be the beginning of a tag."""
    return next((size for size in range(len(tag) - 1, 0, -1) if text.endswith(tag[:size])), 0)
