"""Text prepared for synthesizers: without unspeakable characters, and cut to bounded pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

SENTENCE_ENDS = ".!?…。！？"  # noqa: RUF001 - Chinese and Japanese use these marks
CLAUSE_ENDS = ",;:、，；："  # noqa: RUF001 - Chinese and Japanese use these marks
_UNSPEAKABLE = frozenset({"Cc", "Cs", "Cn"})
"""Unicode categories: control characters (some are espeak-ng's own commands), lone surrogates, unassigned."""


def speakable(text: str) -> str:
    """Replace unspeakable characters by spaces; everything else stays."""
    return "".join(" " if unicodedata.category(char) in _UNSPEAKABLE else char for char in text)


def pieces(text: str, characters: int) -> Iterator[str]:
    """Cut text to bounded pieces: after a sentence, else a clause, else a word, else anywhere."""
    rest = text.strip()
    while rest:
        end = _cut(rest, characters) if len(rest) > characters else len(rest)
        yield rest[:end]
        rest = rest[end:].lstrip()


def _cut(text: str, characters: int) -> int:
    for marks in (SENTENCE_ENDS, CLAUSE_ENDS, " "):
        if (end := max(text.rfind(mark, 0, characters) for mark in marks)) > 0:
            return end + 1
    return characters
