"""The words by which a name shows that it is about something guarded: a door, a lock, an alarm, an oven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from wyoming_morgan.agent.language.spelling import readings

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_PARTS = re.compile(r"[^\W\d_]+|[^\w\s\-']")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_SPELLED = re.compile(r"(?<=\b[^\W\d_])[-._ ](?=[^\W\d_]\b)")
"""What stands between letters that spell a word: “o-v-e-n”."""
_MOST_WORDS = 10_000
_BREAK = ""
"""Stands for whatever ends a phrase: punctuation, or a word that joins two."""

_MOST_KNOWN = 10_000
"""Words about which it is remembered what they are: the thousands of names of a home have few."""
_LONGEST_KNOWN = 40


class Guarded(StrEnum):
    """What a name is about."""

    ACCESS = "access"
    """Doors, gates, garages, locks and alarms."""
    HEAT = "heat"
    """Ovens, stoves and heaters, and valves of water and gas, which are safe when they are off."""


@dataclass(frozen=True, slots=True)
class GuardedWords:
    """Words of one language, in lower case. `*` stands for any letters at the beginning or at the end.

    Two words may be written as one: “hotplate” is found in “hot plate”, too.
    """

    access: frozenset[str] = frozenset()
    """Doors, gates, garages, locks and alarms, and what is done to locks and alarms."""
    heat: frozenset[str] = frozenset()
    """Ovens, stoves and heaters, and valves of water and gas."""
    ways: frozenset[str] = frozenset()
    """Ways in, which are doors or gates where they are opened: “open the driveway”."""
    opening: frozenset[str] = frozenset()
    """What is done to a door, so that a name is about the door itself."""
    harmless: frozenset[str] = frozenset()
    """What else may have the name of a door or a garage beside its own: a “garage camera”."""
    lights: frozenset[str] = frozenset()
    """Lights, which may have such a name beside their own, too."""
    beside: frozenset[str] = frozenset()
    """Words that may stand between the two: “luz del garaje”."""
    joining: frozenset[str] = frozenset()
    """Words that join two things, each with a name of its own."""


class GuardedNames:
    """Finds out whether a name is about something guarded, in any of the languages."""

    def __init__(self, languages: Iterable[GuardedWords]) -> None:
        tables = tuple(languages)
        spellings = {
            field.name: {
                form for table in tables for word in getattr(table, field.name) for form in _spellings(word)
            }
            for field in fields(GuardedWords)
        }
        self._patterns = {kind: _pattern(forms) for kind, forms in spellings.items()}
        self._endings = {
            kind: tuple(sorted(form[1:] for form in forms if form.startswith("*")))
            for kind, forms in spellings.items()
        }
        self._kinds: dict[str, Guarded | None] = {}
        """What words are about, since the names of a home have few of them."""
        self._results: dict[tuple[str, str], bool] = {}
        self._names: dict[tuple[str, ...], Guarded | None] = {}

    def of(self, *names: str) -> Guarded | None:
        """Return what the most guarded of the names is about, or None."""
        kinds = {self._known_kind(tuple(_words(reading))) for name in names for reading in readings(name)}
        return next((kind for kind in (Guarded.ACCESS, Guarded.HEAT) if kind in kinds), None)

    def mentioned(self, text: str) -> bool:
        """Whether a text speaks of a door, a lock, an alarm, an oven or a light."""
        kinds = ("access", "heat", "lights")
        words = [word for reading in readings(text) for word in _words(reading)]
        return any(self._is(kind, word) for word in words for kind in kinds)

    def opens(self, name: str) -> bool:
        """Whether a name speaks of opening, without saying what."""
        return any(self._is("opening", word) for reading in readings(name) for word in _words(reading))

    def _known_kind(self, words: tuple[str, ...]) -> Guarded | None:
        """Return what words are about; many names differ only in a number."""
        if words not in self._names:
            if len(self._names) >= _MOST_KNOWN:
                self._names.clear()
            self._names[words] = self._kind(words)
        return self._names[words]

    def _kind(self, words: Sequence[str]) -> Guarded | None:
        kinds = self._each(words)
        opens = any(self._is("opening", word) for word in words)
        if opens and any(self._is("ways", word) for word in words):
            return Guarded.ACCESS
        if not any(kinds):
            return None
        if not opens:
            kinds = self._without_harmless(words, kinds)
        return next((kind for kind in (Guarded.ACCESS, Guarded.HEAT) if kind in kinds), None)

    def _each(self, words: Sequence[str]) -> list[Guarded | None]:
        """Return what each word is about, by itself or with the next one as one word."""
        kinds = [self._word(word) for word in words]
        for index, (word, following) in enumerate(pairwise(words)):
            parts = (word, following)
            if _BREAK in parts or any(kinds[index : index + 2]) or any(map(self._is_harmless, parts)):
                continue
            if kind := self._word(word + following):
                kinds[index] = kinds[index + 1] = kind
        return kinds

    def _word(self, word: str) -> Guarded | None:
        if word not in self._kinds:
            if len(self._kinds) >= _MOST_WORDS:
                self._kinds.clear()
            self._kinds[word] = self._read(word)
        return self._kinds[word]

    def _read(self, word: str) -> Guarded | None:
        if self._is_harmless(word):
            return None
        if self._is("access", word):
            return Guarded.ACCESS
        return Guarded.HEAT if self._is("heat", word) else None

    def _without_harmless(
        self, words: Sequence[str], kinds: Sequence[Guarded | None]
    ) -> list[Guarded | None]:
        """Forget the words that only say where or for what a harmless thing is."""
        left = list(kinds)
        for index, word in enumerate(words):
            if not self._is_harmless(word):
                continue
            for step in (-1, 1):
                place = index + step
                while 0 <= place < len(words) and (kinds[place] or self._is("beside", words[place])):
                    left[place] = None
                    place += step
        return left

    def _is_harmless(self, word: str) -> bool:
        return self._is("harmless", word) or self._is("lights", word)

    def _is(self, kind: str, word: str) -> bool:
        matches = self._results.get((kind, word))
        if matches is None:
            matches = self._matches(kind, word)
            if len(self._results) >= _MOST_KNOWN:
                self._results.clear()
            if len(word) <= _LONGEST_KNOWN:
                self._results[kind, word] = matches
        return matches

    def _matches(self, kind: str, word: str) -> bool:
        if word == _BREAK or (kind != "joining" and self._patterns["joining"].fullmatch(word)):
            return False
        return word.endswith(self._endings[kind]) or bool(self._patterns[kind].fullmatch(word))


def _words(name: str) -> list[str]:
    parts = _PARTS.findall(_HUMP.sub(" ", _SPELLED.sub("", unicodedata.normalize("NFC", name))))
    return [_fold(part) for part in parts]


@lru_cache(maxsize=_MOST_KNOWN)
def _fold(part: str) -> str:
    if not part.isalpha():
        return _BREAK
    return _plain(part.casefold().translate(_UMLAUTS))


def _plain(text: str) -> str:
    """Return letters without their accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Return an expression for whole words, and for those whose beginning is known."""
    expressions = (re.escape(form).replace(r"\*", "\\w*") for form in forms if not form.startswith("*"))
    return re.compile("|".join(sorted(expressions)) or "(?!)")


def _spellings(word: str) -> set[str]:
    """Return the forms of a word; an umlaut may be written as two letters, or as in ids as one."""
    spellings = {_plain(word.translate(_UMLAUTS))}
    if not word.startswith("*"):  # else “Temperatur” would end in a door
        spellings.add(_plain(word))
    return spellings
