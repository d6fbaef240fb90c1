"""The commands that sound most like a text: the cheapest ways of its sounds through the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from wyoming_morgan.engines.commands.alignment import worst_fit
from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.delays import delay_last
from wyoming_morgan.engines.commands.graph import CommandGraph
from wyoming_morgan.engines.commands.groups import JOINT
from wyoming_morgan.engines.commands.lexicon import SoundTable
from wyoming_morgan.engines.commands.orders import (
    changes_something,
    is_for_later,
    opens_what_is_guarded,
    without_signs,
)
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.quantities import spoken_quantities
from wyoming_morgan.engines.commands.reading import is_number
from wyoming_morgan.engines.commands.search import FREE_SOUND
from wyoming_morgan.engines.commands.ways import CommandPaths, Stretch, Way
from wyoming_morgan.engines.commands.wording import written_words
from wyoming_morgan.engines.contract.commands import NearCommand

_SPREAD = 0.7
"""How much dearer than the cheapest a whole command may be."""
_RAREST = 0.8
"""What rare commands may cost besides."""
_TIE_BREAK = 0.02
"""How much the word that fits least counts for which command was said, so that it settles what is level."""
_OTHER_NUMBER = 0.05
"""How much farther a command is, for each sound, that has a number in place of one that was heard: “in 10
minutes” sounds more like “and 1 minutes” than like “and 10 minutes”, but recognizers write numbers well."""
_MORE_NUMBERS = 0.02
"""How much farther one is that has a number for other words that were heard: “2 minutes” for “de minutes”."""
_UNHEARD = 1.0
"""How far a word is that was not heard at all: “lamp” is no “lamp on”, and a time may be that of a timer."""
_LEVEL_DIGITS = 4
"""Decimals of costs that tell commands apart: what differs by less differs by how processors round."""
_PATHS = 50
_SHORT = 3
_LONGEST = 120
"""Sounds of the longest text that may be a command: about twelve seconds of speech."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A text that was heard: its words, how each sounds, and the place before each and behind the last."""

    words: Sequence[str]
    sounds: Sequence[str]
    borders: Sequence[int]

    @property
    def comparable(self) -> bool:
        """Whether it is as long as a command may be."""
        return 0 < len(self.sounds) <= _LONGEST

    @property
    def between(self) -> npt.NDArray[np.bool_]:
        """Which places are between words."""
        places = np.zeros(len(self.sounds) + 1, dtype=np.bool_)
        places[list(self.borders)] = True
        return places


@dataclass(frozen=True, slots=True)
class CommandPath:
    """A way through the graph: the words of a command, those of free text filled in, and its distance."""

    words: tuple[str, ...]
    distance: float
    free: bool


@dataclass(frozen=True, slots=True)
class FoundCommand:
    """A command, what it costs for each sound with how rare it is, and how many words are not as heard."""

    command: NearCommand
    cost: float
    unheard: int

    @property
    def rank(self) -> tuple[float, int, str]:
        """What sorts commands, the likeliest first; where two sound the same, the one written as heard."""
        return round(self.cost, _LEVEL_DIGITS), self.unheard, self.command.text


