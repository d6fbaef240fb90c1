"""The parts of a text that may be tool calls, and where each ends."""

from __future__ import annotations

from typing import Protocol

from wyoming_morgan.engines.llm.call_pieces import Balance


class Region(Protocol):
    """A part of the text that may be a call."""

    certain: bool
    """Whether it is no speech even if it cannot be read."""

    def feed(self, text: str) -> int | None:
        """Read more; return where the region ends in it, None if it goes on."""


class UpToMark:
    """A region up to a mark, or to the end of the reply if there is none."""

    def __init__(self, *ends: str, certain: bool = True) -> None:
        self.certain = certain
        self._ends = [end.casefold() for end in ends]
        self._tail = ""

    def feed(self, text: str) -> int | None:
        """Read more; return where the region ends in it, None if it goes on."""
        folded = self._tail + text.lower()
        places = [place + len(end) for end in self._ends if (place := folded.find(end)) >= 0]
        if places:
            return max(min(places) - len(self._tail), 0)
        self._tail = folded[-max((len(end) for end in self._ends), default=1) :]
        return None


class UpToObjectEnd:
    """A region up to the end of an object or a list."""

    certain = False

    def __init__(self) -> None:
        self._balance = Balance()

    def feed(self, text: str) -> int | None:
        """Read more; return where the region ends in it, None if it goes on."""
        return self._balance.feed(text)


class UpToBracket:
    """A region up to the end of an expression in brackets."""

    certain = False

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""

    def feed(self, text: str) -> int | None:
        """Read more; return where the region ends in it, None if it goes on."""
        for place, letter in enumerate(text):
            if self._quote:
                self._quote = "" if letter == self._quote else self._quote
            elif letter in "\"'":
                self._quote = letter
            elif letter in "([{":
                self._depth += 1
            elif letter in ")]}":
                self._depth -= 1
                if self._depth <= 0:
                    return place + 1
        return None


class UpToFence(UpToMark):
    """A block of code; its own beginning is not its end."""

    def __init__(self, *, certain: bool) -> None:
        super().__init__("```", certain=certain)
        self._begun = False

    def feed(self, text: str) -> int | None:
        """Read more; return where the region ends in it, None if it goes on."""
        if self._begun:
            return super().feed(text)
        self._begun = True
        end = super().feed(text[3:])
        return None if end is None else end + 3
