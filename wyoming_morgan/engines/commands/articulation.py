"""How far apart two speech sounds are, by how and where they are made.

Sounds are single signs of the International Phonetic Alphabet, described as on its chart
(https://www.internationalphoneticassociation.org/content/full-ipa-chart): consonants by place, manner and
voice, vowels by height, backness and rounding. The weights were set by hand, not fitted to recordings.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Consonant:
    place: float
    manner: str
    voiced: bool


@dataclass(frozen=True, slots=True)
class _Vowel:
    height: float
    backness: float
    rounded: bool


_PLACES = {
    "bilabial": 0.0,
    "labiodental": 0.5,
    "dental": 1.5,
    "alveolar": 2.0,
    "postalveolar": 2.7,
    "retroflex": 3.0,
    "palatal": 3.7,
    "velar": 5.0,
    "uvular": 6.0,
    "glottal": 8.0,
}

_CONSONANTS = """
    p bilabial stop; b bilabial stop voiced; t alveolar stop; d alveolar stop voiced; ʈ retroflex
    stop; ɖ retroflex stop voiced; c palatal stop; ɟ palatal stop voiced; k velar stop; ɡ velar stop
    voiced; q uvular stop; ʔ glottal stop; m bilabial nasal voiced; ɱ labiodental nasal voiced; n
    alveolar nasal voiced; ɳ retroflex nasal voiced; ɲ palatal nasal voiced; ŋ velar nasal voiced; f
    labiodental fricative; v labiodental fricative voiced; β bilabial fricative voiced; ɸ bilabial
    fricative; θ dental fricative; ð dental fricative voiced; s alveolar fricative; z alveolar
    fricative voiced; ʃ postalveolar fricative; ʒ postalveolar fricative voiced; ʂ retroflex
    fricative; ʐ retroflex fricative voiced; ɕ postalveolar fricative; ʑ postalveolar fricative
    voiced; ç palatal fricative; ʝ palatal fricative voiced; x velar fricative; ɣ velar fricative
    voiced; χ uvular fricative; ʁ uvular fricative voiced; h glottal fricative; ɦ glottal fricative
    voiced; ʦ alveolar affricate; ʣ alveolar affricate voiced; ʧ postalveolar affricate; ʤ
    postalveolar affricate voiced; r alveolar trill voiced; ʀ uvular trill voiced; ɾ alveolar tap
    voiced; ɽ retroflex tap voiced; ɹ alveolar approximant voiced; ɻ retroflex approximant voiced; ʋ
    labiodental approximant voiced; j palatal approximant voiced; ɥ palatal approximant voiced; ɰ
    velar approximant voiced; w bilabial approximant voiced; l alveolar lateral voiced; ɫ alveolar
    lateral voiced; ɭ retroflex lateral voiced; ʎ palatal lateral voiced
"""
"""Each sign with its place and its manner."""

_VOWELS = """
    i 0 0; y 0 0 rounded; ɨ 0 1; ʉ 0 1 rounded; ɯ 0 2; u 0 2 rounded; ɪ 1 0.3; ʏ 1 0.3 rounded; ᵻ 1 0.7;
    ʊ 1 1.7 rounded; e 2 0; ø 2 0 rounded; ɘ 2 1; ɵ 2 1 rounded; ɤ 2 2; o 2 2 rounded; ə 3 1; ɚ 3 1; ɛ 4 0;
    œ 4 0 rounded; ɜ 4 1; ɝ 4 1; ʌ 4 1.7; ɔ 4 2 rounded; æ 5 0; ɐ 5 1; a 6 0.7; ɑ 6 2; ɒ 6 2 rounded
"""
"""Each sign with its height, from closed to open, and its backness, from front to back."""

_ANOTHER_KIND = 1.3
"""Between a vowel and a consonant."""
_FARTHEST_VOWELS = 1.0
_FARTHEST_CONSONANTS = 1.2
_GLIDES = frozenset(map(frozenset, ("ji", "jɪ", "wu", "wʊ", "ɥy", "ɹɚ", "ɹɜ", "ɹə", "ɾə", "ʁɐ", "rɐ")))
"""A vowel and a consonant that are nearly the same."""
_GLIDE = 0.3
_RHOTICS = frozenset("rɾɹʀʁɻ")
_RHOTIC = 0.15
"""Between two sounds of r, which differ by speaker and language."""
_MANNERS = {
    frozenset({"stop", "fricative"}): 0.4,
    frozenset({"stop", "affricate"}): 0.3,
    frozenset({"stop", "tap"}): 0.3,
    frozenset({"affricate", "fricative"}): 0.25,
    frozenset({"approximant", "lateral"}): 0.3,
    frozenset({"approximant", "trill"}): 0.3,
    frozenset({"approximant", "tap"}): 0.3,
    frozenset({"tap", "trill"}): 0.1,
    frozenset({"tap", "lateral"}): 0.3,
}
_OTHER_MANNERS = 0.6
_WEAK = frozenset("əɐɚhjɹrɾʁʔ")
"""Sounds that speakers drop and add."""
_LOST, _LOST_WEAK = 0.8, 0.5


class Articulation:
    """Distances between sounds: 0 for the same one, up to 1.3."""

    def __init__(self) -> None:
        """Read the tables."""
        self._consonants = {
            sign: _Consonant(_PLACES[place], manner, bool(voiced))
            for sign, place, manner, *voiced in _rows(_CONSONANTS)
        }
        self._vowels = {
            sign: _Vowel(float(height), float(backness), bool(rounded))
            for sign, height, backness, *rounded in _rows(_VOWELS)
        }
        self.sounds = (*sorted(self._consonants), *sorted(self._vowels))
        """Every sound that is known."""

    def lost(self, sound: str) -> float:
        """Return what it costs that a sound is missing, or was added."""
        return _LOST_WEAK if sound in _WEAK else _LOST

    def distance(self, one: str, other: str) -> float:
        """Return how far two sounds are apart."""
        if one == other:
            return 0.0
        if one in self._vowels and other in self._vowels:
            return _between_vowels(
                self._vowels[one], self._vowels[other], weak=bool({one, other} & {"ə", "ɐ"})
            )
        if one in self._consonants and other in self._consonants:
            if one in _RHOTICS and other in _RHOTICS:
                return _RHOTIC
            return _between_consonants(self._consonants[one], self._consonants[other])
        return _GLIDE if frozenset({one, other}) in _GLIDES else _ANOTHER_KIND


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.split(";")]


def _between_vowels(one: _Vowel, other: _Vowel, *, weak: bool) -> float:
    apart = (
        0.13 * abs(one.height - other.height)
        + 0.22 * abs(one.backness - other.backness)
        + 0.12 * (one.rounded != other.rounded)
    )
    return min(_FARTHEST_VOWELS, 0.05 + (0.7 if weak else 1.0) * apart)


def _between_consonants(one: _Consonant, other: _Consonant) -> float:
    apart = 0.2 * (one.voiced != other.voiced) + 0.17 * min(abs(one.place - other.place), 4.0)
    if one.manner != other.manner:
        apart += _MANNERS.get(frozenset({one.manner, other.manner}), _OTHER_MANNERS)
    return min(_FARTHEST_CONSONANTS, 0.1 + apart)
