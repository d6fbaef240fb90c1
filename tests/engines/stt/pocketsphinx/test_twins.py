"""Commands that say the opposite are told apart by the sound of one word, or not at all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engines.stt.pocketsphinx.test_engine import say
from tests.engines.stt.pocketsphinx.test_lattice import commands
from wyoming_morgan.engines.stt.pocketsphinx.decoder import CommandDecoder
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, LatticeNode, best_sentence
from wyoming_morgan.engines.stt.pocketsphinx.twins import Twins, told_apart

SILENCE = bytes(32_000)


def lattice_of(*words: tuple[str, float]) -> Lattice:
    """What was heard: one of some words, each with its score in nats, then “door”."""
    choice = {2 + at: word for at, (word, _) in enumerate(words)}
    nodes = (LatticeNode("<s>", 0), LatticeNode("door", 50), *(LatticeNode(w, 10) for w in choice.values()))
    edges = {0: [(at, -1.0) for at in choice], 1: [(len(nodes), -1.0)]}
    edges |= {2 + at: [(1, score)] for at, (_, score) in enumerate(words)}
    return Lattice((*nodes, LatticeNode("</s>", 90)), edges, 0, len(nodes), 100)


def twins(lattice: Lattice, *sentences: str) -> Twins | None:
    automaton = commands(*sentences)
    sentence = best_sentence(lattice, automaton)
    assert sentence is not None
    return told_apart(sentence, lattice, automaton, SILENCE)


def test_the_opposite_is_less_likely_by_as_much_as_its_sound_is() -> None:
    near = twins(lattice_of(("open", -100.0), ("close", -113.0)), "open door", "close door")
    far = twins(lattice_of(("open", -100.0), ("close", -165.0)), "open door", "close door")
    assert near is not None
    assert far is not None
    assert (near.likelier, near.other) == (("open", "door"), ("close", "door"))
    assert near.margin == pytest.approx(2.0)
    assert far.margin == pytest.approx(10.0)


def test_what_the_decoder_did_not_consider_is_no_twin() -> None:
    assert twins(lattice_of(("open", -100.0)), "open door", "close door") is None


def test_what_the_home_cannot_do_is_no_twin() -> None:
    assert twins(lattice_of(("open", -100.0), ("close", -101.0)), "open door") is None


def test_the_decoder_s_scores_do_not_tell_on_from_off() -> None:
    heard = twins(lattice_of(("on", -100.0), ("off", -900.0)), "on door", "off door")
    assert heard == Twins(("on", "door"), ("off", "door"), 0.0)


@pytest.mark.slow
def test_on_and_off_are_told_apart_by_their_ends(ear: CommandDecoder, cache_dir: Path) -> None:
    texts = tuple(
        text.format(word)
        for word in ("on", "off")
        for text in ("turn {} the bed light", "turn the bed light {}", "turn {} the lights in the kitchen")
    )
    for text, pcm in asyncio.run(say(texts, cache_dir)).items():
        heard = ear.recognize(pcm)
        assert heard.text.lower() == text
        assert set(heard.text.lower().split()) ^ set(heard.twin.lower().split()) == {"on", "off"}
        assert heard.margin > 1
