"""An automaton of commands as arrays: edges in the order in which a search takes them, words as sounds.

A word of the automaton that is put together from several pieces, such as a name and an ending, is a chain of
edges. Each edge stands for a piece: a word, a list of words, free text, or nothing that sounds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import log
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.groups import JOINT, WordGroup, WordGroups
from wyoming_morgan.engines.commands.lexicon import Floats, Layer, Lexicon, Places, SoundTable, lexicon_of
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.wording import FREE_TEXT

RARE = 0.05
"""What a command costs for each nat that it is less likely than certain: it settles ties only."""
_Row = TypeVar("_Row")
_Ways = Mapping[str, Sequence[tuple[int, ...]]]
"""The numbers of the sounds of each word, in every way to say it."""
_Places = Mapping[tuple[int, ...], tuple[int, int]]
"""The layer and the row of each way to say a word."""
_SILENT, _FREE = -1, -2
"""The tables of edges that no sound belongs to, and of those that any belong to."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a graph, by the depth of their targets: those of one depth are neighbors."""

    sources: Places
    targets: Places
    tables: Places
    """A layer of the lexicon; behind those the number of a group; or `SILENT` or `FREE`."""
    rows: Places
    """The row in the layer of the lexicon."""
    costs: Floats
    labels: Places
    """The text of each edge."""
    depths: Places
    """The first edge of each depth, from 1; and the number of edges."""
    SILENT = _SILENT
    FREE = _FREE


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The ways to say the words of a group: layer and row in the lexicon, cost, and text of each."""

    layers: Places
    rows: Places
    costs: Floats
    labels: Places


@dataclass(frozen=True, slots=True)
class CommandGraph:
    """The commands of a home in one language."""

    lexicon: Lexicon
    edges: Edges
    groups: tuple[GroupRows, ...]
    broken: Lexicon
    """The beginnings of the names of groups, up to the end of a word."""
    breaks: tuple[GroupRows, ...]
    """Those of each group."""
    start: int
    endings: Floats
    """What it costs to end in each state; infinite where no command ends."""
    texts: tuple[str, ...]

    def write(self, path: Path, words: str) -> None:
        """Write it to a file, with a text beside it."""
        arrays: dict[str, Any] = {"endings": self.endings, "start": np.array(self.start)}
        _put(arrays, "edges", [self.edges])
        _put(arrays, "layer", self.lexicon.layers)
        _put(arrays, "group", self.groups)
        _put(arrays, "broken layer", self.broken.layers)
        _put(arrays, "break", self.breaks)
        arrays["texts"] = np.frombuffer(json.dumps(self.texts).encode(), dtype=np.uint8)
        arrays["words"] = np.frombuffer(words.encode(), dtype=np.uint8)
        with path.open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def read(cls, path: Path) -> tuple[CommandGraph, str]:
        """Return the graph in a file, and the text beside it.

        Raises:
            OSError, EOFError, ValueError, KeyError, BadZipFile: there is none, or it is damaged.
        """
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            (edges,) = _get(arrays, "edges", Edges)
            graph = cls(
                Lexicon(_get(arrays, "layer", Layer)),
                edges,
                tuple(_get(arrays, "group", GroupRows)),
                Lexicon(_get(arrays, "broken layer", Layer)),
                tuple(_get(arrays, "break", GroupRows)),
                int(arrays["start"]),
                arrays["endings"],
                tuple(json.loads(arrays["texts"].tobytes())),
            )
            return graph, arrays["words"].tobytes().decode()


def _put(arrays: dict[str, Any], name: str, rows: Sequence[Any]) -> None:
    """Name the arrays of dataclasses."""
    for number, row in enumerate(rows):
        arrays |= {f"{name} {number} {field.name}": getattr(row, field.name) for field in fields(row)}


def _get(arrays: Any, name: str, kind: type[_Row]) -> list[_Row]:
    """Return the dataclasses whose arrays were named."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type] # all are dataclasses
    count = sum(key.startswith(f"{name} ") and key.endswith(f" {names[0]}") for key in arrays.files)
    return [kind(*(arrays[f"{name} {number} {key}"] for key in names)) for number in range(count)]


def spell_out(
    automaton: Automaton, groups: Sequence[WordGroup], phones: Phones, table: SoundTable
) -> CommandGraph:
    """Return an automaton of commands as a graph of their sounds.

    Raises:
        EngineUnavailable: as `Phones` raises it.
    """
    return _Speller(groups, phones, table).spell(automaton)


