"""Reads words along an automaton: its lists of words by what they hold, and words without their marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.groups import JOINT, WordGroup, WordGroups
from wyoming_morgan.engines.commands.names import HomeNames
from wyoming_morgan.engines.commands.sequels import NextWord, WordKind
from wyoming_morgan.engines.commands.wording import FREE_TEXT, words_of


@dataclass(frozen=True, slots=True)
class _List:
    """The words of a list with the share of each, and of those that go on behind each beginning."""

    shares: dict[str, float]
    longer: dict[str, float]

    @property
    def is_of_numbers(self) -> bool:
        """Whether all of them are numbers."""
        return all(map(is_number, self.shares))


@dataclass(frozen=True, slots=True)
class _Listed:
    """An edge with a list of words, and what is joined to them."""

    before: str
    words: _List
    behind: str
    share: float
    target: int

    def of(self, joined: str) -> float:
        """Return the share of words, joined; 0 if they are not on the list."""
        if not (joined.startswith(self.before) and joined.endswith(self.behind)):
            return 0.0
        middle = joined[len(self.before) : len(joined) - len(self.behind)]
        return self.share * self.words.shares.get(middle, 0.0)


@dataclass(frozen=True, slots=True)
class _State:
    ending: float
    free: int | None = None
    """The state behind free text."""
    free_share: float = 0.0
    words: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    lists: list[_Listed] = field(default_factory=list)

    def before(self, other: _State, share: float) -> _State:
        """Return this state with what follows behind a word that is not spoken."""
        words = {word: [*edges] for word, edges in self.words.items()}
        for word, edges in other.words.items():
            words.setdefault(word, []).extend((share * likely, target) for likely, target in edges)
        lists = [replace(edge, share=share * edge.share) for edge in other.lists]
        free = self.free if other.free is None else other.free
        free_share = self.free_share + share * other.free_share
        return _State(self.ending + share * other.ending, free, free_share, words, [*self.lists, *lists])


class ReadableCommands:
    """The commands of a home, word by word as they are heard."""

    def __init__(self, automaton: Automaton, groups: Sequence[WordGroup]) -> None:
        """Prepare an automaton whose signs stand for the groups."""
        plain = cache(_plain)
        lists = [_listed(group) for group in groups]
        self.start = automaton.start
        self._states: list[_State] = []
        silent: dict[int, tuple[float, int]] = {}
        for number, state in enumerate(automaton.states):
            free = state.edges.get(FREE_TEXT)
            here = _State(state.ending) if free is None else _State(state.ending, free[1], free[0])
            self._states.append(here)
            for word, (share, target) in state.edges.items():
                pieces = list(WordGroups.parts(word))
                signs = [place for place, (_, group) in enumerate(pieces) if group is not None]
                if word == FREE_TEXT:
                    continue
                if not signs and not plain(word):
                    silent[number] = (share, target)
                elif not signs:
                    here.words.setdefault(plain(word), []).append((share, target))
                for place in signs[:1]:
                    before, behind = (
                        "".join(piece for piece, _ in side) for side in (pieces[:place], pieces[place + 1 :])
                    )
                    words = lists[pieces[place][1] or 0]
                    here.lists.append(_Listed(plain(before), words, plain(behind), share, target))

        for number, (share, target) in silent.items():
            self._states[number] = self._states[number].before(self._states[target], share)

    def ending(self, state: int) -> float:
        """Return how likely a command ends in a state."""
        return self._states[state].ending

    def behind_free_text(self, state: int) -> int | None:
        """Return the state behind free text, if any may follow."""
        return self._states[state].free

    def steps(self, state: int, joined: str) -> Iterator[tuple[float, int]]:
        """Yield the likelihood and the target of each edge with these words, joined."""
        here = self._states[state]
        yield from here.words.get(joined, ())
        for edge in here.lists:
            if share := edge.of(joined):
                yield share, edge.target

    def longer(self, state: int, joined: str) -> float:
        """Return how likely words follow in a state that begin with these, and go on."""
        here = self._states[state]
        whole = sum(
            share
            for word, edges in here.words.items()
            if word.startswith(joined + JOINT)
            for share, _ in edges
        )
        return whole + sum(
            edge.share * edge.words.longer.get(joined, 0.0) for edge in here.lists if not edge.before
        )

    def next_words(self, state: int, names: HomeNames) -> Iterator[NextWord]:
        """Yield each word that may be next, those of a list as one.

        Where all names are of one thing, they tell nothing: it is meant without its name, too.
        """
        here = self._states[state]
        listed = [word for edge in here.lists if not edge.words.is_of_numbers for word in edge.words.shares]
        one_thing = names.mean_one_thing([*listed, *(word for word in here.words if word in names)])
        name = WordKind.OTHER if one_thing else WordKind.NAME
        for word, edges in here.words.items():
            kind = name if word in names else WordKind.AMOUNT if is_number(word) else WordKind.OTHER
            yield from (NextWord(kind, share, target) for share, target in edges)
        for edge in here.lists:
            kind = WordKind.AMOUNT if edge.words.is_of_numbers else name
            yield NextWord(kind, edge.share, edge.target)
        if here.free is not None:
            yield NextWord(WordKind.NAME, here.free_share, here.free)

    def saying(self, state: int, fillers: frozenset[str]) -> float:
        """Return how likely something follows in a state, besides words that say nothing."""
        here = self._states[state]
        words = sum(share for word, edges in here.words.items() if word not in fillers for share, _ in edges)
        return words + sum(edge.share for edge in here.lists) + here.free_share


def is_number(word: str) -> bool:
    """Whether a word is written in digits."""
    return word.replace(".", "").isdigit()


def _plain(word: str) -> str:
    return JOINT.join(words_of(word.replace(JOINT, " ")))


def _listed(group: WordGroup) -> _List:
    total = sum(group.weights)
    shares: dict[str, float] = defaultdict(float)
    longer: dict[str, float] = defaultdict(float)
    for word, weight in zip(group.words, group.weights, strict=True):
        parts = _plain(word).split(JOINT)
        shares[JOINT.join(parts)] += weight / total
        for length in range(1, len(parts)):
            longer[JOINT.join(parts[:length])] += weight / total
    return _List(dict(shares), dict(longer))
