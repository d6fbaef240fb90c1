"""What each beginning of a command costs behind each sound that was heard, up to a bound.

What cannot stay within the bound is not looked at: any words at all would cost at least so much for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from wyoming_morgan.engines.commands.graph import CommandGraph, Edges, GroupRows
from wyoming_morgan.engines.commands.lexicon import NEVER, SPARE, WIDTH, Floats, Places, SoundTable

_FREE_BEGIN = 0.3
_FREE_FIRST = 1.0
"""What free text costs besides where a command begins with it: people say first what is to be done."""
FREE_SOUND = 0.2
"""What a sound of free text costs, so that the words of a command win where they fit."""


@dataclass(frozen=True, slots=True)
class Spans:
    """What words cost for stretches: rows by lengths by ends. The shortest length may be below 0."""

    costs: Floats
    shortest: int


class WordCosts:
    """What words, groups of words and free text cost in one text, whatever the bound."""

    def __init__(
        self, graph: CommandGraph, table: SoundTable, heard: Places, borders: npt.NDArray[np.bool_]
    ) -> None:
        self._graph = graph
        self.count = len(heard)
        self.spans: dict[int, Spans] = {
            layer: Spans(costs, layer + 1 - SPARE)
            for layer, costs in enumerate(graph.lexicon.costs(heard, table))
        }
        self.layers = len(self.spans)
        self.free = self._free_costs(borders)
        self.rest = self._least_rest()

    def of(self, table: int) -> Spans:
        """Return the spans of a layer, or of a group, which are made when first needed."""
        if table not in self.spans:
            group = self._graph.groups[table - self.layers]
            self.spans[table] = least_of(
                group, [self.spans[layer] for layer in range(self.layers)], self.count
            )
        return self.spans[table]

    def _free_costs(self, borders: npt.NDArray[np.bool_]) -> Floats:
        """Return what free text costs from each place to each other."""
        places = np.arange(self.count + 1)
        lengths = places[None, :] - places[:, None]
        allowed = (lengths > 0) & borders[:, None] & borders[None, :]
        costs = np.where(allowed, _FREE_BEGIN + FREE_SOUND * lengths, NEVER).astype(np.float32)
        costs[0] += _FREE_FIRST
        return costs

    def _least_rest(self) -> Floats:
        """Return what the sounds behind each place cost at least, whatever words they are."""
        least = np.full((self.count + 1, self.count + 1), NEVER, dtype=np.float32)
        for spans in self.spans.values():
            costs = spans.costs.min(axis=0, initial=NEVER)
            for place, length in enumerate(range(spans.shortest, spans.shortest + WIDTH)):
                if 0 < length <= self.count:
                    begins = np.arange(self.count + 1 - length)
                    least[begins, begins + length] = np.minimum(
                        least[begins, begins + length], costs[place, length:]
                    )
        if (self._graph.edges.tables == Edges.FREE).any():
            least = np.minimum(least, self.free)
        rest = np.zeros(self.count + 1, dtype=np.float32)
        for begin in range(self.count - 1, -1, -1):
            rest[begin] = (least[begin, begin + 1 :] + rest[begin + 1 :]).min()
        return rest


class ForwardCosts:
    """The costs of one text. They are read, never changed, by others."""

    def __init__(self, graph: CommandGraph, words: WordCosts, bound: float) -> None:
        self.graph = graph
        self.words = words
        self.count = words.count
        self.bound = bound
        self._margin = self.count + len(graph.lexicon.layers) + SPARE + 1
        states = len(graph.endings)
        self._padded = np.full((states, self._margin + self.count + 1 + SPARE), NEVER, dtype=np.float32)
        self.states = self._padded[:, self._margin : self._margin + self.count + 1]
        self.states[graph.start, 0] = 0.0
        self._views: dict[tuple[int, int], Floats] = {}
        self.results = np.full((len(graph.edges.sources), self.count + 1), NEVER, dtype=np.float32)
        self._forward()

    def _forward(self) -> None:
        """Fill in the least cost of each state behind each sound."""
        edges = self.graph.edges
        for first, last in pairwise(edges.depths.tolist()):
            sources = edges.sources[first:last]
            unique, inverse = np.unique(sources, return_inverse=True)
            least = (self.states[unique] + self.words.rest).min(axis=1)[inverse] + edges.costs[first:last]
            active = np.flatnonzero(least <= self.bound) + first
            if not active.size:
                continue
            tables = edges.tables[active]
            for begin, end in pairwise([*_firsts(tables).tolist(), active.size]):
                self._take(int(tables[begin]), active[begin:end])

    def _take(self, table: int, chosen: npt.NDArray[np.intp]) -> None:
        """Follow edges of one table."""
        edges = self.graph.edges
        sources = edges.sources[chosen]
        if table == Edges.SILENT:
            results = self.states[sources]
        elif table == Edges.FREE:
            results = (self.states[sources][:, :, None] + self.words.free).min(axis=1)
        else:
            spans = self.words.of(table)
            rows = spans.costs if table >= self.words.layers else spans.costs[edges.rows[chosen]]
            results = (self._windows(spans, sources) + rows).min(axis=1)
        results = results + edges.costs[chosen, None]
        self.results[chosen] = results
        targets = edges.targets[chosen]
        firsts = _firsts(targets)
        reached = targets[firsts]
        self.states[reached] = np.minimum(self.states[reached], np.minimum.reduceat(results, firsts))

    def _windows(self, spans: Spans, states: Places) -> Floats:
        """Return the cost of states before stretches of each length and end."""
        lengths = spans.costs.shape[1]
        every = self._views.get((spans.shortest, lengths))
        if every is None:
            step, across = self._padded.strides
            every = self._views[spans.shortest, lengths] = as_strided(
                self._padded[:, self._margin - spans.shortest :],
                (len(self._padded), lengths, self.count + 1),
                (step, -across, across),
                writeable=False,
            )
        return every[states]

    def begins(self, source: int, end: int, shortest: int, lengths: int = WIDTH) -> Floats:
        """Return the cost of a state before stretches of each length that end in a place."""
        last = self._margin + end - shortest
        return self._padded[source, last - lengths + 1 : last + 1][::-1]

    def before_end(self, sources: Places, spans: Spans) -> Floats:
        """Return the least cost of states with one of the words of spans of a single row behind each."""
        costs: Floats = (self._windows(spans, sources)[:, :, -1] + spans.costs[0, :, -1]).min(axis=1)
        return costs


def least_of(group: GroupRows, layers: Sequence[Spans], count: int) -> Spans:
    """Return what the best word of a group costs, for each stretch of so many sounds."""
    if not group.layers.size:
        return Spans(np.full((1, 1, count + 1), NEVER, dtype=np.float32), 0)
    lowest, highest = int(group.layers[0]), int(group.layers[-1])
    costs = np.full((1, highest - lowest + WIDTH, count + 1), NEVER, dtype=np.float32)
    for layer in range(lowest, highest + 1):
        chosen = slice(*np.searchsorted(group.layers, [layer, layer + 1]).tolist())
        if chosen.start < chosen.stop:
            words = layers[layer].costs[group.rows[chosen]] + group.costs[chosen, None, None]
            part = costs[0, layer - lowest : layer - lowest + WIDTH]
            np.minimum(part, words.min(axis=0), out=part)
    return Spans(costs, lowest + 1 - SPARE)


def _firsts(numbers: Places) -> npt.NDArray[np.intp]:
    """Return where each run of equal numbers begins."""
    changed = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=changed[1:])
    return changed.nonzero()[0]
