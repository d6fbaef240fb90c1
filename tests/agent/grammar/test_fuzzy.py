from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.conftest import HOME
from tests.agent.talking import say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.fuzzy import NearNames, edits
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.home.model import Area, Entity, Home


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("kettle", "kettle", 0),
        ("kettel", "kettle", 1),
        ("ketle", "kettle", 1),
        ("settle", "kettle", 1),
        ("chandeleir", "chandelier", 1),
        ("kitten", "kitchen", None),
    ],
)
def test_mistakes_are_counted(one: str, other: str, count: int | None) -> None:
    assert edits(one, other, most=1) == count


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("turn on the kitchen lihgt", ("HassTurnOn", {"name": "Kitchen Light"})),
        ("turn off the cieling fan", ("HassTurnOff", {"name": "Ceiling Fan"})),
        ("turn off the lights in the bedrom", ("HassTurnOff", {"area": "Bedroom", "domain": "light"})),
        ("turn on the bedlight", ("HassTurnOn", {"name": "Bed Light"})),
    ],
)
async def test_a_misspelled_name_is_understood(
    agent: Agent, text: str, intent: tuple[str, dict[str, str]]
) -> None:
    heard = await say(agent, text)

    assert heard.intents == [intent]
    assert "took" in heard.notes("fuzzy")


@pytest.mark.parametrize(
    "text",
    [
        "turn off the lights in the kitten",
        "turn off the lights in the ballroom",
        "turn off all the lights in the attic",
        "turn on the bad light",
        "turn on the red light",
        "turn on the lamp",
        "tell me about kitchens",
        "what is a bedrom",
    ],
)
async def test_another_word_stays_unknown(agent: Agent, text: str) -> None:
    assert not (await say(agent, text)).intents


async def test_a_misspelled_lock_is_asked_about(agent: Agent) -> None:
    assert (await say(agent, "unlock the frontdoor")).asks


def test_of_two_equally_similar_names_none_is_taken() -> None:
    near = NearNames(Home(entities=(Entity("Marlon", "light"), Entity("Marlin", "light"))))

    assert near.correct("turn on marlen") is None
    assert near.correct("turn on marlonn") is not None


def test_two_names_of_one_thing_are_not_ambiguous() -> None:
    near = NearNames(Home(entities=(Entity("Marlon", "light", aliases=("Marlin",)),)))
    corrected = near.correct("turn on marlen")

    assert corrected is not None
    assert corrected.name == "Marlon"


def test_long_texts_and_empty_homes_are_left_alone() -> None:
    assert NearNames(Home()).correct("turn on the lamp") is None
    assert NearNames(Home(areas=(Area("Kitchen"),))).correct("kitchn " * 20) is None


async def test_corrections_can_be_switched_off(grammar: Grammar) -> None:
    agent = Agent(grammar, settings=AgentSettings(fuzzy=False))

    assert not (await say(agent, "turn on the kitchen lihgt")).intents


def test_names_of_every_script_can_be_compared() -> None:
    home = Home(entities=(Entity("Küchenlicht", "light"), Entity("{{ x }}", "light"), Entity("灯", "light")))

    corrected = NearNames(home).correct("schalte kuchenlicht ein")
    assert corrected is None or corrected.name == "Küchenlicht"
    assert HOME.entities


_LETTERS = st.sampled_from("abcdé")


@given(st.text(_LETTERS, min_size=3, max_size=8), st.integers(0, 7), _LETTERS, st.sampled_from("+-=~"))
def test_a_word_with_one_mistake_is_one_mistake_away(
    word: str, place: int, letter: str, mistake: str
) -> None:
    place %= len(word)
    before, after = word[:place], word[place + 1 :]
    wrong = {
        "+": before + letter + word[place:],
        "-": before + after,
        "=": before + letter + after,
        "~": before + after[:1] + word[place] + after[1:],
    }[mistake]
    assert edits(wrong, word, most=1) == (0 if wrong == word else 1)
