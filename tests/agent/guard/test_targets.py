from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

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


def large_home(things: int) -> Home:
    kinds = ("light", "switch", "cover")
    return Home(
        entities=tuple(
            Entity(f"Thing {number}", kinds[number % 3], entity_id=f"{kinds[number % 3]}.thing_{number}")
            for number in range(things)
        )
    )


async def test_names_that_were_prepared_reach_what_they_would_reach_otherwise() -> None:
    home = large_home(50)
    current = CurrentTargets(lambda: home, None)
    await current.prepare()
    home = replace(home, entities=(*home.entities[1:], Entity("Oak", "cover", device_class="garage")))
    await current.prepare()

    fresh = Targets(home)
    assert current().index.home is home
    assert current().names == fresh.names
    for slots in ({"name": "all"}, {"domain": "cover"}, {"name": "oak"}, {"name": "thing 0"}):
        assert current().affected(slots) == fresh.affected(slots)


async def test_others_have_their_turns_while_the_names_of_a_large_home_are_prepared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each look at the clock counts as a millisecond, however fast this machine is.
    ticks = iter(range(1_000_000))
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks) / 1000)
    home = large_home(1000)
    current = CurrentTargets(lambda: home, None)
    preparing = asyncio.create_task(current.prepare())
    turns = 0
    while not preparing.done():
        await asyncio.sleep(0)
        turns += 1
        if turns == 20:
            home = replace(home, entities=(*home.entities, Entity("Oak", "cover")))

    assert turns > 100
    assert "oak" in current().names  # the newest home, although the work began with the one before


def test_a_class_that_the_home_reports_later_counts() -> None:
    oak = Entity("Oak", "cover", entity_id="cover.oak")
    home = Home(entities=(oak,))
    before = Targets(home, {})
    assert [thing.device_class for thing in before.things(oak)] == [""]
    state = EntityState("cover.oak", "Oak", "cover", "closed", None, {"device_class": "garage"})

    targets = Targets(home, {"cover.oak": state}, before=before)
    assert [thing.device_class for thing in targets.things(oak)] == ["garage"]


def test_a_script_reaches_what_it_switches_whatever_its_name_is() -> None:
    evening = EntityState(
        "script.evening", "Evening", "script", "off", attributes={"entity_id": ["lock.front"]}
    )
    home = Home(entities=(Entity("Evening", "script", entity_id="script.evening"),))
    reached = Targets(home, {"script.evening": evening}).affected({"name": "Evening"})
    assert [thing.entity_id for thing in reached] == ["script.evening", "lock.front"]
