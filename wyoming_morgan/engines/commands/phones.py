"""How the words of a language sound: phones by espeak-ng's rules."""

from __future__ import annotations

import re

from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.espeak import IPA, EspeakLetters
from wyoming_morgan.engines.commands.groups import JOINT
from wyoming_morgan.engines.commands.wording import SPOKEN_ONES, SPOKEN_SIGNS, words_of

_VOICES = {"en": "en-us"}
"""The voices of espeak-ng that are not named like the language."""
_JOINED = {"tʃ": "ʧ", "dʒ": "ʤ", "ts": "ʦ", "dz": "ʣ", "g": "ɡ"}
"""Affricates are one sound."""
_JOIN = re.compile("|".join(_JOINED))
_ONE = "1"
_ALONE = {"en": {"a": "ə"}}
"""Words that espeak-ng reads as a letter when they stand alone."""


class Phones:
    """Reads words of one language; each word is read once."""

    def __init__(self, language: str, espeak: EspeakLetters, articulation: Articulation) -> None:
        """Read words of a language, such as `de`, with the library of this process."""
        self.language = language
        """The language, such as `de`."""
        self._voice = _VOICES.get(language, language)
        self._signs = SPOKEN_SIGNS.get(language, {})
        self._alone = _ALONE.get(language, {})
        self._ones = SPOKEN_ONES.get(language, (_ONE,))
        self._espeak = espeak
        self._known = frozenset(articulation.sounds)
        self._read: dict[str, tuple[str, ...]] = {}

    def of(self, word: str) -> tuple[str, ...]:
        """Return the phones of a word; those of a name's words one behind the other.

        Raises:
            EngineUnavailable: espeak-ng's library, its data or the language's voice is missing.
        """
        phones = self._read.get(word)
        if phones is None:
            phones = tuple(phone for part in words_of(word.replace(JOINT, " ")) for phone in self._part(part))
            self._read[word] = phones
        return phones

    def ways(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Return every way to say a word: 1 is “une” before “heure”.

        Raises:
            EngineUnavailable: as `of` raises it.
        """
        words = self._ones if word == _ONE else (word,)
        return tuple(dict.fromkeys(self.of(said) for said in words))

    def _part(self, part: str) -> tuple[str, ...]:
        if part in self._alone:
            return tuple(self._alone[part])
        names = self._espeak.phonemes(self._signs.get(part, part), self._voice, IPA)
        signs = "".join(_JOIN.sub(lambda match: _JOINED[match[0]], name) for name in names)
        return tuple(sign for sign in signs if sign in self._known)
