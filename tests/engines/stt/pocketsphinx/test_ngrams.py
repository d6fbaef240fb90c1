"""The trigram model has the automaton's expected counts and is a probability model."""

from __future__ import annotations

from collections import defaultdict
from io import StringIO

import pytest

from wyoming_morgan.engines.stt.pocketsphinx import ngrams
from wyoming_morgan.engines.stt.pocketsphinx.automaton import Automaton, SentenceNetwork


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
    assert counts["turn",] == pytest.approx(0.75)
    assert counts["</s>",] == pytest.approx(1.0)
    assert counts["<s>", "stop"] == pytest.approx(0.25)
    assert counts["<s>", "turn", "on"] == pytest.approx(0.5)
    assert counts["turn", "off", "</s>"] == pytest.approx(0.25)
    assert ("turn", "stop") not in counts


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
