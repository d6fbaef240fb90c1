"""How far a command has come: whether its words are a whole sentence, and whether more may follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.commands.names import HomeNames
from wyoming_morgan.engines.commands.sequels import NextWord, SequelSearch, WordKind
from wyoming_morgan.engines.contract.commands import Sequel, progress_of_whole
from wyoming_morgan.engines.contract.stt import Progress
from wyoming_morgan.engines.stt.pocketsphinx import numerals
from wyoming_morgan.engines.stt.pocketsphinx.lattice import LANGUAGE_WEIGHT, Sentence
from wyoming_morgan.engines.stt.pocketsphinx.spelling import JOINT

_POLITE = frozenset({"please", "for"})
"""Words with which a sentence may end politely, as hassil's `skip_words` have them: “please”, “for me”."""
_LOUDER = 25.0
"""How much likelier the beginning of a sentence must be than a whole one, in nats."""
_SURER = 0.02
"""How much surer the decoder must be of it. Of recorded commands, those that are heard right have no likelier
beginning; “open the blinds in the”, taken for “in here”, has one by 39 nats, and is 0.04 surer of it."""


class SentenceProgress:
    """Tells beginnings from whole sentences, by the sentences of one command model."""

    def __init__(self, sentences: Automaton, names: HomeNames | None = None) -> None:
        """Compare with all sentences of an automaton; `names` are those of the home, as its words."""
        self._sentences = sentences
        self._names = names or HomeNames()
        self._sequels = SequelSearch(self._next_words)

    def of_whole(self, words: Sequence[str]) -> Progress:
        """Return how far a sentence of the automaton has come, which is whole."""
        *_, before, behind = self._states(words)
        itself, place = before.edges[words[-1]]
        longer = sum(edge[0] for word, edge in before.edges.items() if word.startswith(words[-1] + JOINT))
        longer /= longer + itself
        more = sum(edge[0] for word, edge in behind.edges.items() if word not in _POLITE)
        following = self._sequels.of(place)
        sequel = Sequel(
            words=max(longer, more / (more + behind.ending)),
            name=max(longer, following.name),
            amount=following.amount,
            names_something=any(map(self._is_name, words)),
            is_specific=any(map(self._is_specific, words)),
            amounts=sum(is_number for is_number, _ in groupby(words, _is_number)),
            is_one_word=len(words) == 1,
        )
        return progress_of_whole(sequel)

    def is_beginning(
        self, beginning: Sentence, confidence: float, whole: Sentence | None, whole_confidence: float
    ) -> bool:
        """Whether the beginning of a sentence was heard rather than the best whole one.

        Args:
            beginning: The best path of an utterance that is a beginning.
            confidence: How sure the decoder is of it.
            whole: The best path that is a whole sentence, if there is one.
            whole_confidence: How sure the decoder is of that.
        """
        if whole is None:
            return True
        # That it ends is what a whole sentence is charged for, and a beginning is not.
        *_, last = self._states(whole.words)
        margin = beginning.score - whole.score + LANGUAGE_WEIGHT * log(last.ending)
        return margin > _LOUDER and confidence > whole_confidence + _SURER

    def _next_words(self, state: int) -> Iterator[NextWord]:
        edges = self._sentences.states[state].edges
        one_thing = self._names.mean_one_thing([word for word in edges if self._is_name(word)])
        name = WordKind.OTHER if one_thing else WordKind.NAME
        for word, (share, target) in edges.items():
            kind = name if self._is_name(word) else WordKind.AMOUNT if _is_number(word) else WordKind.OTHER
            yield NextWord(kind, share, target)

    def _is_name(self, word: str) -> bool:
        return word in self._names or JOINT in word

    def _is_specific(self, word: str) -> bool:
        """Whether a name needs no room: it holds another name of the home, or means a thing without one."""
        if word in self._names.roomless:
            return True
        parts = word.split(JOINT)
        spans = (
            parts[first:last] for first in range(len(parts)) for last in range(first + 1, len(parts) + 1)
        )
        return any(len(span) < len(parts) and JOINT.join(span) in self._names for span in spans)

    def _states(self, words: Sequence[str]) -> Iterator[AutomatonState]:
        """Return the state before the words, and that behind each."""
        state = self._sentences.states[self._sentences.start]
        yield state
        for word in words:
            state = self._sentences.states[state.edges[word][1]]
            yield state


def _is_number(word: str) -> bool:
    return word.startswith(numerals.MARK)
