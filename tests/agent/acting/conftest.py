"""A connected home, and an agent that acts on it."""

from __future__ import annotations

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.contract import EntityState

STATES = (
    EntityState("light.bed", "Bed Light", "light", "on", "Bedroom"),
    EntityState("light.kitchen", "Kitchen Light", "light", "off", "Kitchen"),
    EntityState("lock.front", "Front Door", "lock", "locked"),
    EntityState("climate.ecobee", "EcoBee", "climate", "heat", None, {"current_temperature": 21}),
)


@pytest.fixture
def link() -> FakeHomeLink:
    return FakeHomeLink(HOME, states=STATES)


@pytest.fixture
def linked(grammar: Grammar, link: FakeHomeLink, clock: Hand) -> Agent:
    return Agent(grammar, home=link, clock=clock)
