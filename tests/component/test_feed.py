"""What Morgan is told of the home, at the start, at each change, and after a break."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import LAMP
from fake_morgan import FakeMorgan
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)
from homeassistant.helpers import (
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

HIDDEN = "light.secret"


async def test_the_home_is_told_with_its_names_and_places(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    [hello] = morgan.hellos
    assert (hello["protocol"], hello["home_id"]) == (1, linked.entry_id)
    study = ar.async_get(hass).async_get_area_by_name("Study")
    assert study is not None
    assert morgan.exposed == {
        LAMP: {"entity_id": LAMP, "names": ["Lamp"], "area_id": study.id, "device_id": None}
    }
    assert [area["name"] for area in morgan.places["areas"]] == ["Study"]
    assert morgan.states == {LAMP: {"s": "off", "a": {"friendly_name": "Lamp"}}}


async def test_nothing_that_is_not_exposed_is_sent(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    hass.states.async_set(HIDDEN, "on", {"friendly_name": "Secret"})
    er.async_get(hass).async_update_entity(HIDDEN, name="Hidden safe")
    hass.states.async_set(LAMP, "on")
    await morgan.until(lambda: morgan.states[LAMP]["s"] == "on")
    said = repr(morgan.log)
    assert "secret" not in said.lower()
    assert "Hidden safe" not in said


async def test_what_a_script_reaches_is_told_by_id_or_only_by_kind_if_it_is_not_exposed(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    hass.states.async_set("cover.back", "closed", {"device_class": "garage"})
    targets = ["lock.front", "cover.back", LAMP]
    steps = [{"action": "homeassistant.turn_on", "target": {"entity_id": targets}}]
    assert await async_setup_component(hass, "script", {"script": {"evening": {"sequence": steps}}})
    for entity_id, exposed in (("script.evening", True), ("cover.back", False)):
        async_expose_entity(hass, "conversation", entity_id, exposed)
    await hass.config_entries.async_setup(entry.entry_id)
    await morgan.until(lambda: morgan.ready == 1)
    assert morgan.exposed["script.evening"]["members"] == ["cover.garage", "lock.unexposed", LAMP]
    assert "members" not in morgan.exposed[LAMP]
    assert "cover.back" not in repr(morgan.log)
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("step", "members"),
    [
        ({"action": "lock.unlock", "target": {"area_id": "hall"}}, ["lock.unexposed"]),
        (
            {"action": "homeassistant.turn_on", "data": {"area_id": ["hall"]}},
            ["lock.unexposed", "light.hall"],
        ),
        ({"action": "light.turn_on", "target": {"area_id": "hall"}}, ["light.hall"]),
        ({"action": "lock.unlock", "target": {"floor_id": "ground"}}, ["lock.unexposed"]),
        ({"action": "lock.unlock", "target": {"label_id": "doors"}}, ["lock.unexposed"]),
        ({"action": "lock.unlock", "target": {"entity_id": "{{ 'lock.' ~ 'front' }}"}}, ["lock.unexposed"]),
        ({"action": "script.inner"}, ["lock.unexposed", "script.unexposed"]),
        ({"scene": "scene.night"}, ["lock.unexposed", "scene.night", LAMP]),
        (
            {"if": [], "then": [{"parallel": [{"action": "lock.unlock", "target": {"area_id": "hall"}}]}]},
            ["lock.unexposed"],
        ),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_whatever_way_a_script_names_a_lock_its_kind_is_sent(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, step: dict[str, Any], members: list[str]
) -> None:
    floor = fr.async_get(hass).async_create("Ground")
    hall = ar.async_get(hass).async_create("Hall", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Doors")
    registry = er.async_get(hass)
    for entity_id, labels in (("lock.front", {label.label_id}), ("light.hall", set[str]())):
        domain, name = entity_id.split(".")
        registry.async_get_or_create(domain, "test", entity_id, suggested_object_id=name)
        registry.async_update_entity(entity_id, area_id=hall.id, labels=labels)
        hass.states.async_set(entity_id, "off")
    async_expose_entity(hass, "conversation", "lock.front", should_expose=False)
    async_expose_entity(hass, "conversation", "light.hall", should_expose=True)
    hass.states.async_set("scene.night", "", {"entity_id": ["lock.front", LAMP]})
    unlock = [{"action": "lock.unlock", "target": {"entity_id": "lock.front"}}]
    scripts = {"evening": {"sequence": [step]}, "inner": {"sequence": unlock}}
    assert await async_setup_component(hass, "script", {"script": scripts})
    async_expose_entity(hass, "conversation", "script.evening", should_expose=True)
    await hass.config_entries.async_setup(entry.entry_id)
    await morgan.until(lambda: morgan.ready == 1)
    assert morgan.exposed["script.evening"]["members"] == members
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_group_is_sent_with_what_is_in_it_but_not_with_ids_that_are_not_exposed(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    inside = [f"light.a_lamp_with_a_very_long_name_{number}" for number in range(300)]
    for entity_id in inside:
        async_expose_entity(hass, "conversation", entity_id, should_expose=False)
    hass.states.async_set("lock.front", "locked")
    hass.states.async_set("group.all", "on", {"entity_id": [*inside, "lock.front", LAMP]})
    async_expose_entity(hass, "conversation", "group.all", should_expose=True)
    await morgan.until(lambda: "group.all" in morgan.exposed)
    assert morgan.exposed["group.all"]["members"] == ["lock.unexposed", LAMP, "light.unexposed"]
    assert "lock.front" not in repr(morgan.log)
    hass.states.async_set("group.all", "on", {"entity_id": [LAMP]})
    await morgan.until(lambda: morgan.exposed["group.all"]["members"] == [LAMP])


async def test_a_state_and_its_attributes_follow(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "brightness": 10, "effect": "rainbow"})
    await morgan.until(lambda: morgan.states[LAMP]["a"].get("brightness") == 10)
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "brightness": 20})
    await morgan.until(lambda: morgan.states[LAMP]["a"].get("brightness") == 20)
    assert morgan.states[LAMP] == {"s": "on", "a": {"friendly_name": "Lamp", "brightness": 20}}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param({1, 2}, [1, 2], id="a set"),
        pytest.param(float("nan"), None, id="not a number"),
        pytest.param({"a": (1, 2)}, {"a": [1, 2]}, id="nested"),
    ],
)
async def test_attributes_become_json(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, value: Any, written: Any
) -> None:
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "odd": value})
    await morgan.until(lambda: "odd" in morgan.states[LAMP]["a"])
    assert morgan.states[LAMP]["a"]["odd"] == written


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param({"odd": object()}, id="no JSON"),
        pytest.param({"odd": 1 << 80}, id="a number that is too large"),
        pytest.param({"odd": "x" * 5000}, id="large"),
        pytest.param({"odd": "\ud800"}, id="half a character"),
        pytest.param({"access_token": "abc"}, id="a token"),
        pytest.param({"entity_picture": "/api/camera_proxy/x?token=abc"}, id="a picture"),
    ],
)
async def test_what_cannot_or_must_not_be_told_is_left_out(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, attributes: dict[str, Any]
) -> None:
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", **attributes})
    await morgan.until(lambda: morgan.states[LAMP]["s"] == "on")
    assert morgan.states[LAMP]["a"] == {"friendly_name": "Lamp"}


async def test_an_attribute_that_has_become_too_large_does_not_keep_its_old_value(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "list": "short"})
    await morgan.until(lambda: morgan.states[LAMP]["a"].get("list") == "short")
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "list": "x" * 5000})
    await morgan.until(lambda: "list" not in morgan.states[LAMP]["a"])


async def test_a_new_name_and_its_aliases_are_told_with_a_new_revision(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    before = morgan.revision
    er.async_get(hass).async_update_entity(LAMP, aliases=["Beacon", "beam\0er"])
    await morgan.until(lambda: morgan.exposed[LAMP]["names"] == ["Beacon", "beam er"])
    await morgan.until(lambda: morgan.ready == 2)
    assert before is not None
    assert morgan.revision == before + 1


async def test_exposing_and_hiding_is_told(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    async_expose_entity(hass, "conversation", HIDDEN, should_expose=True)
    await morgan.until(lambda: morgan.ready == 2)
    assert morgan.exposed[HIDDEN]["names"] == ["Secret"]
    assert morgan.states[HIDDEN]["s"] == "off"
    async_expose_entity(hass, "conversation", HIDDEN, should_expose=False)
    await morgan.until(lambda: morgan.ready == 3)
    assert HIDDEN not in morgan.exposed
    hass.states.async_set(HIDDEN, "on")
    hass.states.async_set(LAMP, "on")
    await morgan.until(lambda: morgan.states[LAMP]["s"] == "on")
    assert HIDDEN not in morgan.states


async def test_an_entity_that_comes_and_goes(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    hass.states.async_set("light.guest", "on", {"friendly_name": "Guest light"})
    await morgan.until(lambda: "light.guest" in morgan.exposed)
    assert morgan.exposed["light.guest"]["names"] == ["Guest light"]
    hass.states.async_remove("light.guest")
    await morgan.until(lambda: "light.guest" not in morgan.exposed)
    assert "light.guest" not in morgan.states


async def test_what_a_light_can_do_is_told_before_the_home_is_ready_again(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp", "supported_color_modes": ["hs"]})
    await morgan.until(lambda: morgan.ready == 2)
    assert morgan.states[LAMP]["a"]["supported_color_modes"] == ["hs"]


async def test_floors_areas_and_satellites_are_told(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    floor = fr.async_get(hass).async_create("Upstairs", aliases={"above"})
    attic = ar.async_get(hass).async_create("Attic", floor_id=floor.floor_id)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=linked.entry_id, identifiers={("test", "box")}
    )
    dr.async_get(hass).async_update_device(device.id, area_id=attic.id)
    er.async_get(hass).async_get_or_create(
        "assist_satellite", "test", "box", suggested_object_id="box", device_id=device.id
    )
    await morgan.until(lambda: "assist_satellite.box" in morgan.satellites)
    assert morgan.satellites["assist_satellite.box"]["area_id"] == attic.id
    assert morgan.satellites["assist_satellite.box"]["device_id"] == device.id
    assert morgan.places["floors"] == [{"floor_id": floor.floor_id, "name": "Upstairs", "aliases": ["above"]}]
    er.async_get(hass).async_remove("assist_satellite.box")
    await morgan.until(lambda: "assist_satellite.box" not in morgan.satellites)


async def test_a_link_that_broke_is_resumed_with_what_has_changed_meanwhile(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await morgan.stop()
    await morgan.until(lambda: not linked.runtime_data.link.available)
    hass.states.async_set(LAMP, "on", {"friendly_name": "Lamp"})
    er.async_get(hass).async_update_entity(LAMP, name="Beacon")
    morgan.log.clear()
    await morgan.start()
    await morgan.until(lambda: linked.runtime_data.link.available)
    await morgan.until(lambda: morgan.exposed[LAMP]["names"] == ["Beacon"])
    await morgan.until(lambda: morgan.states[LAMP]["s"] == "on")
    assert "begin" not in [message["type"] for message in morgan.log]


async def test_a_morgan_that_has_forgotten_is_told_everything(
    morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.keeps = False
    await morgan.break_links()
    await morgan.until(lambda: morgan.ready == 2)
    assert morgan.log[-1]["type"] == "ready"
    assert [message["type"] for message in morgan.log].count("begin") == 2
    assert list(morgan.exposed) == [LAMP]


async def test_a_large_home_is_told_in_parts(
    hass: HomeAssistant, home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    for number in range(600):
        hass.states.async_set(
            f"light.number_{number}", "on", {"friendly_name": "x" * 100, "more": "y" * 3000}
        )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await morgan.until(lambda: morgan.ready)
    assert len(morgan.exposed) == len(morgan.states) == 601
    assert max(len(repr(message)) for message in morgan.log) < 500_000
    await hass.config_entries.async_unload(entry.entry_id)
