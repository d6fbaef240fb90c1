"""The words by which a state is to last for a time: “for 20 minutes”, and by which it is ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_NEVER = r"(?!)"


@dataclass(frozen=True)
class LastingWords:
    """The words of one language; the defaults match nothing."""

    before: str = _NEVER
    """A regular expression of what comes before a duration: “for”, “for the next”."""
    bare: bool = False
    """Whether a duration may stand without such words: “zet de lamp een uur aan”."""
    clock: str = _NEVER
    """A regular expression of what comes before a time of day, too, in languages that say it in hours."""
    prepositions: frozenset[str] = frozenset()
    """Words before a time that is no duration: “à 8 heures”."""
    behind: frozenset[str] = frozenset()
    """Words behind a duration that belong to it: “lang”."""
    between: frozenset[str] = frozenset()
    """Words that may stand between a number and its unit: “ten more minutes”."""
    hours: frozenset[str] = frozenset()
    minutes: frozenset[str] = frozenset()
    seconds: frozenset[str] = frozenset()
    opposites: tuple[tuple[str, str], ...] = ()
    """Words of commands, each with one of the command that ends it."""
    on: str = ""
    """The command that turns a thing on, with a place for its name."""
    off: str = ""
    open: str = ""
    close: str = ""
    there: str = ""
    """How a room is said behind a command, with a place for its name."""
    kept: tuple[tuple[str, str], ...] = ()
    """Expressions of commands to leave a state as it is, each with the command that brings it about."""
    cannot: str = ""
    """The sentence for what cannot be ended by itself."""

    @cached_property
    def leading(self) -> re.Pattern[str]:
        """The expression of what comes before a duration."""
        return re.compile(self.before)

    @cached_property
    def telling_time(self) -> re.Pattern[str]:
        """The expression of what comes before a time of day, too."""
        return re.compile(self.clock)

    @cached_property
    def keeping(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The expressions of commands to leave a state as it is, each with the other command."""
        return tuple((re.compile(kept, re.IGNORECASE), command) for kept, command in self.kept)

    @property
    def units(self) -> frozenset[str]:
        """The words for hours, minutes and seconds."""
        return self.hours | self.minutes | self.seconds

    def leads_to_duration(self, words: str) -> bool:
        """Whether a duration may stand behind words in lower case; none may be enough."""
        return bool(self.leading.fullmatch(words)) if words else self.bare

    def may_be_clock(self, words: str, hours: object) -> bool:
        """Whether hours behind words in lower case may be a time of day: “voor 8 uur”."""
        return isinstance(hours, int) and hours > 1 and bool(self.telling_time.fullmatch(words))

    def unit(self, word: str) -> str | None:
        """Return the slot of a timer that a word counts."""
        units = (("hours", self.hours), ("minutes", self.minutes), ("seconds", self.seconds))
        return next((slot for slot, words in units if word in words), None)

    def opposed(self, text: str) -> Iterator[str]:
        """Yield a command with one of its words replaced by an opposite, in every way."""
        for word, opposite in self.opposites:
            for there in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                yield f"{text[: there.start()]}{opposite}{text[there.end() :]}"

    def brought_about(self, text: str) -> str:
        """Return “leave the fan on” as the command that brings that about; another text as it is."""
        for kept, command in self.keeping:
            text = kept.sub(command, text)
        return text
