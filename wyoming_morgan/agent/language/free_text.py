"""The words that tell a command from a song, a list item or the name of a timer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FreeTextWords:
    """The words of one language, in lower case."""

    play: frozenset[str] = frozenset()
    """Verbs that mean music and nothing else: “play”. Others also mean “set”: “mets”, “pon”, “metti”."""
    player: frozenset[str] = frozenset()
    """A player's own commands and their nouns, which alone are no title: “pause”, “the next”."""
    running: frozenset[str] = frozenset()
    """What “set” with it means “start”: “en marcha”."""
    tasks: frozenset[str] = frozenset()
    """Timers, alarms and reminders."""
    lists: frozenset[str] = frozenset()
    """Lists."""
    requests: frozenset[str] = frozenset()
    """What was said itself: “forget the request”."""
    kinds: frozenset[str] = frozenset()
    """Kinds of things in a home."""
    units: frozenset[str] = frozenset()
    """Units of what can be set."""
    values: frozenset[str] = frozenset()
    """Values without a figure."""
    shopping: frozenset[str] = frozenset()
    """Words that say which list: that for shopping."""
    some: frozenset[str] = frozenset()
    """Indefinite articles."""
    moments: frozenset[str] = frozenset()
    """What tells when, beside numbers: “at”, “tomorrow”."""
