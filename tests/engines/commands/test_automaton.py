"""Networks of pieces of text become the smallest automaton with the same sentences."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork


def network_of(*sentences: str) -> SentenceNetwork:
    network = SentenceNetwork()
    for sentence in sentences:
        first = network.state()
        network.connect(network.start, first, 1 / len(sentences))
        network.connect(network.write(first, sentence), network.end)
    return network


def sentences(automaton: Automaton, state: int | None = None) -> dict[str, float]:
    """Every sentence with its probability."""
    at = automaton.states[automaton.start if state is None else state]
    probabilities = {"": at.ending} if at.ending else {}
    for word, (probability, target) in at.edges.items():
        for rest, share in sentences(automaton, target).items():
            probabilities[f"{word} {rest}".strip()] = probability * share
    return probabilities


def test_sentences_keep_their_probabilities() -> None:
    automaton = network_of("turn on", "turn off", "stop", "turn on").minimize()
    assert sentences(automaton) == pytest.approx({"turn on": 0.5, "turn off": 0.25, "stop": 0.25})


def test_a_word_may_be_glued_together_from_pieces() -> None:
    network = SentenceNetwork()
    stem = network.write(network.start, "the light")
    network.connect(stem, network.end, 0.5)
    network.connect(network.write(stem, "s"), network.end, 0.5)
    assert sentences(network.minimize()) == pytest.approx({"the light": 0.5, "the lights": 0.5})


def test_spaces_at_the_edges_and_several_in_a_row_are_one() -> None:
    network = SentenceNetwork()
    network.connect(network.write(network.write(network.start, "  one "), " two "), network.end)
    assert sentences(network.minimize()) == {"one two": 1.0}


def test_what_sentences_share_at_both_ends_is_there_once() -> None:
    texts = [f"turn {a} the {b} {c}" for a, b, c in product(("on", "off"), ("red", "blue"), ("fan", "tv"))]
    automaton = network_of(*texts).minimize()
    assert len(automaton.states) == 6
    assert sum(len(state.edges) for state in automaton.states) == 8


def test_only_whole_sentences_are_accepted() -> None:
    automaton = network_of("turn on", "turn on now").minimize()
    assert automaton.accepts(["turn", "on"])
    assert automaton.accepts(["turn", "on", "now"])
    assert not automaton.accepts(["turn"])
    assert not automaton.accepts(["turn", "off"])


@given(st.sets(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(" ".join), min_size=1))
def test_an_automaton_says_what_its_network_says_and_nothing_else(texts: set[str]) -> None:
    automaton = network_of(*sorted(texts)).minimize()
    said = sentences(automaton)
    assert set(said) == texts
    assert sum(said.values()) == pytest.approx(1.0)
    position = {state: index for index, state in enumerate(automaton.in_order())}
    for number, state in enumerate(automaton.states):
        assert all(position[number] < position[target] for _, target in state.edges.values())
