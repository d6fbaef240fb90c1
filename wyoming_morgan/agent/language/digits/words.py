"""How a language says digits in a row: in tens, doubled, in words of more than one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DigitWords:
    """The words of one language, in lower case, beside the numbers that CLDR spells out."""

    joints: frozenset[str] = frozenset()
    """What may stand within a number: “and”."""
    hundred: frozenset[str] = frozenset()
    """What follows a number of hundreds: “twenty four hundred”."""
    thousand: frozenset[str] = frozenset()
    """What follows a number of thousands."""
    repeated: tuple[tuple[str, int], ...] = ()
    """How often what follows is meant: “double”."""
    times: frozenset[str] = frozenset()
    """What follows such a number: “two times”."""
    several: tuple[tuple[str, int], ...] = ()
    """Digits of which there are several: “three zeros”."""
    other: tuple[tuple[str, int], ...] = ()
    """Other words for numbers below a hundred, without blanks."""
    round: tuple[tuple[str, int], ...] = ()
    """Hundreds and thousands without a number before them."""
