"""The words of a home, for engines that prefer them.

Imports nothing: it is sent to isolated processes, which stay small.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """An entity of the home: all its spoken names, its domain, and its area if known.

    `features` are its abilities as lower-case words, such as `brightness` or `color`.
    """

    names: tuple[str, ...]
    domain: str
    area: str | None = None
    features: frozenset[str] = frozenset()
    guarded: bool = False
    """Whether it is asked about before it is opened, unlocked or started."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one home; empty if the home is unknown."""

    entries: tuple[VocabularyEntry, ...] = ()
    areas: tuple[tuple[str, ...], ...] = ()
    """The areas, each as the tuple of its spoken names."""
    floors: tuple[tuple[str, ...], ...] = ()
