"""The cheapest ways through a graph of commands for the sounds that were heard.

Costs are members forwards; ways are members backwards, the cheapest first, along edges whose cost is known.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from wyoming_morgan.engines.commands.graph import CommandGraph, Edges, GroupRows
from wyoming_morgan.engines.commands.lexicon import SPARE, Floats, Places, SoundTable
from wyoming_morgan.engines.commands.search import ForwardCosts, Spans, WordCosts, least_of

_MEMBERS = 3
"""Words of one list that are told apart."""
_CHEAP = 1.2
"""What a command costs at most that was heard rightly: a bound for it takes half as long as one for slips."""
_STEPS = 400
"""Edges of ways that are followed backwards."""
_KEPT = 5
"""Texts whose costs are kept: those of one utterance are searched for whole commands, then for beginnings."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a command, and the sounds from `begin` to `end` that it stands for."""

    text: str
    begin: int
    end: int
    cost: float
    free: bool = False
    rare: float = 0.0
    """What it costs besides that its word is rarer than others of a list."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the graph, and what it costs."""

    stretches: tuple[Stretch, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Ending:
    """Where ways end: in a state, before the last stretches, at a cost in all and for those behind."""

    total: float
    state: int
    place: int
    behind: float
    stretches: tuple[Stretch, ...] = ()


class CommandPaths:
    """Finds ways through one graph."""

    def __init__(self, graph: CommandGraph, table: SoundTable) -> None:
        """Search a graph whose sounds have the numbers of a table."""
        self._graph = graph
        self._table = table
        edges = graph.edges
        self._order = np.argsort(edges.targets, kind="stable")
        self._entries = np.searchsorted(edges.targets[self._order], np.arange(len(graph.endings) + 1))
        self._kept: OrderedDict[tuple[bytes, bytes], ForwardCosts] = OrderedDict()

    def find(self, heard: Places, borders: npt.NDArray[np.bool_], bound: float, spread: float) -> list[Way]:
        """Return the cheapest ways, the cheapest first; none if all cost more than the bound.

        Args:
            heard: The numbers of n sounds.
            borders: Which of the n + 1 places are between words: free text begins and ends there.
            bound: The most that a way may cost.
            spread: How much dearer than the cheapest way others may be.
        """
        if 2 * (near := _CHEAP + spread) < bound:  # else it would save less than it takes where it fails
            ways = self._within(heard, borders, near, spread)
            if ways and ways[0].cost <= _CHEAP:
                return ways  # a farther bound finds no others
        return self._within(heard, borders, bound, spread)

    def _within(
        self, heard: Places, borders: npt.NDArray[np.bool_], bound: float, spread: float
    ) -> list[Way]:
        costs = self._costs(heard, borders, bound)
        endings = self._graph.endings
        totals = costs.states[:, costs.count] + endings
        ends = [
            _Ending(float(totals[state]), state, costs.count, float(endings[state]))
            for state in np.flatnonzero(totals <= bound).tolist()
        ]
        return list(self._ways(costs, ends, bound, spread))

    def beginnings(
        self, heard: Places, borders: npt.NDArray[np.bool_], bound: float, spread: float
    ) -> list[Way]:
        """Return the cheapest ways that may break off behind any word, as `find` does."""
        costs = self._costs(heard, borders, bound)
        totals = costs.states[:, costs.count]
        ends = [
            _Ending(float(totals[state]), state, costs.count, 0.0)
            for state in np.flatnonzero(totals <= bound).tolist()
        ]
        ends += self._within_names(costs, heard)
        return list(self._ways(costs, [end for end in ends if end.total <= bound], bound, spread))

    def _costs(self, heard: Places, borders: npt.NDArray[np.bool_], bound: float) -> ForwardCosts:
        """Return the costs of a text, up to the bound at least."""
        text = (heard.tobytes(), borders.tobytes())
        costs = self._kept.pop(text, None)
        if costs is None:
            words = WordCosts(self._graph, self._table, heard, borders)
            costs = ForwardCosts(self._graph, words, bound)
        elif costs.bound < bound:
            costs = ForwardCosts(self._graph, costs.words, bound)
        self._kept[text] = costs
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return costs

    def _within_names(self, costs: ForwardCosts, heard: Places) -> Iterator[_Ending]:
        """Yield the ends behind a word of a name that is not its last."""
        graph, edges = self._graph, self._graph.edges
        spans = [
            Spans(array, layer + 1 - SPARE)
            for layer, array in enumerate(graph.broken.costs(heard, self._table))
        ]
        for number, group in enumerate(graph.breaks):
            sources = np.unique(edges.sources[edges.tables == len(graph.lexicon.layers) + number])
            if not group.layers.size or not sources.size:
                continue
            totals = costs.before_end(sources, least_of(group, spans, costs.count))
            for place in np.argsort(totals)[:_MEMBERS].tolist():
                source = int(sources[place])
                for total, stretch in self._members(costs, group, spans, source, costs.count)[:1]:
                    yield _Ending(total, source, stretch.begin, stretch.cost + stretch.rare, (stretch,))

    def _ways(
        self, costs: ForwardCosts, ends: Iterable[_Ending], bound: float, spread: float
    ) -> Iterator[Way]:
        order = count()
        pending = [(end.total, next(order), end.state, end.place, end.behind, end.stretches) for end in ends]
        if not pending:
            return
        limit = min(bound, min(pending)[0] + spread)
        heapq.heapify(pending)
        for _ in range(_STEPS):
            if not pending:
                return
            total, _, state, end, behind, stretches = heapq.heappop(pending)
            if total > limit:
                return
            if state == self._graph.start and end == 0:
                yield Way(stretches, total)
                continue
            incoming = self._order[self._entries[state] : self._entries[state + 1]]
            reached = costs.results[incoming, end] + behind
            for place in np.flatnonzero(reached <= limit).tolist():
                edge = int(incoming[place])
                source = int(self._graph.edges.sources[edge])
                for stretch in self._stretches(costs, edge, end, limit - float(reached[place])):
                    after = behind + stretch.cost + stretch.rare + float(self._graph.edges.costs[edge])
                    before = float(costs.states[source, stretch.begin])
                    heapq.heappush(
                        pending,
                        (before + after, next(order), source, stretch.begin, after, (stretch, *stretches)),
                    )

    def _stretches(self, costs: ForwardCosts, edge: int, end: int, spare: float) -> Sequence[Stretch]:
        """Return the stretches that an edge may stand for before a place; one for each word of a list."""
        edges = self._graph.edges
        table, source = int(edges.tables[edge]), int(edges.sources[edge])
        text = self._graph.texts[edges.labels[edge]]
        if table == Edges.SILENT:
            return [Stretch(text, end, end, 0.0)]
        if table == Edges.FREE:
            free = costs.words.free[:, end]
            begin = int((costs.states[source] + free).argmin())
            return [Stretch(text, begin, end, float(free[begin]), free=True)]
        if table < costs.words.layers:
            spans = costs.words.spans[table]
            words: Floats = spans.costs[edges.rows[edge], :, end]
            place = int((words + costs.begins(source, end, spans.shortest)).argmin())
            return [Stretch(text, end - spans.shortest - place, end, float(words[place]))]
        group = self._graph.groups[table - costs.words.layers]
        layers = [costs.words.spans[layer] for layer in range(costs.words.layers)]
        members = self._members(costs, group, layers, source, end)
        return [stretch for total, stretch in members if total <= members[0][0] + spare]

    def _members(
        self, costs: ForwardCosts, group: GroupRows, layers: Sequence[Spans], source: int, end: int
    ) -> list[tuple[float, Stretch]]:
        """Return the best words of a group between a state and a place, with their cost from the start."""
        members: list[tuple[float, Stretch]] = []
        for layer in np.unique(group.layers).tolist():
            chosen = np.flatnonzero(group.layers == layer)
            spans = layers[layer]
            begins = costs.begins(source, end, spans.shortest)
            words = spans.costs[group.rows[chosen], :, end]
            rare = group.costs[chosen]
            totals = (words + begins).min(axis=1) + rare
            for place in np.argsort(totals)[:_MEMBERS].tolist():
                length = int((words[place] + begins).argmin())
                text = self._graph.texts[group.labels[chosen[place]]]
                begin = end - spans.shortest - length
                cost = float(words[place, length])
                stretch = Stretch(text, begin, end, cost, rare=float(rare[place]))
                members.append((float(totals[place]), stretch))
        return sorted(members, key=lambda one: one[0])[:_MEMBERS]
