"""How the guard's rules work together, in homes where names mean several things."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.guard.verdict import Decision, Situation, Verdict
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Home

LANGUAGE = language_of("en")
STRICTNESS = [Decision.ALLOW, Decision.ASK, Decision.REFUSE]
AREAS = (Area("Garage"), Area("Bedroom"), Area("Hall", aliases=("Garage",)))
KINDS = [
    ("cover", "garage"),
    ("cover", "shutter"),
    ("cover", None),
    ("lock", None),
    ("light", None),
    ("switch", None),
    ("scene", None),
]

names = st.sampled_from(["Shutter", "Front Door", "Oven", "Lamp", "Garage Door"])
entities = st.lists(
    st.builds(
        lambda name, kind, area, number: Entity(
            name, kind[0], area=area, entity_id=f"{kind[0]}.n{number}", device_class=kind[1]
        ),
        names,
        st.sampled_from(KINDS),
        st.sampled_from(["Garage", "Bedroom", "Hall", None]),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda entity: entity.entity_id,
)
orders = st.lists(
    st.builds(
        Order,
        st.sampled_from(["HassTurnOn", "HassTurnOff", "HassOpenCover", "HassToggle", "HassLightSet"]),
        st.fixed_dictionaries(
            {},
            optional={
                "name": names,
                "area": st.sampled_from(["Garage", "Bedroom"]),
                "domain": st.sampled_from(["cover", "lock", "light"]),
                "device_class": st.sampled_from(["garage", "shutter"]),
            },
        ),
    ),
    min_size=1,
    max_size=4,
)


def home_of(entities: list[Entity]) -> Home:
    return Home(entities=tuple(entities), areas=AREAS)


def states_of(entities: list[Entity]) -> dict[str, EntityState]:
    """The states of things; those that begin with a scene contain the thing before them."""
    states = {}
    for entity, before in zip(entities, [None, *entities], strict=False):
        inside = {"entity_id": [before.entity_id]} if before and entity.domain == "scene" else {}
        classes = {"device_class": entity.device_class} if entity.device_class else {}
        key = str(entity.entity_id)
        states[key] = EntityState(key, entity.name, entity.domain, "on", entity.area, inside | classes)
    return states


def judge(
    given: list[Order],
    targets: Targets,
    *,
    text: str = "do it in all the house",
    understood: bool = True,
    earlier: Sequence[Order] = (),
    **rules: Any,
) -> Verdict:
    return Guard(GuardSettings(**rules)).judge(
        given, targets, Situation(text, LANGUAGE.cues), understood=understood, earlier=earlier
    )


def rank(verdict: Verdict) -> int:
    return STRICTNESS.index(verdict.decision)


def test_of_covers_with_one_name_the_garage_door_counts_in_any_order() -> None:
    shutters = [
        Entity("Shutter", "cover", area="Garage", entity_id="cover.a", device_class="garage"),
        Entity("Shutter", "cover", area="Bedroom", entity_id="cover.b", device_class="shutter"),
    ]
    for entities in permutations(shutters):
        for states in permutations(states_of(shutters).items()):
            targets = Targets(home_of(list(entities)), dict(states))
            opened = [
                judge([Order("HassTurnOn", {"name": "Shutter", "area": area})], targets)
                for area in ("Garage", "Bedroom")
            ]
            assert [verdict.decision for verdict in opened] == [Decision.ASK, Decision.ALLOW]
            assert judge([Order("HassTurnOn", {"name": "Shutter"})], targets).decision is Decision.ASK


def test_classes_of_things_without_ids_are_those_of_any_state_of_their_name() -> None:
    targets = Targets(
        Home(entities=(Entity("Shutter", "cover", area="Bedroom"),)),
        {
            f"cover.{device_class}": EntityState(
                f"cover.{device_class}", "Shutter", "cover", "closed", None, {"device_class": device_class}
            )
            for device_class in ("garage", "shutter")
        },
    )

    assert judge([Order("HassTurnOn", {"name": "Shutter"})], targets).decision is Decision.ASK


@pytest.mark.parametrize(
    "slots", [{"domain": ["lock"]}, {"domain": "lock"}, {"name": "all"}, {"name": " All "}, {}], ids=str
)
@pytest.mark.parametrize("understood", [True, False])
def test_the_whole_house_is_never_less_guarded_than_one_lock(
    slots: dict[str, Any], *, understood: bool
) -> None:
    targets = Targets(Home(entities=(Entity("Front Door", "lock"), Entity("Lamp", "light"))))
    order = Order("HassTurnOff", slots)
    verdict = judge(
        [order], targets, text="unlock all the doors", understood=understood, confirm_everywhere=False
    )

    assert verdict.decision is Decision.ASK
    assert [thing.name for thing in verdict.things] == ["Front Door"]


@pytest.mark.parametrize(
    ("slots", "decision"),
    [
        ({"area": "Kitchen"}, Decision.ASK),
        ({"floor": "Upstairs"}, Decision.ASK),
        ({"name": "all", "area": "Kitchen"}, Decision.ASK),
        ({"area": "Kitchen", "domain": "light"}, Decision.ALLOW),
        ({"name": "kettle"}, Decision.ALLOW),
        ({"name": "alarm"}, Decision.ASK),
        ({"name": "garage light"}, Decision.ALLOW),
        ({"name": "portail"}, Decision.ASK),
    ],
    ids=str,
)
@pytest.mark.parametrize("intent", ["HassTurnOn", "HassTurnOff"])
def test_of_an_unknown_home_an_area_may_contain_anything(
    intent: str, slots: dict[str, Any], decision: Decision
) -> None:
    assert judge([Order(intent, slots)], Targets(Home()), text="do it").decision is decision


def test_scenes_and_groups_are_as_guarded_as_what_they_contain() -> None:
    home = Home(
        entities=(
            Entity("Leaving", "scene", entity_id="scene.leaving"),
            Entity("Evening", "scene", entity_id="scene.evening"),
            Entity("Doors", "group", entity_id="group.doors"),
            Entity("Oak", "lock", entity_id="lock.oak"),
        )
    )
    contents = {
        "scene.leaving": ["light.a", "group.doors"],
        "scene.evening": ["light.a", "scene.evening"],
        "group.doors": ["lock.oak"],
    }
    states = {
        key: EntityState(key, key, key.partition(".")[0], "on", None, {"entity_id": inside})
        for key, inside in contents.items()
    }
    targets = Targets(home, states)

    def asked(intent: str, name: str) -> list[str]:
        return [thing.name for thing in judge([Order(intent, {"name": name})], targets).things]

    assert asked("HassTurnOn", "Leaving") == ["Doors", "Oak"]
    assert asked("HassTurnOn", "Evening") == []
    assert "Oak" in asked("HassTurnOff", "Doors")


@pytest.mark.parametrize("intent", ["HassTurnOn", "HassTurnOff", "HassToggle"])
@pytest.mark.parametrize("way", [(), ("group",), ("script", "group"), ("group", "group")], ids=str)
@pytest.mark.parametrize("does", ["scene", "script", "automation"])
@pytest.mark.parametrize("thing", ["lock.oak", "cover.garage_door", "lock.unexposed", "valve.gas"])
def test_what_runs_is_never_taken_for_securing_what_it_reaches(
    thing: str, does: str, way: tuple[str, ...], intent: str
) -> None:
    path = [f"{does}.evening", *(f"{domain}.inner_{number}" for number, domain in enumerate(way)), thing]
    states = {
        outer: EntityState(outer, "Evening", outer.partition(".")[0], "off", None, {"entity_id": [inner]})
        for outer, inner in itertools.pairwise(path)
    }
    home = Home(entities=(Entity("Evening", does, entity_id=path[0]),))
    verdict = judge([Order(intent, {"name": "Evening"})], Targets(home, states))
    assert verdict.decision is Decision.ASK
    assert thing in {one.entity_id for one in verdict.things}


def test_a_script_inside_a_group_is_not_taken_for_securing_either() -> None:
    states = {
        "group.all": EntityState("group.all", "All", "group", "on", None, {"entity_id": ["script.in"]}),
        "script.in": EntityState("script.in", "In", "script", "off", None, {"entity_id": ["lock.oak"]}),
    }
    home = Home(entities=(Entity("All", "group", entity_id="group.all"),))
    assert judge([Order("HassTurnOn", {"name": "All"})], Targets(home, states)).decision is Decision.ASK


@given(entities, orders, st.randoms())
def test_the_order_of_things_and_states_changes_nothing(
    given_entities: list[Entity], given_orders: list[Order], random: Random
) -> None:
    states = states_of(given_entities)
    first = judge(given_orders, Targets(home_of(given_entities), states))
    mixed, pairs = random.sample(given_entities, len(given_entities)), list(states.items())
    random.shuffle(pairs)
    second = judge(given_orders, Targets(home_of(mixed), dict(pairs)))

    assert second.decision is first.decision
    assert describe(given_orders, second, LANGUAGE.replies) == describe(given_orders, first, LANGUAGE.replies)


@given(entities, entities, orders, orders)
def test_more_things_and_more_orders_never_loosen_a_verdict(
    few: list[Entity], more: list[Entity], given_orders: list[Order], more_orders: list[Order]
) -> None:
    ids = {entity.entity_id for entity in few}
    many = [*few, *(entity for entity in more if entity.entity_id not in ids)]
    before = judge(given_orders, Targets(home_of(few)))

    assert rank(judge(given_orders, Targets(home_of(many)))) >= rank(before)
    assert rank(judge([*given_orders, *more_orders], Targets(home_of(few)))) >= rank(before)


@given(entities, orders, orders, st.integers(1, 2))
@settings(max_examples=100)
def test_the_rounds_of_a_turn_are_judged_as_strictly_as_all_of_it_at_once(
    given_entities: list[Entity], first: list[Order], second: list[Order], most_areas: int
) -> None:
    targets = Targets(home_of(given_entities), states_of(given_entities))
    rules: dict[str, Any] = {"most_areas": most_areas}
    rounds = judge(first, targets, **rules), judge(second, targets, earlier=first, **rules)

    assert max(map(rank, rounds)) >= rank(judge([*first, *second], targets, **rules))


@given(entities, orders, st.booleans(), st.booleans())
@settings(max_examples=settings().max_examples * 2)
def test_a_setting_about_one_rule_says_nothing_about_another(
    given_entities: list[Entity], given_orders: list[Order], securing: bool, understood: bool
) -> None:
    targets = Targets(home_of(given_entities), states_of(given_entities))
    off: dict[str, Any] = {"confirm": (), "confirm_names": False, "confirm_everywhere": False}
    on: dict[str, Any] = {
        "confirm": ("lock", "cover.garage"),
        "confirm_names": True,
        "confirm_everywhere": True,
    }

    def ranked(*rules: str) -> int:
        chosen = off | {rule: on[rule] for rule in rules}
        return rank(judge(given_orders, targets, understood=understood, confirm_securing=securing, **chosen))

    assert ranked(*on) == max(map(ranked, on))
    for left_out in on:
        others = [rule for rule in on if rule != left_out]
        assert ranked(*others) == max(map(ranked, others))
