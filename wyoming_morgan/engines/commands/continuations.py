"""What may follow the words of a command: nothing, more of it, or something that it needs.

A name is one word of the automaton, but several of what is said: a person may pause within it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.groups import JOINT, WordGroup
from wyoming_morgan.engines.commands.reading import ReadableCommands
from wyoming_morgan.engines.commands.wording import words_of

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

    def __init__(self, automaton: Automaton, groups: Sequence[WordGroup], fillers: Collection[str]) -> None:
        """Follow words through an automaton of commands.

        Args:
            automaton: The commands.
            groups: The lists of words that its signs stand for.
            fillers: Words and phrases that say nothing, such as “please”: hassil's `skip_words`.
        """
        self._commands = ReadableCommands(automaton, groups)
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
            1.0 if place.free else self._following(number)
            for number, place in self._reached(words).items()
            if self._commands.ending(number)
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

    def _following(self, state: int) -> float:
        """Return how likely something follows that says something."""
        saying = self._commands.saying(state, self._filling_words)
        return saying / (saying + self._commands.ending(state)) if saying else 0.0

    def _reached(self, words: Sequence[str]) -> dict[int, _Place]:
        """Return every state that the words lead to."""
        if len(words) > _LONGEST:
            return {}
        places: list[dict[int, _Place]] = [{} for _ in range(len(words) + 1)]
        places[0][self._commands.start] = _Place(free=False, anchored=False, exact=True)
        for number, here in enumerate(places[:-1]):
            for state, place in here.items():
                for step in self._steps(state, words, number):
                    former = places[step.end].get(step.target, _Place(free=True, anchored=False, exact=False))
                    places[step.end][step.target] = _Place(
                        former.free and step.free,
                        former.anchored or place.anchored or not step.free,
                        former.exact or (place.exact and not step.free),
                    )
        return places[-1]

    def _steps(self, state: int, words: Sequence[str], begin: int) -> Iterator[_Step]:
        for end in range(begin + 1, min(begin + _LONGEST_NAME, len(words)) + 1):
            for _, target in self._commands.steps(state, JOINT.join(words[begin:end])):
                yield _Step(end, target, free=False)
        if (behind := self._commands.behind_free_text(state)) is not None:
            for end in range(begin + 1, len(words) + 1):
                yield _Step(end, behind, free=True)

    def _longer_name(self, words: Sequence[str]) -> float:
        """Return how likely the last words are only the beginning of a name."""
        likely = 0.0
        for begin in range(max(0, len(words) - _LONGEST_NAME), len(words)):
            name = JOINT.join(words[begin:])
            for number, place in self._reached(words[:begin]).items():
                if begin and not place.anchored:
                    continue
                longer = self._commands.longer(number, name)
                itself = sum(share for share, _ in self._commands.steps(number, name))
                likely = max(likely, longer / (longer + itself) if longer else 0.0)
        return likely
