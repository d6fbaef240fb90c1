"""Writes durations and temperatures of a recognizer as they are spoken: “1,5 minuut”, “1h25”, “21 °C”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PARTED = re.compile(r"\b(\d{1,2}) ?h ?(\d{1,2})\b", re.IGNORECASE)
_SCALE = re.compile(r"° ?[CF]\b")


@dataclass(frozen=True, slots=True)
class _Units:
    """The words of a language, each for one and for several, and the word between two of them."""

    hours: tuple[str, str]
    minutes: tuple[str, str]
    seconds: tuple[str, str]
    joint: str


_UNITS = {
    "en": _Units(("hour", "hours"), ("minute", "minutes"), ("second", "seconds"), "and"),
    "de": _Units(("Stunde", "Stunden"), ("Minute", "Minuten"), ("Sekunde", "Sekunden"), "und"),
    "es": _Units(("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos"), "y"),
    "fr": _Units(("heure", "heures"), ("minute", "minutes"), ("seconde", "secondes"), "et"),
    "it": _Units(("ora", "ore"), ("minuto", "minuti"), ("secondo", "secondi"), "e"),
    "nl": _Units(("uur", "uur"), ("minuut", "minuten"), ("seconde", "seconden"), "en"),
}


def spoken_quantities(text: str, language: str) -> str:
    """Return a text with whole hours, minutes and seconds, and degrees without their scale.

    Args:
        text: What a recognizer wrote.
        language: Its language, such as `nl`.
    """
    text = _SCALE.sub("°", text)
    units = _UNITS.get(language)
    if units is None:
        return text
    text = _PARTED.sub(lambda part: _both(part[1], units.hours, int(part[2]), units.minutes, units), text)
    for unit, smaller in ((units.hours, units.minutes), (units.minutes, units.seconds)):
        text = decimal(unit).sub(
            lambda part: _both(part[1], unit, round(60 * float(f"0.{part[2]}")), smaller, units),  # noqa: B023 - used at once
            text,
        )
    return text


def times_that_go_on(language: str) -> frozenset[str]:
    """Return the words of a language for hours and minutes, in small letters; none if unknown."""
    units = _UNITS.get(language)
    return frozenset() if units is None else _in_small_letters(units.hours, units.minutes)


def unit_words(language: str) -> frozenset[str]:
    """Return the words of a language for hours, minutes and seconds, in small letters; none if unknown."""
    units = _UNITS.get(language)
    return frozenset() if units is None else _in_small_letters(units.hours, units.minutes, units.seconds)


def decimal(unit: Sequence[str]) -> re.Pattern[str]:
    """Return the expression for a number with a decimal of a unit."""
    return re.compile(rf"\b(\d{{1,2}})[.,](\d{{1,2}}) (?:{'|'.join(unit)})\b", re.IGNORECASE)


def _in_small_letters(*units: Sequence[str]) -> frozenset[str]:
    return frozenset(word.casefold() for unit in units for word in unit)


def _both(count: str, unit: tuple[str, str], rest: int, smaller: tuple[str, str], units: _Units) -> str:
    parts = [
        f"{number} {words[number != 1]}" for number, words in ((int(count), unit), (rest, smaller)) if number
    ]
    return f" {units.joint} ".join(parts)
