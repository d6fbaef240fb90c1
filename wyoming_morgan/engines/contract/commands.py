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


@dataclass(frozen=True, slots=True)
class CommandProgress:
    """How far the words of a command have come, while nobody knows whether more follow."""

    beginning: NearCommand | None = None
    """The beginning of a command that a text sounds like, unless a whole one is as near."""
    more: float | None = None
    """How likely more follows a whole command, 0…1; None if it is none. Polite words do not count."""


_WELL_LIKELY = 0.45
"""How likely more must follow a command to be waited for. It tells “turn on the lights”, which a room may
follow, from “lock the front door”, which nothing but odd words would."""


def progress_of_whole(more: float, likely: float = _WELL_LIKELY) -> Progress:
    """Return how far a whole command has come that goes on with a probability, by what counts as likely."""
    return Progress.EXTENDABLE if more > likely else Progress.WHOLE


class CommandSearch(Protocol):
    """Finds the commands of a home that sound most like what was heard."""

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
