from __future__ import annotations

from typing import Any

import pytest

from tests.home.conftest import KITCHEN_LIGHT, connected, connection
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.home.registry import AreaEntry, DeviceEntry, EntityEntry, Registries


async def test_a_token_of_no_administrator_knows_exposure_from_the_registry(
    assistant: FakeHomeAssistant,
) -> None:
    assistant.administrator = False
    assistant.unregistered = {"light.yaml"}
    assistant.states["light.yaml"] = ("on", {"friendly_name": "Light without an id"})
    assistant.furnish("light.new", "Never asked for", exposed=None)
    async with connected(assistant) as home:
        assert {one.name for one in home.home.entities} == {"Gate", "Kitchen light", "Front door"}


async def test_an_administrators_token_names_what_is_in_no_registry_too(assistant: FakeHomeAssistant) -> None:
    assistant.unregistered = {"light.yaml"}
    assistant.states["light.yaml"] = ("on", {"friendly_name": "Light without an id"})
    async with connected(assistant) as home:
        assert home.states["light.yaml"].name == "Light without an id"


async def test_an_entity_is_called_by_its_aliases_alone_where_its_own_name_is_none_of_them(
    assistant: FakeHomeAssistant,
) -> None:
    assistant.entities[KITCHEN_LIGHT]["aliases"] = ["sun", None, "moon"]
    assistant.entities["lock.door"]["aliases"] = []
    assistant.entities["cover.gate"]["aliases"] = ["portal"]
    async with connected(assistant) as home:
        assert [one.names for one in home.home.entities] == [("portal",), ("sun", "Kitchen light", "moon")]


async def test_disabled_and_absent_entities_have_no_name(assistant: FakeHomeAssistant) -> None:
    assistant.entities["lock.door"]["disabled_by"] = "user"
    del assistant.states["cover.gate"]
    async with connected(assistant) as home:
        assert [one.name for one in home.home.entities] == ["Kitchen light"]


async def test_registries_in_an_unknown_shape_leave_the_home_away(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.areas = [{"area_id": 5}]
    async with connection(assistant) as home:
        await until(lambda: "Home Assistant is away (ValidationError" in caplog.text)
        assert not home.connected


def test_an_entity_is_in_its_own_area_else_in_that_of_its_device() -> None:
    registries = Registries(
        areas={"den": AreaEntry(area_id="den", name="Den"), "hall": AreaEntry(area_id="hall", name="Hall")},
        devices={"d1": DeviceEntry(id="d1", area_id="hall")},
    )

    own = registries.area_of(EntityEntry(entity_id="light.x", area_id="den", device_id="d1"))
    devices = registries.area_of(EntityEntry(entity_id="light.x", device_id="d1"))
    assert (own and own.name, devices and devices.name) == ("Den", "Hall")
    assert registries.area_of(EntityEntry(entity_id="light.x", device_id="gone")) is None
    assert registries.area_of(None) is None


async def test_what_a_script_reaches_is_known_from_home_assistants_search(
    assistant: FakeHomeAssistant,
) -> None:
    assistant.furnish("script.evening", "Evening")
    assistant.related["script.evening"] = ["lock.door", "script.evening"]
    async with connected(assistant) as home:
        assert home.states["script.evening"].attributes["entity_id"] == ["lock.door"]
        assert "entity_id" not in home.states[KITCHEN_LIGHT].attributes


UNLOCK_HALL: dict[str, Any] = {"action": "lock.unlock", "target": {"area_id": "hall"}}


@pytest.mark.parametrize(
    ("step", "reached"),
    [
        (UNLOCK_HALL, ["lock.door"]),
        ({"action": "homeassistant.turn_on", "data": {"area_id": ["hall"]}}, ["lock.door", "light.hall"]),
        ({"service": "light.turn_on", "target": {"area_id": "hall"}}, ["light.hall"]),
        ({"action": "lock.unlock", "target": {"floor_id": "ground"}}, ["lock.door"]),
        ({"action": "lock.unlock", "target": {"label_id": "doors"}}, ["lock.door"]),
        ({"action": "lock.unlock", "data": {"entity_id": "{{ door }}"}}, ["lock.unexposed"]),
        ({"action": "script.inner"}, ["lock.door", "script.inner"]),
        ({"if": [], "then": [{"parallel": [UNLOCK_HALL]}]}, ["lock.door"]),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_whatever_way_a_script_names_a_lock_it_is_known(
    assistant: FakeHomeAssistant, step: dict[str, Any], reached: list[str]
) -> None:
    assistant.furnish("script.evening", "Evening")
    assistant.configurations["script.evening"] = {"sequence": [step]}
    assistant.related["script.inner"] = ["lock.door"]
    assistant.in_places = {
        "hall": ["lock.door", "light.hall"],
        "ground": ["lock.door", "light.hall"],
        "doors": ["lock.door"],
    }
    async with connected(assistant) as home:
        assert home.states["script.evening"].attributes["entity_id"] == reached


async def test_what_is_put_into_a_place_is_reached_by_the_scripts_that_name_the_place(
    assistant: FakeHomeAssistant,
) -> None:
    assistant.furnish("script.evening", "Evening")
    assistant.configurations["script.evening"] = {"sequence": [UNLOCK_HALL]}
    assistant.in_places["hall"] = []
    async with connected(assistant) as home:
        assert home.states["script.evening"].attributes["entity_id"] == []
        assistant.in_places["hall"] = ["lock.door"]
        await assistant.registry_updated("entity", entity_id=KITCHEN_LIGHT)
        await until(lambda: home.states["script.evening"].attributes["entity_id"] == ["lock.door"])


async def test_who_may_not_read_scripts_still_knows_what_the_search_finds(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.furnish("script.evening", "Evening")
    assistant.related["script.evening"] = ["lock.door"]
    assistant.unknown_commands = {"script/config"}
    async with connected(assistant) as home:
        assert home.states["script.evening"].attributes["entity_id"] == ["lock.door"]
    assert "areas in scripts are not guarded" in caplog.text


async def test_a_script_that_is_changed_reaches_what_it_reaches_now(assistant: FakeHomeAssistant) -> None:
    assistant.furnish("script.evening", "Evening")
    async with connected(assistant) as home:
        assert home.states["script.evening"].attributes["entity_id"] == []
        assistant.related["script.evening"] = ["lock.door"]
        await assistant.registry_updated("entity", entity_id="script.evening")
        await until(lambda: home.states["script.evening"].attributes["entity_id"] == ["lock.door"])


async def test_without_a_search_the_home_is_known_all_the_same(
    assistant: FakeHomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.furnish("script.evening", "Evening")
    assistant.unknown_commands = {"search/related"}
    async with connected(assistant) as home:
        assert home.states["script.evening"].name == "Evening"
        assert "entity_id" not in home.states["script.evening"].attributes
    assert "what scripts reach is not known" in caplog.text
