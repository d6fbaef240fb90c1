"""What a thing is: by its domain, its class, its names, its id, its area and what it contains."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.guard.verdict import Decision, Situation
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Home

CUES = language_of("en").cues
CONTROLS = ("script", "scene", "button", "input_button", "switch", "input_boolean", "automation", "group")
NAMES = (
    "Garage door",
    "Garagentor",
    "Haustürschloss",
    "Herdplatte",
    "Portail",
    "Serrure de l'entrée",
    "Plaque de cuisson",
    "Cancello",
    "Fornello",
    "Portón",
    "Vitrocerámica",
    "Voordeur",
    "Oprit hek",
    "Fornuis",
    "Water valve",
    "Siren",
)


def decide(entity: Entity, intent: str = "HassTurnOn", *more: Entity, **slots: Any) -> Decision:
    home = Home(entities=(entity, *more), areas=(Area("Garage"), Area("Hall")))
    order = Order(intent, slots or {"name": entity.name})
    guard = Guard(GuardSettings())
    return guard.judge([order], Targets(home), Situation("do it", CUES), understood=True).decision


@pytest.mark.parametrize(("domain", "name"), list(product(CONTROLS, NAMES)))
def test_what_controls_something_is_known_by_its_name(domain: str, name: str) -> None:
    assert decide(Entity(name, domain, entity_id=f"{domain}.x1")) is Decision.ASK


@pytest.mark.parametrize("domain", CONTROLS)
@pytest.mark.parametrize(
    "entity",
    [
        {"name": "Relay", "aliases": ("Garagentor",)},
        {"name": "Relay", "entity_id": "garage_door"},
        {"name": "Relay", "entity_id": "haustur"},
        {"name": "Opener", "area": "Garage"},
        {"name": "Öffnen", "area": "Garage"},
        {"name": "GARAGE\u200bDOOR"},
    ],
    ids=str,
)
def test_or_by_an_alias_its_id_or_its_area(domain: str, entity: dict[str, Any]) -> None:
    fields = entity | {"entity_id": f"{domain}.{entity.get('entity_id', 'x1')}"}
    assert decide(Entity(domain=domain, **fields)) is Decision.ASK


@pytest.mark.parametrize(
    ("entity", "decision"),
    [
        (Entity("Garage door", "light"), Decision.ASK),
        (Entity("Relay", "light", aliases=("Tor",)), Decision.ASK),
        (Entity("Garage door", "light", features=frozenset({"brightness"})), Decision.ALLOW),
        (Entity("Garage light", "light"), Decision.ALLOW),
        (Entity("Lamp", "light", area="Garage"), Decision.ALLOW),
        (Entity("Socket", "switch", area="Garage"), Decision.ALLOW),
        (Entity("Opener", "switch", area="Hall"), Decision.ALLOW),
        (Entity("Oven", "water_heater"), Decision.ASK),
        (Entity("Gate mode", "input_select"), Decision.ASK),
        (Entity("Beep", "siren"), Decision.ASK),
        (Entity("Main", "valve", device_class="water"), Decision.ASK),
        (Entity("Main", "valve", device_class="gas"), Decision.ASK),
        (Entity("Gas valve", "valve"), Decision.ASK),
        (Entity("Alarm", "media_player"), Decision.ALLOW),
        (Entity("Schiebetor", "cover"), Decision.ASK),
        (Entity("Saracinesca", "cover"), Decision.ASK),
        (Entity("Slagboom", "cover"), Decision.ASK),
        (Entity("Schranke", "cover"), Decision.ASK),
        (Entity("Portillon", "cover"), Decision.ASK),
        (Entity("Verja", "cover"), Decision.ASK),
        (Entity("Big one", "cover", entity_id="cover.garage_door"), Decision.ASK),
        (Entity("Blind", "cover", entity_id="cover.blind"), Decision.ALLOW),
        (Entity("Rollo", "cover", entity_id="cover.rollo", device_class="shutter"), Decision.ALLOW),
        (Entity("Garage", "cover", device_class="garage"), Decision.ASK),
    ],
    ids=lambda value: f"{value.domain} {value.name}" if isinstance(value, Entity) else str(value),
)
def test_kinds(entity: Entity, decision: Decision) -> None:
    assert decide(entity) is decision


@pytest.mark.parametrize(
    ("entity", "intent"),
    [
        (Entity("Oven", "switch"), "HassTurnOff"),
        (Entity("Gas valve", "valve"), "HassTurnOff"),
        (Entity("Main", "valve", device_class="water"), "HassTurnOff"),
        (Entity("Slagboom", "cover"), "HassTurnOff"),
        (Entity("Front", "lock"), "HassTurnOn"),
    ],
    ids=lambda value: value.name if isinstance(value, Entity) else value,
)
def test_securing_is_not_asked_about(entity: Entity, intent: str) -> None:
    assert decide(entity, intent) is Decision.ALLOW
    assert decide(entity, "HassToggle") is Decision.ASK


@pytest.mark.parametrize("domain", ["group", "light", "switch", "cover", "scene"])
@pytest.mark.parametrize(
    "inside", ["lock.ash", "cover.oak", "switch.garage_door", "siren.x", "script.unlock"]
)
def test_what_contains_something_guarded_is_guarded(domain: str, inside: str) -> None:
    entity = Entity("Evening", domain, entity_id=f"{domain}.evening")
    oak = Entity("Oak", "cover", entity_id="cover.oak", device_class="gate")
    states = {
        f"{domain}.evening": EntityState(
            f"{domain}.evening", "Evening", domain, "on", None, {"entity_id": ["light.a", inside]}
        )
    }
    targets = Targets(Home(entities=(entity, oak)), states)
    verdict = Guard(GuardSettings()).judge(
        [Order("HassToggle", {"name": "Evening"})], targets, Situation("do it", CUES), understood=True
    )

    assert verdict.decision is Decision.ASK


def test_a_name_that_is_the_id_of_another_thing_reaches_both() -> None:
    lamp = Entity("lock front", "light", entity_id="light.lamp", features=frozenset({"brightness"}))
    lock = Entity("Oak", "lock", entity_id="lock.front")

    assert decide(lamp, "HassTurnOff", lock, name="lock.front") is Decision.ASK
    assert decide(lamp, "HassTurnOff", lock, name="LOCK.FRONT") is Decision.ASK
