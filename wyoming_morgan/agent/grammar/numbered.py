"""Names with numbers, however those are said: “lamp one” is Lamp 1, “the 2nd floor” is the second floor.

In “turn off lamp 1 and lamp 2”, 1 is a part of a name and no brightness.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from hassil import RecognizeResult

from wyoming_morgan.agent.grammar.counting import number_at
from wyoming_morgan.agent.grammar.signs import folded
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.ordinals import NUMBER_SIGNS, ORDINALS, ordinal
from wyoming_morgan.home.model import Home

_TOKEN = re.compile(r"[^\s\-_,;:!?]+")
_NAMES = frozenset({"name", "area", "floor"})
_VALUES = frozenset(
    {"brightness", "percentage", "position", "temperature", "volume_level", "amount", "value"}
)
_DIGITS = {
    folded(word): digit
    for language in LANGUAGES.values()
    for digit, word in (
        *enumerate(language.cues.digits.split()),
        *(
            (int(digit), word)
            for digit, word in zip(
                language.cues.other_digits.split()[::2],
                language.cues.other_digits.split()[1::2],
                strict=True,
            )
        ),
    )
}

_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8}
"""Those that recognizers write, of more than one letter."""

_PARTS = 3
_LEAST_JOINED = 7
"""Letters of a name that may be written in parts."""

_KEPT = 8192
"""Names whose words are kept: of a home that changes, most stay."""

_Words = tuple[str, ...]
_Span = tuple[int, int]


class NumberedNames:
    """The names of a home that have a number."""

    def __init__(self, home: Home, language: Language) -> None:
        """Read the names; of a home that tells none, those that floors usually have."""
        self._tag = language.tag
        written: dict[_Words, set[str]] = defaultdict(set)
        for name in _names(home, language):
            words = tuple(word for _, _, word in _words(name, self._tag))
            if len(words) > 1 and any(word.strip(".").isdigit() for word in words):
                for spoken in _orders(words):
                    written[spoken].add(name)
        self._written = {words: names.pop() for words, names in written.items() if len(names) == 1}
        """The name as it is written, by its words; none where two names are said alike."""
        names = {name.casefold(): name for name in _names(home, language)}
        parted = {name.replace(" ", "").replace("-", "") for name in names if not name.isalpha()}
        self._joined = {
            folded: name
            for folded, name in names.items()
            if folded.isalpha() and len(folded) >= _LEAST_JOINED and folded not in parted
        }
        self._longest = max(map(len, self._written), default=0)

    def as_written(self, text: str) -> str:
        """Return a text with its numbered names as they are written."""
        for (start, stop), name in reversed([*self._said(text)]):
            text = f"{text[:start]}{name}{text[stop:]}"
        return text

    def as_joined(self, text: str) -> str:
        """Return a text with the names of one word that a recognizer wrote in parts: “Wohnzimmer Lampe”."""
        words = text.split()
        for count in range(_PARTS, 0, -1):
            for at in range(len(words) - count + 1):
                said = "".join(words[at : at + count]).casefold()
                parts = said.rstrip(",.!?")
                name = self._joined.get(parts.replace("-", ""))
                if name is not None and (count > 1 or "-" in parts):
                    words[at : at + count] = [f"{name}{said[len(parts) :]}"]
        return " ".join(words)

    def are_split(self, result: RecognizeResult) -> bool:
        """Whether a value was taken out of a name that was said whole, or out of a number: “lamp 14”."""
        spans = [(slot.name, slot.text_span) for slot in result.entities_list if slot.text_span is not None]
        if any(_is_cut(result.original_text, end) for _, (_, end) in spans):
            return True
        values = [span for slot, span in spans if slot in _VALUES]
        if not values or not self._written:
            return False
        named = [span for slot, span in spans if slot in _NAMES]
        return any(
            any(_is_within(value, said) for value in values)
            and not any(_is_within(said, target) for target in named)
            for said, _ in self._said(result.original_text)
        )

    def _said(self, text: str) -> Iterator[tuple[_Span, str]]:
        """Yield where numbered names are said in a text, and how they are written."""
        words = _words(text, self._tag)
        at = 0
        while at < len(words):
            for end in range(min(at + self._longest, len(words)), at + 1, -1):
                name = self._written.get(tuple(word for _, _, word in words[at:end]))
                if name is not None:
                    yield (words[at][0], words[end - 1][1]), name
                    at = end - 1
                    break
            at += 1


@lru_cache(maxsize=_KEPT)
def _words(text: str, tag: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words with their places; numbers in figures, ordinals with a point, signs with those."""
    words: list[tuple[int, int, str]] = []
    sign: int | None = None
    for token in _TOKEN.finditer(text):
        plain = folded(token.group().lstrip("#"))
        ends = token.end() == len(text)
        rank = ORDINALS.get(plain) or ordinal(token.group().rstrip("." if ends else ""))
        number = None if rank else _counted(plain, tag)
        if number is None and plain in NUMBER_SIGNS:
            sign = token.start()
            words.append((sign, token.end(), plain))
            continue
        if number is not None and sign is not None:
            words.pop()
        if plain:
            begin = token.start() if number is None or sign is None else sign
            spoken = f"{rank}." if rank else plain if number is None else str(number)
            words.append((begin, token.end(), spoken))
        sign = None
    return tuple(words)


def _counted(word: str, tag: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word in _ROMAN:
        return _ROMAN[word]
    return _DIGITS[word] if word in _DIGITS else number_at((word,), 0, tag)[0]


def _names(home: Home, language: Language) -> Iterator[str]:
    for entity in home.entities:
        yield from entity.names
    for area in home.areas:
        yield from area.names
    for floor in home.floors:
        yield from floor.names
    if not home.known:
        yield from language.words.floors


def _orders(words: _Words) -> Iterator[_Words]:
    """Yield a name as it is, and with its number at the other end: “floor 2” is the second floor."""
    yield words
    if words[0].endswith("."):
        yield (*words[1:], words[0].strip("."))
    elif words[-1].isdigit():
        yield (f"{words[-1]}.", *words[:-1])


def _is_cut(text: str, at: int) -> bool:
    """Whether a place is within a number."""
    return text[at - 1 : at].isdigit() and text[at : at + 1].isdigit()


def _is_within(inner: _Span, outer: _Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
