"""The words that tell a command from a song, a list item or the name of a timer."""

from __future__ import annotations

from dataclasses import dataclass

from wyoming_morgan.agent.language.words import word_set

GENRES = word_set(
    """
    jazz rock pop blues soul funk rap hip hiphop reggae reggaeton reggaetón techno house metal heavy punk
    disco folk country indie salsa bachata flamenco tango bossa samba rumba cumbia merengue mariachi swing
    ska grunge trap edm ambient lofi lo-fi gospel dance electro trance dubstep opera ópera opéra oper klassik
    clásica classique classica klassiek schlager chanson fado klezmer
    """
)
"""Kinds of music, which are called the same in many languages."""


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
    plays: frozenset[str] = frozenset()
    """Verbs before what is played and nothing else, not even what is listened to or rung."""
    media: frozenset[str] = frozenset()
    """What can be played."""
    openings: frozenset[str] = frozenset()
    """What no title begins with, if it is written small: how, where, with whom and whether it is done."""
    games: frozenset[str] = frozenset()
    """What people play and no player does, as it is written: games and roles."""
    for_us: frozenset[str] = frozenset()
    """For whom something is played: “play us some jazz”, and the Spanish word before a person."""
    modals: frozenset[str] = frozenset()
    """Finite verbs before an infinitive at the end of a sentence, where the language has that."""
