"""Probabilistic automata: all possible sentences, and how likely each next word is.

A `SentenceNetwork` is drawn piece by piece, as templates are written: a word may be joined from several
pieces, and any edge may carry a probability. Its `minimize` makes the smallest deterministic automaton over
whole words out of it, in which the edges keep the probability mass that flowed through them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SPACE = " "

_WholeWords = Callable[[int], tuple[dict[tuple[str, int], float], float]]


@dataclass(frozen=True, slots=True)
class AutomatonState:
    """A place in a sentence: how likely it ends here, and each next word's (probability, state)."""

    ending: float
    edges: dict[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Automaton:
    """An acyclic, deterministic automaton over words. Probabilities of a state add up to 1."""

    start: int
    states: tuple[AutomatonState, ...]

    @property
    def words(self) -> set[str]:
        """Every word of every sentence."""
        return {word for state in self.states for word in state.edges}

    def accepts(self, words: Iterable[str]) -> bool:
        """Return whether the words are a whole sentence."""
        state = self.states[self.start]
        for word in words:
            if word not in state.edges:
                return False
            state = self.states[state.edges[word][1]]
        return state.ending > 0

    def in_order(self) -> list[int]:
        """Return the states so that every edge leads from an earlier to a later one."""
        return _in_order([{edge[1] for edge in state.edges.values()} for state in self.states])


class SentenceNetwork:
    """A nondeterministic automaton over pieces of text; `start` and `end` are its first and last state."""

    def __init__(self) -> None:
        self._edges: list[list[tuple[str, float, int]]] = []
        self.start = self.state()
        self.end = self.state()

    def state(self) -> int:
        """Add a state."""
        self._edges.append([])
        return len(self._edges) - 1

    def connect(self, source: int, target: int, probability: float = 1.0, piece: str = "") -> None:
        """Add an edge: a piece of a word, `SPACE` between words, or nothing."""
        self._edges[source].append((piece, probability, target))

    def write(self, source: int, text: str) -> int:
        """Append text behind a state and return the state behind the text."""
        if text[:1].isspace():
            source = self._append(source, SPACE)
        for index, word in enumerate(text.split()):
            if index:
                source = self._append(source, SPACE)
            source = self._append(source, word)
        if text.strip() and text[-1].isspace():
            source = self._append(source, SPACE)
        return source

    def minimize(self) -> Automaton:
        """Return the smallest automaton with the same sentences.

        Where sentences with different histories share what may follow, they share its probabilities too.
        """
        return _merge_equal(*_determinize(self._whole_words, self.start))

    def _append(self, source: int, piece: str) -> int:
        target = self.state()
        self.connect(source, target, piece=piece)
        return target

    def _whole_words(self, state: int) -> tuple[dict[tuple[str, int], float], float]:
        """Return each whole word that can follow, with its target and probability, and that of the end."""
        words: dict[tuple[str, int], float] = defaultdict(float)
        ending = 0.0
        pending = [(state, "", 1.0)]
        while pending:
            at, word, probability = pending.pop()
            if at == self.end:
                if word:
                    words[word, at] += probability
                else:
                    ending += probability
            for piece, share, target in self._edges[at]:
                if piece != SPACE:
                    pending.append((target, word + piece, probability * share))
                elif word:
                    words[word, target] += probability * share
                else:
                    pending.append((target, "", probability * share))
        return words, ending


@dataclass(frozen=True, slots=True)
class _Flow:
    """A deterministic state: where its words lead, and how much probability mass leaves by each way."""

    targets: dict[str, int]
    masses: dict[str, float]
    ending: float


def _determinize(whole_words: _WholeWords, start: int) -> tuple[list[_Flow], list[int]]:
    """Return the states of the subset construction, the first is the start, and their order."""
    followers: dict[int, tuple[dict[tuple[str, int], float], float]] = {}
    subsets = [frozenset([start])]
    numbers = {subsets[0]: 0}
    targets: list[dict[str, int]] = []
    for subset in subsets:  # grows while it is walked
        reached: dict[str, set[int]] = defaultdict(set)
        for state in subset:
            if state not in followers:
                followers[state] = whole_words(state)
            for word, target in followers[state][0]:
                reached[word].add(target)
        row: dict[str, int] = {}
        for word, states in reached.items():
            key = frozenset(states)
            if key not in numbers:
                numbers[key] = len(subsets)
                subsets.append(key)
            row[word] = numbers[key]
        targets.append(row)

    order = _in_order([set(row.values()) for row in targets])
    arriving: list[dict[int, float]] = [defaultdict(float) for _ in subsets]
    arriving[0][start] = 1.0
    flows: dict[int, _Flow] = {}
    for number in order:
        masses: dict[str, float] = defaultdict(float)
        ending = 0.0
        for state, mass in arriving[number].items():
            words, share = followers[state]
            ending += mass * share
            for (word, target), probability in words.items():
                masses[word] += mass * probability
                arriving[targets[number][word]][target] += mass * probability
        flows[number] = _Flow(targets[number], masses, ending)
    return [flows[number] for number in range(len(subsets))], order


def _merge_equal(flows: list[_Flow], order: list[int]) -> Automaton:
    """Merge, from the ends backwards, what has the same future; the masses add up."""
    classes: dict[tuple[bool, frozenset[tuple[str, int]]], int] = {}
    merged: dict[int, int] = {}
    for number in reversed(order):
        flow = flows[number]
        future = (flow.ending > 0, frozenset((word, merged[to]) for word, to in flow.targets.items()))
        merged[number] = classes.setdefault(future, len(classes))

    endings = [0.0] * len(classes)
    masses: list[dict[str, float]] = [defaultdict(float) for _ in classes]
    targets: list[dict[str, int]] = [{} for _ in classes]
    for number, flow in enumerate(flows):
        place = merged[number]
        endings[place] += flow.ending
        for word, mass in flow.masses.items():
            masses[place][word] += mass
            targets[place][word] = merged[flow.targets[word]]

    states = []
    for ending, leaving, row in zip(endings, masses, targets, strict=True):
        total = ending + sum(leaving.values())
        edges = {word: (mass / total, row[word]) for word, mass in sorted(leaving.items())}
        states.append(AutomatonState(ending / total, edges))
    return Automaton(merged[0], tuple(states))


def _in_order(targets: list[set[int]]) -> list[int]:
    """Sort topologically (Kahn's algorithm)."""
    entries = [0] * len(targets)
    for row in targets:
        for target in row:
            entries[target] += 1
    order = [number for number, count in enumerate(entries) if not count]
    for number in order:  # grows while it is walked
        for target in targets[number]:
            entries[target] -= 1
            if not entries[target]:
                order.append(target)
    return order
