"""A trigram model of an automaton's sentences, in the ARPA format that pocketsphinx reads.

The counts are not a sample: they are the expected counts under the automaton's probabilities, so that no
template dominates the others. Unseen n-grams follow by backing off (Katz, with a fixed discount).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import log10
from typing import IO

from wyoming_morgan.engines.stt.pocketsphinx.automaton import Automaton

START, END = "<s>", "</s>"

_DISCOUNT = 0.05
"""The share of the probability for words unseen in a context: small, because the grammar is closed."""
_UNIFORM = 0.5
"""The share of the unigrams that is equal for all words, so that a rare word is still recognized."""
_NEGLIGIBLE = 1e-9
"""Expected occurrences per sentence below which an n-gram is left out."""

Ngram = tuple[str, ...]


def expected_counts(automaton: Automaton) -> dict[Ngram, float]:
    """Return how often each unigram, bigram and trigram occurs in a sentence, on average."""
    counts: dict[Ngram, float] = defaultdict(float)
    arriving: list[dict[Ngram, float]] = [defaultdict(float) for _ in automaton.states]
    arriving[automaton.start][START,] = 1.0
    for number in automaton.in_order():
        state = automaton.states[number]
        for history, mass in arriving[number].items():
            for word, (probability, target) in state.edges.items():
                flow = mass * probability
                _count(counts, history, word, flow)
                arriving[target][(*history, word)[-2:]] += flow
            if state.ending:
                _count(counts, history, END, mass * state.ending)
        arriving[number].clear()
    return counts


def write_arpa(file: IO[str], counts: dict[Ngram, float]) -> None:
    """Write the model. Order matters to its readers: unigrams, bigrams, trigrams, each sorted."""
    kept = _closed(counts)
    unigrams = {ngram: count for ngram, count in kept.items() if len(ngram) == 1}
    total = sum(unigrams.values())
    probabilities: dict[Ngram, float] = {
        ngram: (1 - _UNIFORM) * count / total + _UNIFORM / len(unigrams) for ngram, count in unigrams.items()
    }
    followers: dict[Ngram, dict[Ngram, float]] = defaultdict(dict)
    for ngram, count in kept.items():
        if len(ngram) > 1:
            followers[ngram[:-1]][ngram] = count
    backoffs: dict[Ngram, float] = {}
    for history in sorted(followers, key=len):
        seen = sum(followers[history].values())
        for ngram, count in followers[history].items():
            probabilities[ngram] = (1 - _DISCOUNT) * count / seen
        covered = sum(probabilities[ngram[1:]] for ngram in followers[history])
        backoffs[history] = _DISCOUNT / max(1 - covered, _DISCOUNT)
    probabilities[START,] = 1e-99
    by_order = [sorted(ngram for ngram in probabilities if len(ngram) == order) for order in (1, 2, 3)]
    file.writelines(_lines(by_order, probabilities, backoffs))


def _lines(
    by_order: list[list[Ngram]], probabilities: dict[Ngram, float], backoffs: dict[Ngram, float]
) -> Iterator[str]:
    yield "\\data\\\n"
    for order, ngrams in enumerate(by_order, start=1):
        yield f"ngram {order}={len(ngrams)}\n"
    for order, ngrams in enumerate(by_order, start=1):
        yield f"\n\\{order}-grams:\n"
        for ngram in ngrams:
            line = f"{log10(probabilities[ngram]):.4f} {' '.join(ngram)}"
            if order < len(by_order):
                line += f" {log10(backoffs.get(ngram, 1.0)):.4f}"
            yield line + "\n"
    yield "\n\\end\\\n"


def _count(counts: dict[Ngram, float], history: Ngram, word: str, mass: float) -> None:
    counts[word,] += mass
    counts[history[-1], word] += mass
    if len(history) > 1:
        counts[(*history, word)] += mass


def _closed(counts: dict[Ngram, float]) -> dict[Ngram, float]:
    """Leave out negligible n-grams, and those with a part that was left out."""
    kept: dict[Ngram, float] = {}
    for ngram in sorted(counts, key=len):
        parts_kept = len(ngram) < 3 or (ngram[1:] in kept and ngram[:-1] in kept)  # noqa: PLR2004 - trigrams
        if len(ngram) == 1 or (counts[ngram] > _NEGLIGIBLE and parts_kept):
            kept[ngram] = counts[ngram]
    return kept
