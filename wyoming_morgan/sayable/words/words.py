"""The words of signs in one language, which CLDR does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignWords:
    """What is said for signs between numbers and words; all of them without spaces around."""

    minus: str
    plus: str
    times: str
    divided: str
    equals: str
    unequal: str
    less: str
    greater: str
    at_most: str
    at_least: str
    about: str
    plus_minus: str
    through: str
    """Between the ends of a range: 10 to 20."""
    ratio: str
    """Between the sides of a ratio: 16 to 9."""
    arrow: str
    over: str
    """Between the parts of a fraction that has no name of its own: 5 over 16."""
    point: str
    """The dots of a version: 2026 point 11 point 0."""
    ampersand: str
    at: str
    section: str
    number: str
    squared: str
    cubed: str
    power: str
    decibels: str
    fractions: Mapping[str, str]
    """Fractions with a name, such as `3/4`."""
    mixed: str
    """Between a whole number and a fraction, with the spaces: 2 and a half."""
    clock: str
    """A time of day with minutes, `{h}` and `{m}`."""
    full_hour: str
    """A time of day without minutes."""
    early_minutes: str
    """A time of day with minutes below ten."""
    twelve_hours: bool
    """Whether a time is said with AM and PM, not with 24 hours."""
    chapters: str
    """Words that a Roman numeral of one letter follows, separated by spaces."""
    abbreviations: Mapping[str, str]
    """What short forms are said as, with their full stops; one that voices read right stands for itself."""
