"""What may follow the words of a command: nothing, more of it, or something that it needs.

A name is one word of the automaton, but several of what is said: a person may pause within it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.commands.wording import FREE_TEXT, JOINT, words_of

_LONGEST_NAME = 8
"""Words of a name that are looked for."""
_LONGEST = 40
"""Words of the longest text that is followed."""


class _Place(NamedTuple):
    """Where words lead: whether each way there ends in free text, begins with a word, or has no free text."""

    free: bool
    anchored: bool
    exact: bool


class _Step(NamedTuple):
    """A word of the automaton: the place behind it in the text, the state, and whether it is free text."""

    end: int
    target: int
    free: bool


class Continuations:
    """Follows words through the commands of a home."""

    def __init__(self, automaton: Automaton, fillers: Collection[str]) -> None:
        """Follow words through an automaton of commands.

        Args:
            automaton: The commands.
            fillers: Words and phrases that say nothing, such as “please”: hassil's `skip_words`.
        """
        self._automaton = automaton
        phrases = {tuple(words_of(filler)) for filler in fillers} - {()}
        self._fillers = sorted(phrases, key=len, reverse=True)
        self._filling_words = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)

    def telling(self, text: str) -> list[str]:
        """Return the words of a text, without those before and behind it that say nothing."""
        words = words_of(text)
        while (first := self._filler(words, at_end=False)) + (last := self._filler(words, at_end=True)):
            words = words[first : len(words) - last]
        return words

    def more(self, words: Sequence[str]) -> float | None:
        """Return how likely a whole command goes on, 0…1; None if the words are none.

        Polite words that may follow do not count. What is free, such as the name of a timer, may always
        go on.
        """
        ways = [
            1.0 if place.free else self._following(self._automaton.states[number])
            for number, place in self._reached(words).items()
            if self._automaton.states[number].ending
        ]
        return max(*ways, self._longer_name(words)) if ways else None

    def begins(self, words: Sequence[str], *, free: bool = True) -> bool:
        """Whether words are the beginning of a command, and not a whole one.

        Free text alone begins nothing: it may be anything. With `free` false, no word is free text.
        """
        if not words or self.more(words) is not None:
            return False
        places = self._reached(words).values()
        return (
            any(place.anchored if free else place.exact for place in places) or self._longer_name(words) > 0
        )

    def _filler(self, words: Sequence[str], *, at_end: bool) -> int:
        """Return how many words at one end of a text say nothing."""
        for phrase in self._fillers:
            part = words[-len(phrase) :] if at_end else words[: len(phrase)]
            if tuple(part) == phrase:
                return len(phrase)
        return 0

    def _following(self, state: AutomatonState) -> float:
        """Return how likely something follows that says something."""
        saying = sum(edge[0] for word, edge in state.edges.items() if word not in self._filling_words)
        return saying / (saying + state.ending) if saying else 0.0

    def _reached(self, words: Sequence[str]) -> dict[int, _Place]:
        """Return every state that the words lead to."""
        if len(words) > _LONGEST:
            return {}
        places: list[dict[int, _Place]] = [{} for _ in range(len(words) + 1)]
        places[0][self._automaton.start] = _Place(free=False, anchored=False, exact=True)
        for number, here in enumerate(places[:-1]):
            for state, place in here.items():
                for step in self._steps(self._automaton.states[state], words, number):
                    former = places[step.end].get(step.target, _Place(free=True, anchored=False, exact=False))
                    places[step.end][step.target] = _Place(
                        former.free and step.free,
                        former.anchored or place.anchored or not step.free,
                        former.exact or (place.exact and not step.free),
                    )
        return places[-1]

    def _steps(self, state: AutomatonState, words: Sequence[str], begin: int) -> Iterator[_Step]:
        for end in range(begin + 1, min(begin + _LONGEST_NAME, len(words)) + 1):
            if (edge := state.edges.get(JOINT.join(words[begin:end]))) is not None:
                yield _Step(end, edge[1], free=False)
        if (edge := state.edges.get(FREE_TEXT)) is not None:
            for end in range(begin + 1, len(words) + 1):
                yield _Step(end, edge[1], free=True)

    def _longer_name(self, words: Sequence[str]) -> float:
        """Return how likely the last words are only the beginning of a name."""
        likely = 0.0
        for begin in range(max(0, len(words) - _LONGEST_NAME), len(words)):
            name = JOINT.join(words[begin:])
            for number, place in self._reached(words[:begin]).items():
                edges = self._automaton.states[number].edges
                if begin and not place.anchored:
                    continue
                longer = sum(edge[0] for word, edge in edges.items() if word.startswith(name + JOINT))
                itself = edges[name][0] if name in edges else 0.0
                likely = max(likely, longer / (longer + itself) if longer else 0.0)
        return likely
