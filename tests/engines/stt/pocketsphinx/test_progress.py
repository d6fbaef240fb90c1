"""How far a sentence has come is told by what may follow it, and by how much better its beginning sounds."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.commands.automaton import Automaton, SentenceNetwork
from wyoming_morgan.engines.commands.names import HomeNames
from wyoming_morgan.engines.contract.stt import Progress
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Sentence
from wyoming_morgan.engines.stt.pocketsphinx.progress import SentenceProgress


def sentences(**shares: float) -> Automaton:
    """Sentences with how likely each is; a name's words are joined by two underscores."""
    network = SentenceNetwork()
    for written, share in shares.items():
        words = network.write(network.start, written.replace("__", "-").replace("_", " ").replace("-", "_"))
        network.connect(words, network.end, share)
    return network.minimize()


HOME = SentenceProgress(
    sentences(
        lock_front__door=0.5,
        lock_front__door_please=0.5,
        turn_on_lights=0.5,
        turn_on_lights_in_kitchen=0.5,
        turn_on_bed__light=0.3,
        turn_on_bed__light__strip=0.7,
        dim_tv=0.5,
        dim_tv_in_kitchen=0.5,
        dim_office__tv=0.5,
        dim_office__tv_in_kitchen=0.5,
    ),
    HomeNames({"tv": (0,), "office_tv": (1,)}, frozenset({"kitchen"})),
)


def sentence(words: str, score: float) -> Sentence:
    return Sentence(tuple(words.split()), (), score, total=0.0, spoken=0.0, pace=0.0)


@pytest.mark.parametrize(
    ("words", "progress"),
    [
        ("lock front_door", Progress.WHOLE),
        ("turn on lights in kitchen", Progress.WHOLE),
        ("turn on lights", Progress.EXTENDABLE),
        ("turn on bed_light", Progress.EXTENDABLE),
        ("dim tv", Progress.EXTENDABLE),
        ("dim office_tv", Progress.WHOLE),
    ],
)
def test_what_may_follow_makes_a_sentence_extendable_and_politeness_does_not(
    words: str, progress: Progress
) -> None:
    assert HOME.of_whole(words.split()) is progress


def test_a_beginning_that_sounds_much_better_than_any_whole_sentence_was_heard() -> None:
    whole, beginning = sentence("turn on lights", -500.0), sentence("turn on lights in", -400.0)
    assert HOME.is_beginning(beginning, 0.9, whole, 0.6)
    assert HOME.is_beginning(beginning, 0.9, None, 0.0)


@pytest.mark.parametrize(
    ("score", "confidence"), [(-499.0, 0.9), (-400.0, 0.62)], ids=["as likely", "not surer"]
)
def test_a_beginning_that_hardly_sounds_better_was_not(score: float, confidence: float) -> None:
    whole = sentence("turn on lights", -500.0)
    assert not HOME.is_beginning(sentence("turn on lights in", score), confidence, whole, 0.6)
