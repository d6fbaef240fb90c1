"""The trigram model has the automaton's expected counts and is a probability model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork
from wyoming_morgan.engines.stt.pocketsphinx import ngrams


@pytest.fixture
def small() -> Automaton:
    network = SentenceNetwork()
    for sentence, share in {"turn on": 0.5, "turn off": 0.25, "stop": 0.25}.items():
        first = network.state()
        network.connect(network.start, first, share)
        network.connect(network.write(first, sentence), network.end)
    return network.minimize()


def test_counts_are_those_of_an_average_sentence(small: Automaton) -> None:
    counts = ngrams.expected_counts(small)
    assert counts.of("turn") == pytest.approx(0.75)
    assert counts.of("</s>") == pytest.approx(1.0)
    assert counts.of("<s>", "stop") == pytest.approx(0.25)
    assert counts.of("<s>", "turn", "on") == pytest.approx(0.5)
    assert counts.of("turn", "off", "</s>") == pytest.approx(0.25)
    assert counts.of("turn", "stop") == 0.0
    assert counts.of("<s>") == 0.0


SENTENCES = st.dictionaries(
    st.lists(st.sampled_from(["turn", "on", "off", "the", "lamp"]), min_size=1, max_size=5).map(tuple),
    st.floats(0.01, 1.0),
    min_size=1,
    max_size=6,
)


def sentences_of(automaton: Automaton) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every sentence, one by one, and how likely it is."""
    paths: list[tuple[int, tuple[str, ...], float]] = [(automaton.start, (), 1.0)]
    while paths:
        place, words, chance = paths.pop()
        state = automaton.states[place]
        if state.ending:
            yield words, chance * state.ending
        paths += [(target, (*words, word), chance * share) for word, (share, target) in state.edges.items()]


@given(SENTENCES)
def test_counts_are_those_of_all_sentences_one_by_one(shares: dict[tuple[str, ...], float]) -> None:
    network, total = SentenceNetwork(), sum(shares.values())
    for sentence, share in shares.items():
        first = network.state()
        network.connect(network.start, first, share / total)
        network.connect(network.write(first, " ".join(sentence)), network.end)
    automaton = network.minimize()
    expected: dict[tuple[str, ...], float] = defaultdict(float)
    for words, chance in sentences_of(automaton):
        said = ("<s>", *words, "</s>")
        for order in (1, 2, 3):
            for place in range(len(said) - order + 1):
                expected[said[place : place + order]] += chance
    del expected["<s>",]
    counts = ngrams.expected_counts(automaton)
    assert {ngram: counts.of(*ngram) for ngram in expected} == pytest.approx(expected)
    for order, counted in enumerate((counts.unigrams, counts.bigrams, counts.trigrams), start=1):
        assert len(counted.ngrams) == sum(len(ngram) == order for ngram in expected)


def test_the_file_declares_what_it_holds(small: Automaton) -> None:
    file = StringIO()
    ngrams.write_arpa(file, ngrams.expected_counts(small))
    lines = file.getvalue().splitlines()
    assert lines[0] == "\\data\\"
    assert lines[-1] == "\\end\\"
    for order in (1, 2, 3):
        start = lines.index(f"\\{order}-grams:") + 1
        section = lines[start : lines.index("", start)]
        assert f"ngram {order}={len(section)}" in lines
        assert section == sorted(section, key=lambda line: line.split()[1 : order + 1])


@pytest.mark.slow
def test_probabilities_leave_room_for_what_was_never_seen(automaton: Automaton) -> None:
    file = StringIO()
    ngrams.write_arpa(file, ngrams.expected_counts(automaton))
    seen: dict[tuple[str, ...], float] = defaultdict(float)
    order = 0
    for line in file.getvalue().splitlines():
        if line.endswith("-grams:"):
            order = int(line[1])
        elif order and line and not line.startswith("\\"):
            fields = line.split()
            seen[tuple(fields[1:order])] += 10 ** float(fields[0])
    assert seen.pop(()) == pytest.approx(1.0, abs=0.01)
    assert all(total == pytest.approx(0.95, abs=0.01) for total in seen.values())
