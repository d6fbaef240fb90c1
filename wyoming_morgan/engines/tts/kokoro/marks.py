"""Text apart from its punctuation marks, which Kokoro speaks as they are: its pauses and its melody."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = r'[;:,.!?¡¿—…"«»“”(){}\[\]]'
_EDGE = rf"(?:(?<!\w){_MARK}|{_MARK}(?!\w))"
_MARKS = re.compile(rf" ?{_EDGE}(?: ?{_EDGE})*+ ?")
"""Marks at the edge of a word; those within one, as in 21.5, 10:30 and U.S., belong to it."""


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """Words without marks, possibly none, and the marks after them with the spaces around."""

    words: str
    marks: str


def between_marks(text: str) -> list[MarkedPart]:
    """Cut text at its marks; the parts put together are the text."""
    parts = []
    start = 0
    for match in _MARKS.finditer(text):
        parts.append(MarkedPart(text[start : match.start()], match[0]))
        start = match.end()
    return [*parts, MarkedPart(text[start:], "")]
