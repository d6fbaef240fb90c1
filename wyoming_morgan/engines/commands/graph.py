"""An automaton of commands, spelled out in sounds: what a decoder of speech searches, for its cheapest path.

Labels of edges are sounds. A sound that was not heard is an edge without a label, one that no command has is
an edge back to the same state. Free text takes whole words of what was heard, at a small price. Outgoing
labels are the words of the commands. Behind each word, and behind each of a name, one may break off; what is
heard whole never takes these edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log
from pathlib import Path
from typing import Any

import kaldifst
import numpy as np
import numpy.typing as npt

from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.wording import FREE_TEXT, JOINT

_NOTHING = 0
"""The label of an edge that takes no sound, or gives no word."""
_RARE = 0.03
"""What a command costs for each nat that it is less likely than certain: it settles ties only."""
_FREE_BEGIN = 0.3
FREE_SOUND = 0.2
"""What a sound of free text costs, so that the words of a command win where they fit."""
_IMPOSSIBLE = 99.0


class SoundLabels:
    """The labels of sounds, and what each costs where a sound was heard."""

    def __init__(self, articulation: Articulation) -> None:
        """Number the sounds."""
        sounds = articulation.sounds
        self._label = {sound: number for number, sound in enumerate(sounds, start=1)}
        self._lost = {sound: articulation.lost(sound) for sound in sounds}
        self.added = len(sounds) + 1
        """A sound that no command has."""
        self.free_first, self.free_middle, self.free_last, self.free_only = range(
            self.added + 1, self.added + 5
        )
        """A sound of free text, by its place in a word."""
        self.break_off = self.free_only + 1
        """The end of a beginning."""
        self._costs = {
            heard: [*(articulation.distance(heard, sound) for sound in sounds), articulation.lost(heard)]
            for heard in sounds
        }

    def of(self, sound: str) -> int:
        """Return the label of a sound."""
        return self._label[sound]

    def lost(self, sound: str) -> float:
        """Return what it costs that a sound of a command was not heard."""
        return self._lost[sound]

    def frames(self, words: Sequence[tuple[str, ...]], *, whole: bool = True) -> npt.NDArray[np.float32]:
        """Return what each label costs at each sound of words that were heard, as negative numbers.

        Of words that are not a whole command there is one frame more, for the end.
        """
        rows = []
        for phones in words:
            for place, phone in enumerate(phones):
                first, last = place == 0, place == len(phones) - 1
                free = [
                    FREE_SOUND if allowed else _IMPOSSIBLE
                    for allowed in (
                        first and not last,
                        not first and not last,
                        last and not first,
                        first and last,
                    )
                ]
                rows.append([*self._costs[phone], *free, _IMPOSSIBLE])
        if not whole:
            rows.append([_IMPOSSIBLE] * (self.break_off - 1) + [0.0])
        return -np.array(rows, dtype=np.float32)


class CommandGraph:
    """The graph of a home's commands in one language."""

    def __init__(self, fst: Any, words: list[str]) -> None:
        """Keep a transducer of kaldifst, and the words of its outgoing labels."""
        self.fst = fst
        self.words = words

    @classmethod
    def read(cls, path: Path, words: list[str]) -> CommandGraph:
        """Return the graph whose transducer was written to a file."""
        return cls(kaldifst.StdVectorFst.read(str(path)), words)


def spell_out(automaton: Automaton, phones: Phones, labels: SoundLabels) -> CommandGraph:
    """Return an automaton of commands as a graph of their sounds.

    Raises:
        EngineUnavailable: as `Phones` raises it.
    """
    return _Speller(phones, labels).spell(automaton)


class _Speller:
    def __init__(self, phones: Phones, labels: SoundLabels) -> None:
        self._phones = phones
        self._labels = labels
        self._fst: Any = kaldifst.StdVectorFst()
        self._words = [""]
        self._word_labels: dict[str, int] = {}
        self._broken_off = 0
        """The state behind a beginning."""

    def spell(self, automaton: Automaton) -> CommandGraph:
        for _ in automaton.states:
            self._fst.add_state()
        self._fst.start = automaton.start
        self._broken_off = self._fst.add_state()
        self._fst.set_final(self._broken_off, 0.0)
        for number, state in enumerate(automaton.states):
            self._edge(number, number, self._labels.added)
            self._break_off(number)
            if state.ending:
                self._fst.set_final(number, -_RARE * log(state.ending))
            for word, (probability, target) in state.edges.items():
                self._word(word, number, target, -_RARE * log(probability))
        return CommandGraph(self._fst, self._words)

    def _word(self, word: str, source: int, target: int, cost: float) -> None:
        label = self._word_labels.get(word)
        if label is None:
            label = self._word_labels[word] = len(self._words)
            self._words.append(word)
        if word == FREE_TEXT:
            self._free(label, source, target, cost + _FREE_BEGIN)
            return
        for phones in self._phones.ways(word):
            self._way(phones, label, source, target, cost, ends=self._ends(word))

    def _ends(self, word: str) -> frozenset[int]:
        """Return how many sounds of a name there are up to the end of each of its words but the last."""
        lengths = [len(self._phones.of(part)) for part in word.split(JOINT)]
        return frozenset(accumulate(lengths[:-1]))

    def _way(
        self,
        phones: tuple[str, ...],
        label: int,
        source: int,
        target: int,
        cost: float,
        *,
        ends: frozenset[int],
    ) -> None:
        if not phones:
            self._edge(source, target, _NOTHING, label, cost)
        for place, phone in enumerate(phones):
            last = place == len(phones) - 1
            behind = target if last else self._fst.add_state()
            self._edge(source, behind, self._labels.of(phone), label, cost)
            self._edge(source, behind, _NOTHING, label, cost + self._labels.lost(phone))
            if not last:
                self._edge(behind, behind, self._labels.added)
                if place + 1 in ends:
                    self._break_off(behind)
            source, label, cost = behind, _NOTHING, 0.0

    def _free(self, label: int, source: int, target: int, cost: float) -> None:
        """Add any words, each whole."""
        inside, between = self._fst.add_state(), self._fst.add_state()
        labels = self._labels
        self._edge(source, inside, labels.free_first, label, cost)
        self._edge(source, between, labels.free_only, label, cost)
        self._edge(inside, inside, labels.free_middle)
        self._edge(inside, between, labels.free_last)
        self._edge(between, inside, labels.free_first)
        self._edge(between, between, labels.free_only)
        self._edge(between, target, _NOTHING)

    def _break_off(self, source: int) -> None:
        self._edge(source, self._broken_off, self._labels.break_off)

    def _edge(self, source: int, target: int, sound: int, word: int = _NOTHING, cost: float = 0.0) -> None:
        self._fst.add_arc(source, kaldifst.StdArc(sound, word, kaldifst.TropicalWeight(cost), target))