class _Speller:
    def __init__(self, groups: Sequence[WordGroup], phones: Phones, table: SoundTable) -> None:
        self._phones = phones
        self._table = table
        self._groups = groups
        self._labels: dict[str, int] = {}
        self._edges: list[tuple[int, int, str, int | None, float]] = []

    def spell(self, automaton: Automaton) -> CommandGraph:
        """Return the graph."""
        count = self._write_edges(automaton)
        words = {piece for _, _, piece, group, _ in self._edges if group is None} - {FREE_TEXT}
        ways = self._said(words.union(*(group.words for group in self._groups)))
        lexicon, rows = lexicon_of(way for said in ways.values() for way in said if way)
        beginnings = [_beginnings(group) for group in self._groups]
        begun = self._said({word for group in beginnings for word in group.words})
        broken, broken_rows = lexicon_of(way for said in begun.values() for way in said if way)
        endings = np.full(count, np.inf, dtype=np.float32)
        for number, state in enumerate(automaton.states):
            if state.ending:
                endings[number] = -RARE * log(state.ending)
        return CommandGraph(
            lexicon,
            self._sorted_edges(count, len(lexicon.layers), ways, rows),
            tuple(self._group_rows(group, ways, rows) for group in self._groups),
            broken,
            tuple(self._group_rows(group, begun, broken_rows) for group in beginnings),
            automaton.start,
            endings,
            tuple(self._labels),
        )

    def _said(self, words: Iterable[str]) -> _Ways:
        return {
            word: [tuple(self._table.numbers(way).tolist()) for way in self._phones.ways(word)]
            for word in words
        }

    def _write_edges(self, automaton: Automaton) -> int:
        """Write the edges of each piece; return how many states there are."""
        count = len(automaton.states)
        for number, state in enumerate(automaton.states):
            for word, (probability, target) in state.edges.items():
                cost, source = -RARE * log(probability), number
                pieces = list(WordGroups.parts(word))
                for piece, group in pieces[:-1]:
                    self._edges.append((source, count, piece, group, cost))
                    source, cost, count = count, 0.0, count + 1
                self._edges.append((source, target, *pieces[-1], cost))
        return count

    def _sorted_edges(
        self,
        count: int,
        layers: int,
        ways: _Ways,
        places: _Places,
    ) -> Edges:
        depth = _depths(count, self._edges)
        lines: list[tuple[int, int, int, int, int, float, int]] = []
        for source, target, piece, group, cost in self._edges:
            label = self._label(piece)
            if group is not None:
                cells = [(layers + group, 0)]
            elif piece == FREE_TEXT:
                cells = [(_FREE, 0)]
            else:
                cells = [places[way] if way else (_SILENT, 0) for way in ways[piece]]
            lines += [(depth[target], table, target, source, row, cost, label) for table, row in cells]
        lines.sort()
        at, tables, targets, sources, rows, costs, labels = zip(*lines, strict=True)
        firsts = np.searchsorted(np.array(at), np.arange(1, max(at) + 2))
        return Edges(
            np.array(sources, dtype=np.int32),
            np.array(targets, dtype=np.int32),
            np.array(tables, dtype=np.int32),
            np.array(rows, dtype=np.int32),
            np.array(costs, dtype=np.float32),
            np.array(labels, dtype=np.int32),
            firsts.astype(np.int32),
        )

    def _group_rows(self, group: WordGroup, ways: _Ways, places: _Places) -> GroupRows:
        total = sum(group.weights)
        lines = sorted(
            (*places[way], -RARE * log(weight / total), self._label(word))
            for word, weight in zip(group.words, group.weights, strict=True)
            for way in ways[word]
            if way
        )
        layers, rows, costs, labels = zip(*lines, strict=True) if lines else ((), (), (), ())
        return GroupRows(
            np.array(layers, dtype=np.int32),
            np.array(rows, dtype=np.int32),
            np.array(costs, dtype=np.float32),
            np.array(labels, dtype=np.int32),
        )

    def _label(self, text: str) -> int:
        return self._labels.setdefault(text, len(self._labels))


def _depths(count: int, edges: Iterable[tuple[int, int, str, int | None, float]]) -> list[int]:
    """Return the number of edges of the longest way to each state."""
    following: list[list[int]] = [[] for _ in range(count)]
    entries = [0] * count
    for source, target, *_ in edges:
        following[source].append(target)
        entries[target] += 1
    depth = [0] * count
    order = [number for number in range(count) if not entries[number]]
    for number in order:  # grows while it is walked
        for target in following[number]:
            depth[target] = max(depth[target], depth[number] + 1)
            entries[target] -= 1
            if not entries[target]:
                order.append(target)
    return depth


def _beginnings(group: WordGroup) -> WordGroup:
    """Return what a person may have said of the names of a group, who pauses within one."""
    parts = (word.split(JOINT) for word in group.words)
    words = sorted({JOINT.join(name[:length]) for name in parts for length in range(1, len(name))})
    return WordGroup(tuple(words), (1.0,) * len(words))
