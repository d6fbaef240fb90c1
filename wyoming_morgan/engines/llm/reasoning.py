"""Tells what a model reasons from what it answers, where both come in one text."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.engines.contract.llm import ReasoningPiece, TextPiece

_OPEN = "<think>"
_CLOSE = "</think>"


class ReasoningSplitter:
    """Splits a text that comes in pieces at `<think>` and `</think>`, wherever a piece is cut.

    Only what may be the beginning of a tag is held back. With `begun` the text begins with what is reasoned:
    some templates of chats open the tag themselves, and the model only closes it.
    """

    def __init__(self, *, begun: bool = False) -> None:
        self._thinking = begun
        self._held = ""
        self._blank = True

    def feed(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Take a piece; yield what can be told of it."""
        self._held += text
        while True:
            tag = _CLOSE if self._thinking else _OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                kept = _length_of_beginning(before, tag)
                yield from self._piece(before[: len(before) - kept])
                self._held = before[len(before) - kept :]
                return
            yield from self._piece(before)
            self._held = after
            self._thinking = not self._thinking

    def end(self) -> Iterator[TextPiece | ReasoningPiece]:
        """Yield what was held back: it was no tag."""
        held, self._held = self._held, ""
        yield from self._piece(held)

    def _piece(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        if self._thinking:
            if text:
                yield ReasoningPiece(text)
            return
        if self._blank:
            # Between the reasoning and the reply stand empty lines.
            text = text.lstrip()
        if text:
            self._blank = False
            yield TextPiece(text)


def _length_of_beginning(text: str, tag: str) -> int:
    """Return how many of the last characters of a text may be the beginning of a tag."""
    return next((size for size in range(len(tag) - 1, 0, -1) if text.endswith(tag[:size])), 0)
