"""The contract of what finds the commands of the home that sound like a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wyoming_morgan.engines.contract.stt import Alternative, Progress


@dataclass(frozen=True, slots=True)
class NearCommand:
    """A command, and how far its sounds are from those of a text, for each sound that is compared.

    0 is the very same sound; commands that were heard with slips are below 0.15, other speech is above 0.3.
    """

    text: str
    distance: float
    worst: float = 0.0
    """The same for the one word that fits least: a command that fits but for a name is another command."""
    free: bool = False
    """Whether some of its words are the text's own, such as an item of a list."""
    guarded: bool = False
    """Whether it opens, unlocks or starts what the agent asks about: it has to be nearer than others."""
    changes: bool = False
    """Whether it changes something in the home, other than to secure it; a question does not."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """What may follow a whole command, each as a probability; polite words do not count."""

    words: float = 0.0
    """That any words follow."""
    name: float = 0.0
    """That a name follows, behind other words or at once: a room, a thing, or words of the speaker's own."""
    amount: float = 0.0
    """That a number follows in the same way."""
    another: float = 0.0
    """That the words are a part of a command of which they alone are none."""
    names_something: bool = False
    """Whether the command has named something of the home."""
    is_specific: bool = False
    """Whether that name needs no room: it holds another one, as “kitchen light” does, or is a scene's."""
    amounts: int = 0
    """How many numbers have been said."""
    ends_in_time: bool = False
    """Whether it ends in hours or minutes, which smaller ones may follow."""
    is_one_word: bool = False
    """Whether it is a single word so far, or a single name."""


@dataclass(frozen=True, slots=True)
class CommandProgress:
    """How far the words of a command have come, while nobody knows whether more follow."""

    beginning: NearCommand | None = None
    """The beginning of a command that a text sounds like, unless a whole one is as near."""
    sequel: Sequel | None = None
    """What may follow a whole command; None if it is none."""
    compared: bool = False
    """Whether there were commands to compare with."""


_LIKELY_NAME = 0.25
"""How likely a name must follow a command to be waited for: it tells “turn on the TV”, which a room may
follow, from “lock the front door”, which nothing but odd words would."""
_LIKELY_FIRST_NAME = 0.12
"""The same of a command that has named nothing: “what's the weather” means another place with one."""
_LIKELY_AMOUNT = 0.45
_LIKELY_NEXT_AMOUNT = 0.2
"""The same of an amount behind another: “for 3 hours” goes on with minutes, “open the blinds” seldom with
per cent."""
_MOST_AMOUNTS = 2
"""Numbers after which no other one is waited for: hardly anybody says hours, minutes and seconds."""
_LIKELY_ANOTHER = 0.1
"""How likely words must be a part of something else: “what is the EcoBee” of “… the EcoBee temperature”."""
_LIKELY_WORDS = 0.45
"""How likely words must follow a single one: “stop” may go on to be about anything, “skip this” only with
words that do not change it."""


def progress_of_whole(sequel: Sequel) -> Progress:
    """Return how far a whole command has come, by what may follow that would change what is done."""
    name = _LIKELY_NAME if sequel.names_something or sequel.amounts else _LIKELY_FIRST_NAME
    amount = _LIKELY_NEXT_AMOUNT if sequel.amounts else _LIKELY_AMOUNT
    goes_on = (
        (sequel.name > name and not sequel.is_specific)
        or ((sequel.amount > amount or sequel.ends_in_time) and sequel.amounts < _MOST_AMOUNTS)
        or sequel.another > _LIKELY_ANOTHER
        or (sequel.is_one_word and sequel.words > _LIKELY_WORDS)
    )
    return Progress.EXTENDABLE if goes_on else Progress.WHOLE


class CommandSearch(Protocol):
    """Finds the commands of a home that sound most like what was heard."""

    @property
    def ready(self) -> bool:
        """Whether there are commands to find now."""

    async def nearest(self, heard: Sequence[Alternative], language: str) -> tuple[NearCommand, ...]:
        """Return the nearest commands, the nearest first; none if no command is near.

        Args:
            heard: What a recognizer heard: its best text first, then others with their likelihoods.
            language: A BCP 47 tag.

        Raises:
            Busy, DeadlineExceeded, EngineUnavailable, EngineFailed: the search did not work.
        """

    async def progress(self, heard: str, meant: str, language: str) -> CommandProgress:
        """Return how far a command has come.

        Args:
            heard: What a recognizer heard.
            meant: The command that it was taken for; else the same text.
            language: A BCP 47 tag.

        Raises:
            Busy, DeadlineExceeded, EngineUnavailable, EngineFailed: the search did not work.
        """
