"""What is known about a command before it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.agent.conftest import HOME, MatcherCache
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.standing import CommandStanding
from wyoming_morgan.home.contract import EntityState

Standing = Callable[[dict[str, str]], CommandStanding]


@pytest.fixture
async def standing(load_matcher: MatcherCache) -> AsyncIterator[Standing]:
    grammar = Grammar(HOME, load_matcher=load_matcher)

    def of(states: dict[str, str]) -> CommandStanding:
        entities = {entity.name: entity for entity in HOME.entities}
        live = tuple(
            EntityState(
                f"{entities[name].domain}.{at}", name, entities[name].domain, state, entities[name].area
            )
            for at, (name, state) in enumerate(states.items())
        )
        return CommandStanding(grammar, FakeHomeLink(HOME, states=live))

    yield of
    await grammar.close()


@pytest.mark.parametrize(
    ("states", "text", "so"),
    [
        ({"Bed Light": "on"}, "turn on the bed light", True),
        ({"Bed Light": "on"}, "turn the bed light off", False),
        ({"Bed Light": "off"}, "turn on the bed light", False),
        ({"Bed Light": "unavailable"}, "turn on the bed light", None),
        ({}, "turn on the bed light", None),
        ({"Garage Door": "closed"}, "close the garage door", True),
        ({"Garage Door": "closed"}, "open the garage door", False),
        ({"Garage Door": "opening"}, "open the garage door", True),
        ({"Front Door": "locked"}, "lock the front door", True),
        ({"Front Door": "locked"}, "unlock the front door", False),
        ({"TV": "playing"}, "turn on the TV", True),
        ({"TV": "standby"}, "turn off the TV", True),
        ({"Bed Light": "on", "Kitchen Light": "off"}, "turn off the lights in the kitchen", True),
        ({"Bed Light": "on", "Kitchen Light": "on"}, "turn off the lights in the kitchen", False),
        ({"Bed Light": "on"}, "set the bed light to 50 percent", None),
        ({"Bed Light": "on"}, "tell me a story", None),
        ({"Bed Light": "on"}, "turn on the bed light and lock the front door", None),
    ],
)
async def test_a_command_may_ask_for_what_is_so_already(
    standing: Standing, states: dict[str, str], text: str, so: bool | None
) -> None:
    assert await standing(states).is_so(text, "en-US") is so


async def test_nothing_is_known_of_a_home_that_is_away(standing: Standing, grammar: Grammar) -> None:
    link = FakeHomeLink(HOME, states=(EntityState("light.bed", "Bed Light", "light", "on"),))
    link.connected = False
    assert await CommandStanding(grammar, link).is_so("turn on the bed light", "en") is None
    assert not CommandStanding(grammar, link).knows_states
    assert not CommandStanding(grammar, None).knows_states
    assert standing({}).knows_states


async def test_what_the_agent_understands_is_known(standing: Standing) -> None:
    home = standing({})
    assert await home.understands("turn on the bed light", "en")
    assert not await home.understands("the children play in the garden", "en")


@pytest.mark.parametrize(
    ("text", "other", "language", "both"),
    [
        ("turn on the TV", "turn off the TV", "en", "turn on or off the TV"),
        ("turn the TV on", "turn the TV off", "en-GB", "turn the TV on or off"),
        ("open the Garage Door", "close the Garage Door", "en", "open or close the Garage Door"),
        ("turn on the TV", "turn on the TV", "en", ""),
        ("turn on the TV", "turn the TV off", "en", ""),
        ("turn on the TV", "lock it", "en", ""),
    ],
)
async def test_both_are_said_in_one_text(
    standing: Standing, text: str, other: str, language: str, both: str
) -> None:
    assert standing({}).either(text, other, language) == both
