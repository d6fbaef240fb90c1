"""The words of a graph as a tree of their sounds, and what each costs for every stretch of a text.

Beginnings that words share are compared once. A stretch may have a few sounds more or fewer than the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wyoming_morgan.engines.commands.articulation import Articulation

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]

NEVER = 1e6
"""The cost of what cannot be."""
SPARE = 5
"""How many sounds a stretch may have more, or fewer, than the word that is compared with it."""
WIDTH = 2 * SPARE + 1


class SoundTable:
    """What each sound costs where another was heard."""

    def __init__(self, articulation: Articulation) -> None:
        """Read all distances once."""
        sounds = articulation.sounds
        self._numbers = {sound: number for number, sound in enumerate(sounds)}
        self.lost: Floats = np.array([articulation.lost(sound) for sound in sounds], dtype=np.float32)
        """What it costs that a sound is missing, or was added, by its number."""
        self.distances: Floats = np.array(
            [[articulation.distance(one, other) for other in sounds] for one in sounds], dtype=np.float32
        )

    def numbers(self, sounds: Iterable[str]) -> Places:
        """Return the numbers of sounds."""
        return np.array([self._numbers[sound] for sound in sounds], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Layer:
    """The beginnings of words with a number of sounds, which is the place of the layer, from 1."""

    parents: Places
    """The place of each beginning without its last sound, in the layer before."""
    sounds: Places
    """The last sound of each."""
    ends: Places
    """Those that are whole words; their order numbers the rows of `Lexicon.costs`."""


class Lexicon:
    """A tree of the sounds of words."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        """Take the layers in order."""
        self.layers = tuple(layers)

    def costs(self, heard: Places, table: SoundTable) -> list[Floats]:
        """Return what each word costs for each stretch of what was heard.

        Args:
            heard: The numbers of n sounds.
            table: What sounds cost.

        Returns:
            For each layer, an array of its words by `WIDTH` lengths of the stretch, from `SPARE` sounds fewer
            than the word to `SPARE` more, by its n + 1 ends.
        """
        count = len(heard)
        distances, added = table.distances[heard], table.lost[heard]
        before = np.full((WIDTH, count + 1, 1), NEVER, dtype=np.float32)
        before[SPARE, :, 0] = 0.0
        _add_sounds(before, added)
        costs = []
        for layer in self.layers:
            parents = before.take(layer.parents, axis=2)
            here = np.full_like(parents, NEVER)
            np.add(parents[:, :-1], distances[:, layer.sounds], out=here[:, 1:])
            np.minimum(here[:-1], parents[1:] + table.lost[layer.sounds], out=here[:-1])
            _add_sounds(here, added)
            costs.append(np.ascontiguousarray(here[:, :, layer.ends].transpose(2, 0, 1)))
            before = here
        return costs


def _add_sounds(costs: Floats, added: Floats) -> None:
    """Let stretches end in sounds that belong to no word."""
    for length in range(1, WIDTH):
        longer = costs[length, 1:]
        np.minimum(longer, costs[length - 1, :-1] + added[:, None], out=longer)


def lexicon_of(ways: Iterable[tuple[int, ...]]) -> tuple[Lexicon, Mapping[tuple[int, ...], tuple[int, int]]]:
    """Return the tree of words, and the layer and the row of each.

    Args:
        ways: The numbers of the sounds of each word, which has at least one.
    """
    words = set(ways)
    deepest = max(map(len, words), default=0)
    layers: list[Layer] = []
    rows: dict[tuple[int, ...], tuple[int, int]] = {}
    places: dict[tuple[int, ...], int] = {(): 0}
    for length in range(1, deepest + 1):
        beginnings = sorted({way[:length] for way in words if len(way) >= length})
        whole = [place for place, way in enumerate(beginnings) if way in words]
        layers.append(
            Layer(
                np.array([places[way[:-1]] for way in beginnings], dtype=np.int32),
                np.array([way[-1] for way in beginnings], dtype=np.int32),
                np.array(whole, dtype=np.int32),
            )
        )
        rows |= {beginnings[place]: (length - 1, row) for row, place in enumerate(whole)}
        places = {way: place for place, way in enumerate(beginnings)}
    return Lexicon(layers), rows
