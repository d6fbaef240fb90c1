"""The words of a home, for engines that can expect them.

Imports nothing: it travels to isolated processes, which stay small.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """A thing in the home that can be named aloud: every spoken name of it, its domain and area if known.

    `features` are lower-case words such as `brightness` or `color` that tell what can be done to it.
    """

    names: tuple[str, ...]
    domain: str
    area: str | None = None
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one home, for engines that can expect them. Empty means that the home is unknown."""

    entries: tuple[VocabularyEntry, ...] = ()
    areas: tuple[tuple[str, ...], ...] = ()
    """Every area as the tuple of its spoken names."""
    floors: tuple[tuple[str, ...], ...] = ()
