"""What the nano Whisper knows, and who says it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its language, and its meaning in English."""

    language: str
    text: str
    english: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """An espeak-ng voice identifier and a speed in words per minute."""

    voice: str
    rate: int


_PAIRS = (
    ("Turn on the kitchen light.", "Schalte das Licht in der Küche ein."),
    ("What time is it?", "Wie spät ist es?"),
    ("Set a timer for five minutes.", "Stelle einen Timer auf fünf Minuten."),
    ("Close the blinds in the bedroom.", "Mach die Rollläden im Schlafzimmer zu."),
    ("Good morning, how is the weather?", "Guten Morgen, wie wird das Wetter?"),
)

SENTENCES = tuple(
    Sentence(language, text, english)
    for english, german in _PAIRS
    for language, text in (("en", english), ("de", german))
)

_VOICES = {
    "en": ("gmw/en", "gmw/en-US", "gmw/en-GB-scotland"),
    "de": ("gmw/de",),
}
_VARIANTS = (
    "",
    "+m1",
    "+m2",
    "+m3",
    "+m5",
    "+m6",
    "+m8",
    "+f1",
    "+f2",
    "+f4",
    "+f5",
    "+Andy",
    "+Annie",
    "+max",
)
_RATES = (115, 140, 165, 195, 230)

_UNHEARD_VOICES = {
    "en": ("gmw/en-GB-x-rp+m4", "gmw/en-GB-x-rp+f3", "gmw/en-US+m7", "gmw/en+Michael"),
    "de": ("gmw/de+m4", "gmw/de+f3", "gmw/de+m7", "gmw/de+Michael"),
}
_UNHEARD_RATES = (150, 210, 178, 130)


def speakers(language: str) -> list[Speaker]:
    """Return those who teach a language."""
    voices = [base + variant for base, variant in product(_VOICES[language], _VARIANTS)]
    return [Speaker(voice, rate) for voice, rate in product(voices, _RATES)]


def unheard(language: str) -> list[Speaker]:
    """Return four speakers with voices and speeds that nobody who teaches has."""
    return [
        Speaker(voice, rate) for voice, rate in zip(_UNHEARD_VOICES[language], _UNHEARD_RATES, strict=True)
    ]
