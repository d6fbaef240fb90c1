"""Keeps blocks of the prompt, which small models repeat, out of what is spoken."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)(home|now)[ \t\n]{0,3}(/?)>", re.IGNORECASE)
_PARTIAL = re.compile(r"</?(?:(?:h(?:om?)?|no?)?|(?:home|now)[ \t\n]{0,3}/?)", re.IGNORECASE)
_LONGEST = 12
"""Characters of the longest tag."""


class EchoFilter:
    """Leaves out what stands between the tags of the prompt, wherever a piece is cut.

    A block that is never closed goes on to the end. Only what may be a tag is held back, and the work for a
    piece does not grow with the text before it.
    """

    def __init__(self) -> None:
        self._held = ""
        self._open: list[str] = []
        self._blank = True
        """Whether nothing is spoken yet, or a blank was spoken last."""
        self._skips = False
        """Whether blanks that follow say nothing."""

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is speech."""
        text, self._held = self._held + piece, ""
        spoken: list[str] = []
        begin = place = 0
        while (start := text.find("<", place)) >= 0:
            place = start + 1
            tag = _TAG.match(text, start)
            if tag is not None:
                spoken.append(self._speech(text[begin:start]))
                self._at(tag[2].casefold(), closes=bool(tag[1]), alone=bool(tag[3]))
                begin = place = tag.end()
            elif len(text) - start < _LONGEST and _PARTIAL.fullmatch(text, start):
                text, self._held = text[:start], text[start:]
        spoken.append(self._speech(text[begin:]))
        return "".join(spoken)

    def end(self) -> str:
        """Return what was held back and is no tag."""
        held, self._held = self._held, ""
        return self._speech(held)

    def _at(self, name: str, *, closes: bool, alone: bool) -> None:
        self._skips = self._blank
        if closes and name in self._open:
            del self._open[self._open.index(name) :]
        elif not closes and not alone and name not in self._open:
            self._open.append(name)

    def _speech(self, text: str) -> str:
        if self._open:
            return ""
        if self._skips:
            text = text.lstrip()
        if text:
            self._skips = False
            self._blank = text[-1].isspace()
        return text