class NearestCommands:
    """Searches the commands of one home in one language."""

    def __init__(
        self, graph: CommandGraph, phones: Phones, table: SoundTable, articulation: Articulation
    ) -> None:
        """Search a graph that was made with the same phones and table."""
        self._paths = CommandPaths(graph, table)
        self._phones = phones
        self._table = table
        self._articulation = articulation

    def find(self, text: str, most: int, *, farthest: float, handicap: float = 0.0) -> list[FoundCommand]:
        """Return the commands nearest to a text, the likeliest first; none if no command is near.

        Args:
            text: What was heard.
            most: How many commands to return at most.
            farthest: The mean distance of the farthest one.
            handicap: What the text costs by itself, since the recognizer finds another likelier.

        Raises:
            EngineUnavailable: as `Phones` raises it.
        """
        heard = self._heard(text)
        bound = farthest * len(heard.sounds) + _RAREST - handicap
        if not heard.comparable or bound < 0:
            return []
        near: dict[str, FoundCommand] = {}
        sounds = self._table.numbers(heard.sounds)
        for way in islice(self._paths.find(sounds, heard.between, bound, _SPREAD), _PATHS):
            command = self._command(way, heard, handicap)
            words = command.text.split()
            other_number = _other_numbers(heard.words, words)
            command = replace(command, distance=command.distance + other_number)
            if not any(map(str.isalpha, command.text)):
                continue  # a number alone sounds like too much
            far = (handicap + way.cost) / len(heard.sounds) + _TIE_BREAK * command.worst + other_number
            one = FoundCommand(command, far, len(set(words).difference(heard.words)))
            letters = command.text.replace(" ", "")
            near[letters] = one if letters not in near else _same(near[letters], one)
        return sorted(near.values(), key=lambda one: one.rank)[:most]

    def beginnings(self, text: str, most: int, *, farthest: float) -> list[CommandPath]:
        """Return commands that begin like a text, the nearest first; the text may end in a name.

        Raises:
            EngineUnavailable: as `Phones` raises it.
        """
        heard = self._heard(text)
        if not heard.comparable:
            return []
        sounds, bound = self._table.numbers(heard.sounds), farthest * len(heard.sounds)
        paths = [
            CommandPath(
                tuple(spoken for word in self._texts(way, heard) if (spoken := without_signs(word))),
                self._distance(way, heard, 0.0),
                any(stretch.free for stretch in way.stretches),
            )
            for way in islice(self._paths.beginnings(sounds, heard.between, bound, _SPREAD), _PATHS)
        ]
        return sorted(paths, key=lambda path: (path.distance, path.words))[:most]

    def sounding(self, text: str) -> str:
        """Return the words of a text; texts with the same ones sound the same."""
        return " ".join(self._written(text))

    def _heard(self, text: str) -> _Heard:
        words = self._written(text)
        sounds: list[str] = []
        borders = [0]
        for word in words:
            sounds += self._phones.of(word)
            borders.append(len(sounds))
        return _Heard(words, sounds, borders)

    def _written(self, text: str) -> list[str]:
        """Return the words of a text as commands have them, with a delay at the end."""
        language = self._phones.language
        return written_words(delay_last(spoken_quantities(text, language), language))

    def _command(self, way: Way, heard: _Heard, handicap: float) -> NearCommand:
        words = list(self._texts(way, heard))
        fits = [self._fit(stretch, heard) for stretch in way.stretches if not stretch.free]
        if self._is_made_up(way.stretches, later=is_for_later(words)):
            fits.append(_UNHEARD)
        return NearCommand(
            " ".join(spoken for word in words if (spoken := without_signs(word))).replace(JOINT, " "),
            self._distance(way, heard, handicap),
            max(fits, default=0.0),
            any(stretch.free for stretch in way.stretches),
            opens_what_is_guarded(words),
            changes_something(words),
        )

    def _distance(self, way: Way, heard: _Heard, handicap: float) -> float:
        """Return how far the sounds of a command are, for each; what is free sounds like itself."""
        free = sum(stretch.end - stretch.begin for stretch in way.stretches if stretch.free)
        cost = sum(stretch.cost for stretch in way.stretches)
        return (handicap + cost - FREE_SOUND * free) / max(1, len(heard.sounds) - free)

    def _texts(self, way: Way, heard: _Heard) -> Iterator[str]:
        """Return the words of a way; those of free text are joined like a name."""
        for stretch in way.stretches:
            if not stretch.free:
                yield stretch.text
            else:
                first, last = heard.borders.index(stretch.begin), heard.borders.index(stretch.end)
                yield JOINT.join(heard.words[first:last])

    def _is_made_up(self, stretches: Sequence[Stretch], *, later: bool) -> bool:
        """Whether the last word was not heard at all, or another one of a command for later."""
        spoken = [one for one in stretches if one.free or self._phones.of(one.text)]
        return any(one.begin == one.end for one in (spoken if later else spoken[-1:]))

    def _fit(self, stretch: Stretch, heard: _Heard) -> float:
        """Return how far the word of a name that fits least is from its sounds, or the whole word."""
        parts = [self._phones.of(part) for part in stretch.text.split(JOINT)]
        if len(parts) == 1:
            return stretch.cost / max(_SHORT, len(parts[0]))
        return worst_fit(heard.sounds[stretch.begin : stretch.end], parts, self._articulation)


def _same(one: FoundCommand, other: FoundCommand) -> FoundCommand:
    """Return one of two commands of the same letters: that of fewer words, since a name may be one."""
    return min(one, other, key=lambda command: (command.command.text.count(" "), command.cost))


def _other_numbers(heard: Iterable[str], commanded: Iterable[str]) -> float:
    """Return how much farther a command is because it has a number that was not heard."""
    before, behind = (Counter(filter(is_number, words)) for words in (heard, commanded))
    if not behind - before:
        return 0.0
    return _OTHER_NUMBER if before - behind else _MORE_NUMBERS
