from __future__ import annotations

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.guard.targets import CurrentTargets, Targets, Thing
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Entity, Home


async def test_a_device_class_that_the_home_tells_is_asked_about(grammar: Grammar, clock: Hand) -> None:
    home = Home(entities=(Entity("Oak", "cover", area="Bedroom"),), areas=HOME.areas)
    state = EntityState("cover.oak", "Oak", "cover", "closed", "Bedroom", {"device_class": "garage"})
    for link, asks in ((FakeHomeLink(home, states=(state,)), True), (FakeHomeLink(home), False)):
        grammar.change_home(home)
        agent = Agent(grammar, home=link, clock=clock)
        assert (await say(agent, "open the oak", f"c{asks}")).asks is asks


def test_names_areas_and_floors_are_found_by_any_of_their_names() -> None:
    targets = Targets(HOME)

    assert [entity.name for entity in targets.entities("cooking LAMP")] == ["Kitchen Light"]
    area, floor = targets.area("sleeping room"), targets.floor("ground floor")
    assert (area and area.name, floor and floor.name) == ("Bedroom", "Ground Floor")
    assert targets.area("ballroom") is None


def test_an_order_reaches_what_all_of_its_slots_allow() -> None:
    targets = Targets(HOME)

    assert targets.reached({"area": "Bedroom", "domain": "light"}) == (
        Thing("Bed Light", "light", "", "Bedroom"),
    )
    assert [thing.name for thing in targets.reached({"floor": "ground floor"})] == ["Kitchen Light"]
    assert targets.reached({"name": "garage door"}) == (Thing("Garage Door", "cover", "garage"),)
    assert targets.reached({"name": "ballroom light"}) == ()


def test_a_text_names_things_areas_and_the_areas_of_floors() -> None:
    targets = Targets(HOME)

    assert [entity.name for entity in targets.names_in("is the bed light on?")] == ["Bed Light"]
    assert targets.areas_in("the bedroom and the ground floor") == {"bedroom", "kitchen"}


def test_names_are_read_again_only_when_they_change() -> None:
    home = HOME
    current = CurrentTargets(lambda: home, None)
    first = current()

    assert current().names is first.names
    home = Home(entities=HOME.entities[:1])
    assert current().names is not first.names
