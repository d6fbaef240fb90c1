"""What an operator is told once, however often a client asks for it."""

from __future__ import annotations

_MOST = 64
"""Texts that are remembered; more come from a client that makes them up."""


class Notices:
    """The texts that were told, up to a bound; beyond it nothing is new."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def is_new(self, text: str) -> bool:
        """Return whether a text is to be told, and remember it."""
        if text in self._texts or len(self._texts) >= _MOST:
            return False
        self._texts.add(text)
        return True
