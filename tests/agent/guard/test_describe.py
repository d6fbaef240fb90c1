from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.guard.describe import describe, describe_sentence
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets, Thing
from wyoming_morgan.agent.guard.verdict import Decision, Situation, Verdict
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.model import Entity, Home

REPLIES = language_of("en").replies
VERBS = REPLIES.verbs
FRONT, HALL = Thing("Front Door", "lock"), Thing("Hall Lock", "lock", area="Hall")


def text_of(*orders: Order, concerns: tuple[tuple[Order, Thing], ...] = ()) -> str:
    return describe(orders, Verdict(Decision.ASK, concerns=concerns), REPLIES)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (("HassTurnOff", {"name": "Front Door"}), f"{VERBS.unlock}: Front Door"),
        (("HassTurnOn", {"name": "Gate"}), f"{VERBS.open}: Gate"),
        (("HassTurnOn", {"name": "Lamp", "area": "Den"}), f"{VERBS.turn_on}: Lamp (Den)"),
        (("HassTurnOff", {"domain": ["light"]}), f"{VERBS.turn_off}: light {REPLIES.everywhere}"),
        (("HassLightSet", {"name": "Lamp", "brightness": 5}), f"{VERBS.change}: Lamp (brightness 5)"),
        (("alarm__disarm", {"name": "Home"}), f"{VERBS.change}: alarm__disarm Home"),
        (("send", {"to": ["Ann", "Bob"], "text": "hi"}), f"{VERBS.change}: send (to Ann, Bob, text hi)"),
        (
            ("HassStartTimer", {"hours": 1, "minutes": 10, "conversation_command": "open the gate"}),
            "in 1 hour 10 minutes: open the gate",
        ),
    ],
    ids=["a lock", "a cover", "in an area", "everywhere", "a value", "a tool", "arguments", "later"],
)
def test_an_order_is_a_verb_and_what_it_reaches(order: tuple[str, dict[str, Any]], text: str) -> None:
    things = {"Front Door": FRONT, "Gate": Thing("Gate", "cover")}
    made = Order(*order)
    thing = things.get(str(made.slots.get("name")))

    assert text_of(made, concerns=((made, thing),) if thing else ()) == text


def test_guarded_things_come_first_and_nothing_is_left_out() -> None:
    orders = [Order("HassTurnOn", {"name": f"Lamp {number}"}) for number in range(6)]
    unlock = Order("HassTurnOff", {"name": "Front Door"})

    assert text_of(*orders, unlock, concerns=((unlock, FRONT),)) == (
        "unlock: Front Door; turn on: Lamp 0, Lamp 1, Lamp 2, Lamp 3, Lamp 4, Lamp 5"
    )


@pytest.mark.parametrize("slots", [{"area": "Hall"}, {"floor": "Ground"}, {"domain": ["lock"]}], ids=str)
def test_what_is_reached_without_its_name_is_named(slots: dict[str, Any]) -> None:
    order = Order("HassTurnOff", slots)

    assert text_of(order, concerns=((order, HALL),)).startswith("unlock: Hall Lock (Hall)")


def test_of_things_with_one_name_the_areas_are_told() -> None:
    order = Order("HassTurnOff", {"name": "Lock"})
    things = (
        Thing("Lock", "lock", area="Hall", entity_id="lock.1"),
        Thing("Lock", "lock", area="Shed", entity_id="lock.2"),
    )

    assert (
        text_of(order, concerns=tuple((order, thing) for thing in things))
        == "unlock: Lock (Hall), Lock (Shed)"
    )


def test_a_scene_is_told_with_what_it_changes() -> None:
    order = Order("HassTurnOn", {"name": "Leaving"})
    inside = Thing("Front Door", "lock", via="scene")

    assert text_of(order, concerns=((order, inside),)) == "change: Front Door; turn on: Leaving"


def test_a_sentence_stands_alone_if_it_names_what_is_guarded() -> None:
    home = Home(
        entities=(
            Entity("Front Door", "lock", aliases=("Main Door",), area="Hall", entity_id="lock.front"),
            Entity("Lock", "lock", area="Hall", entity_id="lock.1"),
            Entity("Lock", "lock", area="Shed", entity_id="lock.2"),
        )
    )
    targets, guard = Targets(home), Guard(GuardSettings())

    def told(sentence: str, slots: dict[str, Any]) -> str:
        situation = Situation(sentence, language_of("en").cues)
        verdict = guard.judge([Order("HassTurnOff", slots)], targets, situation, understood=True)
        return describe_sentence(sentence, verdict, REPLIES, targets)

    assert told("unlock the front door", {"name": "Front Door"}) == "unlock the front door"
    assert told("unlock the main door", {"name": "Front Door"}) == "unlock the main door"
    assert (
        told("unlock the fornt door", {"name": "Front Door"}) == "unlock: Front Door; unlock the fornt door"
    )
    assert told("turn off the hall", {"area": "Hall"}) == (
        "unlock: Front Door (Hall), Lock (Hall); turn off the hall"
    )
    assert told("unlock the lock", {"name": "Lock"}) == "unlock: Lock (Hall), Lock (Shed); unlock the lock"


@given(
    st.lists(st.sampled_from(["Lamp", "Fan", "Kettle"]), max_size=20),
    st.lists(st.sampled_from(["Front Door", "Back Door", "Gate Lock"]), min_size=1, max_size=20),
    st.randoms(),
)
def test_every_name_is_in_the_question_and_the_guarded_ones_are_first(
    harmless: list[str], guarded: list[str], random: Random
) -> None:
    orders = [Order("HassTurnOff", {"name": name}) for name in (*harmless, *guarded)]
    random.shuffle(orders)
    concerns = tuple(
        (order, Thing(order.slots["name"], "lock")) for order in orders if order.slots["name"] in guarded
    )
    text = text_of(*orders, concerns=concerns)

    assert all(name in text for name in (*harmless, *guarded))
    assert max(map(text.find, guarded)) < min([len(text), *map(text.find, harmless)])
