"""Commands that say the opposite of each other in nearly the same sounds: “turn on the lamp”, “turn off …”.

The decoder's own scores do not tell “on” from “off”: many recordings of “off” score better as “on”. Whether
the voice goes on to the end of the word does (`voicing`). Other opposites sound different enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, Sentence, best_sentence
from wyoming_morgan.engines.stt.pocketsphinx.voicing import voiced_to_the_end

_NASAL, _FRICATIVE = "on", "off"
_OPPOSITES = (
    (_NASAL, _FRICATIVE),
    ("open", "close"),
    ("open", "shut"),
    ("up", "down"),
    ("lock", "unlock"),
    ("pause", "resume"),
    ("start", "stop"),
)
_SCALE = 1 / 6.5
"""Scores of a path count every frame as if it were independent of the one before: they are too sure."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two sentences that say the opposite, and how much likelier the first one is by its sound, in nats."""

    likelier: tuple[str, ...]
    other: tuple[str, ...]
    margin: float


def told_apart(sentence: Sentence, lattice: Lattice, automaton: Automaton, pcm: bytes) -> Twins | None:
    """Return a sentence and its twin, the likelier first; None if it has none that it could have been.

    Args:
        sentence: The best one.
        lattice: Where it was found.
        automaton: All sentences.
        pcm: The utterance as it was decoded.
    """
    for place, word in enumerate(sentence.words):
        for opposite in _opposites_of(word):
            other = (*sentence.words[:place], opposite, *sentence.words[place + 1 :])
            alone = _only(other, automaton)
            if alone is None:
                continue
            if {word, opposite} == {_NASAL, _FRICATIVE}:
                voiced = voiced_to_the_end(pcm, *sentence.spans[place])
                margin = voiced if word == _NASAL else -voiced
                return _ordered(sentence.words, other, margin)
            path = best_sentence(lattice, alone)
            if path is not None:
                return _ordered(sentence.words, other, _SCALE * (sentence.score - path.score))
    return None


def _ordered(sentence: tuple[str, ...], other: tuple[str, ...], margin: float) -> Twins:
    return Twins(sentence, other, margin) if margin >= 0 else Twins(other, sentence, -margin)


def _opposites_of(word: str) -> Iterator[str]:
    for one, other in _OPPOSITES:
        if word in {one, other}:
            yield other if word == one else one


def _only(words: Sequence[str], automaton: Automaton) -> Automaton | None:
    """Return the part of an automaton that is a single sentence; None if it is none."""
    states: list[AutomatonState] = []
    at = automaton.states[automaton.start]
    for place, word in enumerate(words, start=1):
        if word not in at.edges:
            return None
        probability, target = at.edges[word]
        states.append(AutomatonState(0.0, {word: (probability, place)}))
        at = automaton.states[target]
    return Automaton(0, (*states, AutomatonState(at.ending, {}))) if at.ending else None
