"""What may follow the words of a command: nothing, more of it, or something that it needs.

A name is one word of the automaton, but several of what is said: a person may pause within it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.commands.groups import JOINT, WordGroup
from wyoming_morgan.engines.commands.names import HomeNames
from wyoming_morgan.engines.commands.reading import ReadableCommands, is_number
from wyoming_morgan.engines.commands.sequels import SequelSearch
from wyoming_morgan.engines.commands.wording import words_of
from wyoming_morgan.engines.contract.commands import Sequel

_LONGEST_NAME = 8
"""Words of a name that are looked for."""
_LONGEST = 40
"""Words of the longest text that is followed."""


class _Place(NamedTuple):
    """Where words lead: whether each way there ends in free text, begins with a word, or has no free text."""

    free: bool
    anchored: bool
    exact: bool
    share: float
    """How likely the words lead there without free text."""


class _Step(NamedTuple):
    """A word of the automaton: the place behind it in the text, the state, and whether it is free text."""

    end: int
    target: int
    free: bool
    share: float


_NOWHERE = _Place(free=True, anchored=False, exact=False, share=0.0)


class Continuations:
    """Follows words through the commands of a home."""

    def __init__(
        self,
        automaton: Automaton,
        groups: Sequence[WordGroup],
        fillers: Collection[str],
        names: HomeNames | None = None,
        times: Collection[str] = (),
    ) -> None:
        """Follow words through an automaton of commands.

        Args:
            automaton: The commands.
            groups: The lists of words that its signs stand for.
            fillers: Words and phrases that say nothing, such as “please”: hassil's `skip_words`.
            names: The names of the home, their words joined.
            times: Words of time that smaller ones may follow, such as “minutes”.
        """
        self._commands = ReadableCommands(automaton, groups)
        phrases = {tuple(words_of(filler)) for filler in fillers} - {()}
        self._fillers = sorted(phrases, key=len, reverse=True)
        self._filling_words = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
        self._names = names or HomeNames()
        self._times = frozenset(times)
        self._sequels = SequelSearch(partial(self._commands.next_words, names=self._names))

    def telling(self, text: str) -> list[str]:
        """Return the words of a text, without those before and behind it that say nothing."""
        words = words_of(text)
        while (first := self._filler(words, at_end=False)) + (last := self._filler(words, at_end=True)):
            words = words[first : len(words) - last]
        return words

    def is_whole(self, words: Sequence[str]) -> bool:
        """Whether words are a whole command."""
        return any(map(self._commands.ending, self._reached(words)))

    def sequel(self, words: Sequence[str]) -> Sequel | None:
        """Return what may follow a whole command; None if the words are none.

        What is free, such as the name of a timer, may always go on, and so may a name that begins another. A
        command about something of the home, or with an amount, is not free text: “pon la luz al 50 %” plays
        nothing.
        """
        reached = self._reached(words)
        whole = {number: place for number, place in reached.items() if self._commands.ending(number)}
        if not whole:
            return None
        names, amounts = list(self._named(words)), sum(map(is_number, words))
        if names or amounts:
            whole = {number: place for number, place in whole.items() if place.exact} or whole
        goes_on = max(float(any(place.free for place in whole.values())), self._longer_name(words))
        behind = [self._sequels.of(number) for number in whole]
        part = sum(place.share for number, place in reached.items() if number not in whole)
        return Sequel(
            words=max(goes_on, *map(self._following, whole)),
            name=max(goes_on, *(following.name for following in behind)),
            amount=max(following.amount for following in behind),
            another=_share(part, sum(place.share for place in whole.values())),
            names_something=bool(names),
            is_specific=any(map(self._is_specific, names)),
            amounts=amounts,
            ends_in_time=words[-1] in self._times,
            is_one_word=len(words) == 1 or self.is_name(words),
        )

    def is_name(self, words: Sequence[str]) -> bool:
        """Whether words are a name of the home, and nothing else."""
        return JOINT.join(words) in self._names

    def _named(self, words: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield the parts of a text that are names of the home."""
        for begin in range(len(words)):
            for end in range(begin + 1, min(begin + _LONGEST_NAME, len(words)) + 1):
                if JOINT.join(words[begin:end]) in self._names:
                    yield words[begin:end]

    def _is_specific(self, name: Sequence[str]) -> bool:
        """Whether a name needs no room: it holds another name, or means a thing without one."""
        return JOINT.join(name) in self._names.roomless or any(
            len(part) < len(name) for part in self._named(name)
        )

    def begins(self, words: Sequence[str], *, free: bool = True) -> bool:
        """Whether words are the beginning of a command, and not a whole one.

        Free text alone begins nothing: it may be anything. With `free` false, no word is free text.
        """
        if not words or self.is_whole(words):
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
        return _share(saying, self._commands.ending(state))

    def _reached(self, words: Sequence[str]) -> dict[int, _Place]:
        """Return every state that the words lead to."""
        if len(words) > _LONGEST:
            return {}
        places: list[dict[int, _Place]] = [{} for _ in range(len(words) + 1)]
        places[0][self._commands.start] = _Place(free=False, anchored=False, exact=True, share=1.0)
        for number, here in enumerate(places[:-1]):
            for state, place in here.items():
                for step in self._steps(state, words, number):
                    former = places[step.end].get(step.target, _NOWHERE)
                    places[step.end][step.target] = _Place(
                        former.free and step.free,
                        former.anchored or place.anchored or not step.free,
                        former.exact or (place.exact and not step.free),
                        former.share + place.share * step.share,
                    )
        return places[-1]

    def _steps(self, state: int, words: Sequence[str], begin: int) -> Iterator[_Step]:
        for end in range(begin + 1, min(begin + _LONGEST_NAME, len(words)) + 1):
            for share, target in self._commands.steps(state, JOINT.join(words[begin:end])):
                yield _Step(end, target, free=False, share=share)
        if (free := self._commands.behind_free_text(state)) is not None:
            for end in range(begin + 1, len(words) + 1):
                yield _Step(end, free, free=True, share=0.0)

    def _longer_name(self, words: Sequence[str]) -> float:
        """Return how likely the last words are only the beginning of a name.

        A number or a sign begins a name of the home only: “20 °” is as whole as “20 °C”.
        """
        likely = 0.0
        for begin in range(max(0, len(words) - _LONGEST_NAME), len(words)):
            name = JOINT.join(words[begin:])
            if not (any(map(str.isalpha, name)) or self._names.begin_with(name)):
                continue
            exact = [0.0, 0.0]
            for number, place in self._reached(words[:begin]).items():
                if begin and not place.anchored:
                    continue
                longer = self._commands.longer(number, name)
                itself = sum(share for share, _ in self._commands.steps(number, name))
                if place.exact:
                    exact = [exact[0] + place.share * longer, exact[1] + place.share * itself]
                else:
                    likely = max(likely, _share(longer, itself))
            likely = max(likely, _share(*exact))
        return likely


def _share(part: float, rest: float) -> float:
    """Return how likely something is, beside the rest."""
    return part / (part + rest) if part else 0.0
