from __future__ import annotations

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Entity, Home


async def test_a_device_class_that_the_home_tells_is_asked_about(grammar: Grammar, clock: Hand) -> None:
    home = Home(entities=(Entity("Oak", "cover", area="Bedroom"),), areas=HOME.areas)
    state = EntityState("cover.oak", "Oak", "cover", "closed", "Bedroom", {"device_class": "garage"})
    for link, asks in ((FakeHomeLink(home, states=(state,)), True), (FakeHomeLink(home), False)):
        grammar.change_home(home)
        agent = Agent(grammar, home=link, clock=clock)
        assert (await say(agent, "open the oak", f"c{asks}")).asks is asks
