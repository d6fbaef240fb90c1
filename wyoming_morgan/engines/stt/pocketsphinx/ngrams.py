"""A trigram model of an automaton's sentences, in the ARPA format that pocketsphinx reads.

The counts are not a sample: they are the expected counts under the automaton's probabilities, so that no
template dominates the others. Unseen n-grams follow by backing off (Katz, with a fixed discount).

A large home has millions of n-grams. They are numbers here: words are numbered as they are sorted, and an
n-gram is the number whose digits, to the base of the count of words, are its words. So sorted numbers are
sorted n-grams, as readers of the format need them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState

START, END = "<s>", "</s>"

_DISCOUNT = 0.05
"""The share of the probability for words unseen in a context: small, because the grammar is closed."""
_UNIFORM = 0.5
"""The share of the unigrams that is equal for all words, so that a rare word is still recognized."""
_NEGLIGIBLE = 1e-9
"""Expected occurrences per sentence below which an n-gram is left out."""
_NEVER = 1e-99

Numbers = NDArray[np.int64]
Amounts = NDArray[np.float64]


class Counted(NamedTuple):
    """N-grams of one order, sorted, and an amount of each."""

    ngrams: Numbers
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """How often each unigram, bigram and trigram occurs in a sentence, on average."""

    words: tuple[str, ...]
    """Every word, sorted; also `START` and `END`."""
    unigrams: Counted
    bigrams: Counted
    trigrams: Counted

    def of(self, *words: str) -> float:
        """Return the count of one n-gram; 0 if it does not occur."""
        number = 0
        for word in words:
            number = number * len(self.words) + self.words.index(word)
        counted = (self.unigrams, self.bigrams, self.trigrams)[len(words) - 1]
        place = int(np.searchsorted(counted.ngrams, number))
        occurs = place < len(counted.ngrams) and counted.ngrams[place] == number
        return float(counted.amounts[place]) if occurs else 0.0


def expected_counts(automaton: Automaton) -> NgramCounts:
    """Return how often each unigram, bigram and trigram occurs in a sentence, on average."""
    words = tuple(sorted({*automaton.words, START, END}))
    numbers = {word: number for number, word in enumerate(words)}
    base, start = len(words), numbers[START]
    histories: list[list[Counted]] = [[] for _ in automaton.states]
    # The two words before a sentence are both its start; such trigrams are left out below.
    histories[automaton.start].append(Counted(np.array([start * base + start]), np.array([1.0])))
    flows: list[Counted] = []
    for place in automaton.in_order():
        arriving, histories[place] = _summed(histories[place]), []
        edges = _edges(automaton.states[place], numbers)
        flows.append(_followed(arriving, edges.words, edges.probabilities, base))
        latest = _summed([Counted(arriving.ngrams % base, arriving.amounts)])
        for target, first, last in edges.targets:
            part = slice(first, last)
            histories[target].append(_followed(latest, edges.words[part], edges.probabilities[part], base))
    all_trigrams = _summed(flows)
    bigrams = _summed([Counted(all_trigrams.ngrams % base**2, all_trigrams.amounts)])
    unigrams = _summed([Counted(bigrams.ngrams % base, bigrams.amounts)])
    begun = all_trigrams.ngrams // base != start * base + start
    return NgramCounts(
        words, unigrams, bigrams, Counted(all_trigrams.ngrams[begun], all_trigrams.amounts[begun])
    )


def write_arpa(file: IO[str], counts: NgramCounts) -> None:
    """Write the model. Order matters to its readers: unigrams, bigrams, trigrams, each sorted."""
    base = len(counts.words)
    unigrams, (bigrams, _), (trigrams, _) = counts.unigrams, counts.bigrams, counts.trigrams
    # Left out is what is negligible, and what has a part that was left out.
    kept = counts.bigrams.amounts > _NEGLIGIBLE
    bigrams, bigram_counts = bigrams[kept], counts.bigrams.amounts[kept]
    kept = counts.trigrams.amounts > _NEGLIGIBLE
    kept &= np.isin(trigrams // base, bigrams) & np.isin(trigrams % base**2, bigrams)
    trigrams, trigram_counts = trigrams[kept], counts.trigrams.amounts[kept]

    chances = np.full(base, _NEVER)
    shares = unigrams.amounts / unigrams.amounts.sum()
    chances[unigrams.ngrams] = (1 - _UNIFORM) * shares + _UNIFORM / len(shares)
    bigram_chances, bigram_rest = _seen(bigrams // base, bigram_counts, chances[bigrams % base], base)
    histories = np.searchsorted(bigrams, trigrams // base)
    shorter = bigram_chances[np.searchsorted(bigrams, trigrams % base**2)]
    trigram_chances, trigram_rest = _seen(histories, trigram_counts, shorter, len(bigrams))

    texts = [f"{counts.words[ngram // base]} {counts.words[ngram % base]}" for ngram in bigrams.tolist()]
    endings = [counts.words[number] for number in (trigrams % base).tolist()]
    file.write("\\data\\\n")
    for order, count in enumerate((base, len(bigrams), len(trigrams)), start=1):
        file.write(f"ngram {order}={count}\n")
    file.write("\n\\1-grams:\n")
    file.writelines(_lines(counts.words, chances, bigram_rest))
    file.write("\n\\2-grams:\n")
    file.writelines(_lines(texts, bigram_chances, trigram_rest))
    file.write("\n\\3-grams:\n")
    file.writelines(
        f"{chance:.4f} {texts[history]} {ending}\n"
        for chance, history, ending in zip(
            np.log10(trigram_chances).tolist(), histories.tolist(), endings, strict=True
        )
    )
    file.write("\n\\end\\\n")


class _Edges(NamedTuple):
    """What may follow a state: words, their probabilities, and the (target, first, last) of each target."""

    words: Numbers
    probabilities: Amounts
    targets: list[tuple[int, int, int]]


def _edges(state: AutomatonState, numbers: dict[str, int]) -> _Edges:
    """Return the edges of a state, those to the same target side by side; the end comes last, without one."""
    edges = sorted((target, numbers[word], chance) for word, (chance, target) in state.edges.items())
    targets: list[tuple[int, int, int]] = []
    for place, (target, _, _) in enumerate(edges):
        if targets and targets[-1][0] == target:
            targets[-1] = (target, targets[-1][1], place + 1)
        else:
            targets.append((target, place, place + 1))
    followers = [(number, chance) for _, number, chance in edges]
    if state.ending:
        followers.append((numbers[END], state.ending))
    return _Edges(
        np.array([number for number, _ in followers], dtype=np.int64),
        np.array([chance for _, chance in followers]),
        targets,
    )


def _followed(histories: Counted, words: Numbers, probabilities: Amounts, base: int) -> Counted:
    """Append each word to each history."""
    ngrams = histories.ngrams[:, None] * base + words[None, :]
    return Counted(ngrams.ravel(), np.outer(histories.amounts, probabilities).ravel())


def _summed(parts: Iterable[Counted]) -> Counted:
    """Add up the amounts of equal n-grams, and sort them."""
    listed = list(parts)
    ngrams = np.concatenate([part.ngrams for part in listed])
    order = np.argsort(ngrams, kind="stable")
    ngrams, amounts = ngrams[order], np.concatenate([part.amounts for part in listed])[order]
    firsts = np.flatnonzero(np.r_[True, ngrams[1:] != ngrams[:-1]])
    return Counted(ngrams[firsts], np.add.reduceat(amounts, firsts))


def _seen(histories: Numbers, counts: Amounts, shorter: Amounts, size: int) -> tuple[Amounts, Amounts]:
    """Return the probability of each n-gram behind its history, and the back-off of each of `size` histories.

    `shorter` are the probabilities of the n-grams without their first words.
    """
    seen = np.bincount(histories, counts, minlength=size)
    covered = np.bincount(histories, shorter, minlength=size)
    rest = np.where(seen > 0, _DISCOUNT / np.maximum(1 - covered, _DISCOUNT), 1.0)
    return (1 - _DISCOUNT) * counts / seen[histories], rest


def _lines(texts: Iterable[str], probabilities: Amounts, backoffs: Amounts) -> Iterator[str]:
    chances, rests = np.log10(probabilities).tolist(), np.log10(backoffs).tolist()
    for text, chance, rest in zip(texts, chances, rests, strict=True):
        yield f"{chance:.4f} {text} {rest:.4f}\n"
