"""Reads digits as people say them: one by one, in tens, doubled, with pauses and words between them.

One text has one reading. Where it could be two, the longest numbers count (“twenty four six” is 24 6, not
20 4 6), so that nobody has two tries for one; a pause that is written ends a number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from wyoming_morgan.agent.confirmation.numbers import LONGEST, NumberNames, folded, number_names
from wyoming_morgan.agent.language.language import Language

_PARTS = re.compile(r"\d+|[^\W\d_]+(?:-[^\W\d_]+)*|[-:,;.\u2026/\u2013\u2014]")
_PAUSES = frozenset("-,;.\u2026/\u2013\u2014")
_COLON = ":"
_MOST_WORDS = 12
"""Words of one number."""
_MOST_TIMES = 4
_HUNDRED = 100
_LONG_WORD = 18
"""Letters of a word that joins several numbers: “duemilaquattrocento”."""


@dataclass(frozen=True, slots=True)
class SpokenDigits:
    """What a text says in digits."""

    digits: str = ""
    row: int = 0
    """The most digits in a row, without other words or a colon between them."""
    numbers: int = 0
    """Figures and words of numbers, also of those that say no digits by themselves."""
    others: tuple[str, ...] = ()
    """All other words."""


def read_digits(text: str, language: Language) -> SpokenDigits:
    """Return the digits of a text in a language, in figures of any script or in words."""
    names = number_names(language.tag)
    return _Reader(_parts(text, names), language, names).read()


def _parts(text: str, names: NumberNames) -> list[str]:
    """Return the words and pauses of a text; what is joined by hyphens is one word if it is one number."""
    parts: list[str] = []
    for part in _PARTS.findall(text.casefold()):
        is_one = part in _PAUSES or names.value(folded(part)) is not None
        parts += [part] if is_one else part.split("-")
    return parts


@dataclass(slots=True)
class _Reader:
    """Reads a text from its beginning to its end."""

    parts: list[str]
    language: Language
    names: NumberNames
    at: int = 0
    digits: str = ""
    row: int = 0
    longest: int = 0
    numbers: int = 0
    others: list[str] = field(default_factory=list)

    def read(self) -> SpokenDigits:
        while self.at < len(self.parts):
            self._step()
        return SpokenDigits(self.digits, self.longest, self.numbers, tuple(self.others))

    def _step(self) -> None:
        part = self.parts[self.at]
        if part == _COLON:
            self.row = 0
            self.at += 1
        elif part in _PAUSES:
            self.at += 1
        elif not self._repeated(part) and not self._number():
            if self.language.cues.is_number(part) or part in dict(self.language.digits.repeated):
                self.numbers += 1
            else:
                self.others.append(part)
            self.row = 0
            self.at += 1

    def _repeated(self, part: str) -> bool:
        """Read “double four”, “two times four” and “three zeros”."""
        words = self.language.digits
        several = dict(words.several)
        times, behind = dict(words.repeated).get(part), self.at + 1
        count = self.names.value(folded(part))
        if times is None and count is not None and 1 < count <= _MOST_TIMES and behind < len(self.parts):
            if self.parts[behind] in several:
                self._say(str(several[self.parts[behind]]) * count, behind + 1)
                return True
            if self.parts[behind] in words.times:
                times, behind = count, behind + 1
        if times is not None:
            while behind < len(self.parts) and self.parts[behind] in self.language.words.articles:
                behind += 1
            said, end = self._said(behind)
            if said:
                self._say(said * times, end)
                return True
        if part in several:
            self._say(str(several[part]), self.at + 1)
            return True
        return False

    def _number(self) -> bool:
        said, end = self._said(self.at)
        if said:
            self._say(said, end)
        return bool(said)

    def _said(self, at: int) -> tuple[str, int]:
        """Return the digits of the longest number that begins there, and where it ends; none if none does."""
        if at >= len(self.parts):
            return "", at
        if self.parts[at].isdigit():
            return "".join(str(unicodedata.digit(figure)) for figure in self.parts[at]), at + 1
        best: tuple[str, int] = ("", at)
        joined = ""
        for end in range(at, min(at + _MOST_WORDS, len(self.parts))):
            part = self.parts[end]
            if part in _PAUSES:
                value = self.names.value(joined)
                if value is None or value % _HUNDRED or not value:
                    break
                continue
            if not part[0].isalpha():
                break
            joined += folded(part)
            if len(joined) > LONGEST:
                break
            value = self.names.value(joined)
            if value is not None:
                best = (str(value), end + 1)
        return best

    def _say(self, digits: str, end: int) -> None:
        self.digits += digits
        self.row += len(digits)
        self.longest = max(self.longest, self.row)
        words = [part for part in self.parts[self.at : end] if part not in _PAUSES]
        self.numbers += sum(1 if len(word) < _LONG_WORD else 2 for word in words)
        self.at = end
