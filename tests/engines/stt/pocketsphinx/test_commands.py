"""Everything that may be said to a home, from the templates and its names."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.pocketsphinx import commands, common_home

pytestmark = pytest.mark.slow


def probability(automaton: Automaton, sentence: str) -> float:
    state, product = automaton.states[automaton.start], 1.0
    for word in sentence.split():
        share, target = state.edges.get(word, (0.0, 0))
        state, product = automaton.states[target], product * share
    return product * state.ending


@pytest.mark.parametrize(
    "sentence",
    [
        "turn on the bed_light",
        "turn on the night_lamp",
        "turn off the lights in the kitchen",
        "lock the front_door",
        "open the garage_door",
        "set bed_light brightness to #fifty percent",
        "set the temperature to #twenty #point #five degrees",
        "set a timer for #three hours and #ten minutes",
        "set a timer for #five and a half minutes",
        "what's the temperature of the eco_bee",
        "please turn on the bed_light",
        "turn on the lights on the first_floor",
        "set bedroom_two to #one #hundred percent",
        "make the bed_light brighter",
        "is the front_door battery low",
        "yes",
        "off",
    ],
)
def test_what_people_say_can_be_said(automaton: Automaton, sentence: str) -> None:
    assert automaton.accepts(sentence.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "lock the bed_light",
        "what's the temperature of the front_door",
        "set garage_door brightness to #fifty percent",
        "turn off the lights in the bathroom",
        "set a timer for #five",
        "turn on",
    ],
)
def test_things_only_do_what_their_domain_does(automaton: Automaton, sentence: str) -> None:
    assert not automaton.accepts(sentence.split())


def test_common_commands_are_likelier_than_rare_ones(automaton: Automaton) -> None:
    common = probability(automaton, "turn on the bed_light")
    assert common > 100 * probability(automaton, "bring our night_lamp to on could you")
    assert common > probability(automaton, "switch our bed_light to on") > 0


def test_an_answer_is_less_likely_than_a_command(automaton: Automaton) -> None:
    answers = sum(probability(automaton, answer) for answer in ("yes", "no", "off", "unlock"))
    assert 0 < answers < 0.01


def test_no_intent_floods_the_others(automaton: Automaton) -> None:
    first_words = automaton.states[automaton.start].edges
    assert max(share for share, _ in first_words.values()) < 0.25


def test_what_a_home_lacks_cannot_be_said(automaton: Automaton) -> None:
    without_names = commands.command_automaton(Vocabulary(areas=(("Kitchen",),)))
    assert without_names.accepts("turn on the kitchen lights".split())
    assert "press" not in without_names.words
    assert "unlock" in automaton.words
    assert "unlock" not in without_names.words


def test_names_that_cannot_be_spoken_are_left_out() -> None:
    entries = (VocabularyEntry(("灯",), "light"), VocabularyEntry(("Lamp",), "light"))
    automaton = commands.command_automaton(Vocabulary(entries=entries))
    assert automaton.accepts(["turn", "on", "lamp"])
    assert not automaton.accepts(["deactivate"])


def test_names_of_an_unknown_home_are_those_that_homes_have() -> None:
    automaton = commands.command_automaton(common_home.completed(Vocabulary()))
    assert automaton.accepts("turn on the kitchen_light".split())
    assert automaton.accepts("turn off the lights in the living_room".split())


def test_a_known_home_has_no_other_names(vocabulary: Vocabulary) -> None:
    assert common_home.completed(vocabulary) == vocabulary
