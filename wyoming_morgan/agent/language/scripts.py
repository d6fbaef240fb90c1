"""The scripts that sentences are written in."""

from __future__ import annotations

_DENSE_SCRIPTS = (
    ("\u0e00", "\u0e7f"),  # Thai
    ("\u3040", "\u30ff"),  # Hiragana and Katakana
    ("\u3400", "\u9fff"),  # Han
    ("\uac00", "\ud7af"),  # Hangul
)


def is_dense(letter: str) -> bool:
    """Whether the letter says more than one of an alphabet; most such scripts are written without spaces."""
    return any(first <= letter <= last for first, last in _DENSE_SCRIPTS)
