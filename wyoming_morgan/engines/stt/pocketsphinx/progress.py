"""How far a command has come: whether its words are a whole sentence, and whether more may follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.contract.commands import progress_of_whole
from wyoming_morgan.engines.contract.stt import Progress
from wyoming_morgan.engines.stt.pocketsphinx.lattice import LANGUAGE_WEIGHT, Sentence
from wyoming_morgan.engines.stt.pocketsphinx.spelling import JOINT

_POLITE = frozenset({"please", "for"})
"""Words with which a sentence may end politely, as hassil's `skip_words` have them: “please”, “for me”."""
_LOUDER = 25.0
"""How much likelier the beginning of a sentence must be than a whole one, in nats."""
_SURER = 0.05
"""How much surer the decoder must be of it."""
_WELL_LIKELY = 0.25
"""How likely more must follow to be waited for: less than elsewhere, since half of all sentences are common
ones, which are short."""


class SentenceProgress:
    """Tells beginnings from whole sentences, by the sentences of one command model."""

    def __init__(self, sentences: Automaton) -> None:
        """Compare with all sentences of an automaton."""
        self._sentences = sentences

    def of_whole(self, words: Sequence[str]) -> Progress:
        """Return how far a sentence of the automaton has come, which is whole."""
        *_, before, state = self._states(words)
        more = sum(edge[0] for word, edge in state.edges.items() if word not in _POLITE)
        longer = sum(edge[0] for word, edge in before.edges.items() if word.startswith(words[-1] + JOINT))
        itself = before.edges[words[-1]][0]
        return progress_of_whole(max(more / (more + state.ending), longer / (longer + itself)), _WELL_LIKELY)

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

    def _states(self, words: Sequence[str]) -> Iterator[AutomatonState]:
        """Return the state before the words, and that behind each."""
        state = self._sentences.states[self._sentences.start]
        yield state
        for word in words:
            state = self._sentences.states[state.edges[word][1]]
            yield state
