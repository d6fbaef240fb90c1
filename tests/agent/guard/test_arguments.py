"""What tools reach by their arguments, in whatever form and under whatever name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.cases import case_id
from wyoming_morgan.agent.guard.arguments import reached_by
from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.guard.verdict import Decision, Situation, Verdict
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Floor, Home

ENGLISH = language_of("en")
HOME = Home(
    entities=(
        Entity("Oak", "cover", area="Living Room", entity_id="cover.oak", device_class="gate"),
        Entity("Ash", "lock", area="Hall", entity_id="lock.ash"),
        Entity("Elm", "light", area="Kitchen", entity_id="light.elm"),
        Entity("Fir", "switch", area="Kitchen", aliases=("Backofen",), entity_id="switch.fir"),
        Entity("Yew", "scene", entity_id="scene.yew"),
        Entity("All lamps", "group", entity_id="group.lamps"),
        Entity("Pine", "light", entity_id="light.pine"),
        Entity("Box", "script", aliases=("Unlock",), entity_id="script.box"),
    ),
    areas=(Area("Kitchen", floor="Ground"), Area("Hall", floor="Up"), Area("Living Room", floor="Ground")),
    floors=(Floor("Ground"), Floor("Up")),
)
STATES = {
    "scene.yew": EntityState("scene.yew", "Yew", "scene", "x", None, {"entity_id": ["lock.ash"]}),
    "group.lamps": EntityState(
        "group.lamps", "All lamps", "group", "on", None, {"entity_id": ["light.elm", "group.inner"]}
    ),
    "group.inner": EntityState("group.inner", "inner", "group", "on", None, {"entity_id": ["cover.oak"]}),
    "light.pine": EntityState("light.pine", "Pine", "light", "on", None, {"entity_id": ["switch.fir"]}),
}
TARGETS = Targets(HOME, STATES)


def judge(name: str, arguments: dict[str, Any], *, foreign: bool = False, **rules: Any) -> Verdict:
    return Guard(GuardSettings(**rules)).judge(
        [Order(name, arguments, foreign=foreign)], TARGETS, Situation("do it", ENGLISH.cues), understood=True
    )


ASKED: list[dict[str, Any]] = [
    {"entity_id": "cover.oak"},
    {"entity_id": "COVER.OAK"},
    {"entity_id": " cover.oak "},
    {"entity_id": "light.elm,cover.oak"},
    {"entity_id": "light.elm , Cover.Oak"},
    {"entity_id": ["light.elm", "cover.oak"]},
    {"entity_id": "\uff43over.oak"},
    {"entity_id": "all"},
    {"entity_id": "ALL"},
    {"name": "Oak"},
    {"name": "elm, oak"},
    {"target": {"entity_id": ["cover.oak"]}},
    {"target": {"area_id": "living_room"}},
    {"target": {"area_id": ["kitchen", "hall"]}},
    {"target": {"floor_id": "ground"}},
    {"target": {"label_id": "outside"}},
    {"target": {"device_id": "0123456789abcdef"}},
    {"target": {"area_id": "nowhere"}},
    {"service": "homeassistant.turn_on", "target": {"area_id": "living_room"}},
    {"domain": "homeassistant", "service": "toggle", "service_data": {"device_id": "abc"}},
    {"domain": "cover", "service": "open_cover", "target": {"area_id": "living_room"}},
    {"service": "lock.unlock"},
    {"action": "script.box"},
    {"service": "script.turn_on", "entity_id": "script.box"},
    {"service": "automation.trigger", "entity_id": "automation.open_gate"},
    {"service": "input_button.press", "entity_id": "input_button.garage"},
    {"service": "scene.apply", "data": {"entities": {"cover.oak": "open"}}},
    {"service": "scene.turn_on", "entity_id": "scene.yew"},
    {"entity_id": "scene.yew"},
    {"entity_id": "group.lamps"},
    {"entity_id": "light.pine"},
    {"entity_id": "switch.fir"},
    {"entity_id": "{{ states.cover | map(attribute='entity_id') | list }}"},
    {"entity_id": "{% for s in states %}{{ s.entity_id }},{% endfor %}"},
    {"message": "{{ 1 }} cover.oak"},
    {"request": '{"entity_id": "cover.oak"}'},
    {"calls": [{"a": [{"b": ("x", "cover.oak")}]}]},
    {"cover.oak": True},
    {"device": "Backofen"},
    {"appliance": "oven"},
    {"what": "garage"},
    {"what": "Haustür"},
]
NOT_ASKED: list[dict[str, Any]] = [
    {},
    {"entity_id": "light.elm"},
    {"entity_id": ["light.elm"]},
    {"name": "Elm"},
    {"title": "Elm Street"},
    {"service": "light.turn_on", "target": {"area_id": "living_room"}},
    {"service": "light.turn_on", "target": {"area_id": "kitchen"}},
    {"domain": "fan", "service": "turn_on", "target": {"entity_id": "all"}},
    {"service": "light.turn_on", "target": {"label_id": "mood"}},
    {"service": "media_player.play_media", "device_id": "abc"},
    {"device_id": "spotify-speaker", "track": "x"},
    {"url": "https://cover.example.com/cover.jpg"},
    {"message": "dinner is at seven"},
    {"item": "oven cleaner"},
    {"count": 3, "on": True, "nothing": None},
]


@pytest.mark.parametrize("arguments", ASKED, ids=case_id)
@pytest.mark.parametrize(
    ("name", "foreign"), [("call_service", True), ("x__call", False), ("HassCallService", False)]
)
def test_what_reaches_something_guarded_is_asked_about(
    name: str, foreign: bool, arguments: dict[str, Any]
) -> None:
    assert judge(name, arguments, foreign=foreign).decision is Decision.ASK


@pytest.mark.parametrize("arguments", NOT_ASKED, ids=case_id)
@pytest.mark.parametrize("foreign", [True, False])
def test_what_reaches_nothing_guarded_is_not(foreign: bool, arguments: dict[str, Any]) -> None:
    assert judge("call_service", arguments, foreign=foreign).decision is Decision.ALLOW


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("HassOpenGate", Decision.ASK),
        ("HassUnlockDoor", Decision.ASK),
        ("home__HassDisarmAlarm", Decision.ASK),
        ("HassStartTimerAndOpenGarage", Decision.ASK),
        ("hass_turn_on_oven", Decision.ASK),
        ("TÜR_ÖFFNEN", Decision.ASK),
        ("tur_offnen", Decision.ASK),
        ("HassStartTimer", Decision.ALLOW),
        ("HassNevermind", Decision.ALLOW),
    ],
)
def test_a_name_is_looked_at_whatever_it_begins_with(name: str, decision: Decision) -> None:
    assert judge(name, {}).decision is decision


def test_a_setting_about_names_loosens_nothing_about_things() -> None:
    assert judge("call", {"entity_id": "cover.oak"}, confirm_names=False).decision is Decision.ASK
    assert judge("unlock", {}, confirm_names=False).decision is Decision.ALLOW


def test_the_question_names_what_is_reached_and_the_tool() -> None:
    order = Order("call", {"target": {"area_id": "hall"}})
    verdict = Guard(GuardSettings()).judge(
        [order], TARGETS, Situation("do it", ENGLISH.cues), understood=True
    )

    text = describe([order], verdict, ENGLISH.replies)
    assert text == "change: Ash (Hall), call (target area_id hall)"


def test_of_an_unknown_home_everything_may_be_anything() -> None:
    reached = reached_by({"entity_id": "all"}, Targets(Home()))

    assert reached.unknown
    assert not reached.things
