"""Keeps lines that a model copies from its prompt out of what is spoken: things, states, the request."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAST_WORDS = 4
_MOST_SIGNS = 4
"""Signs before the first word of a line."""
_WORD = re.compile(r"\w+")
_EDGES = ' \t-*>".,;:!?'


class LineFilter:
    """Leaves out whole lines that stand in the prompt; only what may become one is held back."""

    def __init__(self, prompt: Iterable[str]) -> None:
        """Prepare for one reply.

        Args:
            prompt: Texts whose lines are not to be spoken as they are.
        """
        self._lines = {
            _plain(line)
            for text in prompt
            for line in text.splitlines()
            if len(_WORD.findall(line)) >= _LEAST_WORDS
        }
        self._held = ""
        self._begins = True
        """Whether a line begins here, or is held back from its beginning."""

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is speech."""
        spoken: list[str] = []
        for part in piece.splitlines(keepends=True):
            ends = part.endswith("\n")
            if not self._begins:
                spoken.append(part)
            else:
                self._held += part
                if ends:
                    spoken.append(self.end())
                elif not self._may_be_one():
                    spoken.append(self._held)
                    self._held, self._begins = "", False
            if ends:
                self._begins = True
        return "".join(spoken)

    def end(self) -> str:
        """Return what was held back and is speech."""
        held, self._held = self._held, ""
        return "" if _plain(held) in self._lines else held

    def _may_be_one(self) -> bool:
        begun = _plain(self._held)
        if not begun:
            return len(self._held) <= _MOST_SIGNS
        return any(line.startswith(begun) for line in self._lines)


def _plain(line: str) -> str:
    return " ".join(line.strip(_EDGES).casefold().split())
