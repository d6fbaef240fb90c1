from __future__ import annotations

from typing import Any

import pytest

from tests.home.conftest import KITCHEN_LIGHT, connected, expose
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.home.live import Pauses, Stale
from wyoming_morgan.home.registry import Changes
from wyoming_morgan.home.settings import HomeAssistantSettings


async def test_listeners_hear_once_of_a_burst_of_changes_and_nothing_of_states(
    assistant: FakeHomeAssistant,
) -> None:
    heard: list[str] = []
    async with connected(assistant, settle_seconds=0.2) as home:
        end = home.listen(lambda: heard.append(home.home.areas[0].name))
        await assistant.change(KITCHEN_LIGHT, "on", brightness=1)
        for number in range(20):
            assistant.areas[0]["name"] = f"Kitchen {number}"
            await assistant.registry_updated("area")
        await until(lambda: heard != [])
        assert heard == ["Kitchen 19"]
        await assistant.change(KITCHEN_LIGHT, "off", friendly_name="Lamp")
        await until(lambda: len(heard) == 2)
        assert home.states[KITCHEN_LIGHT].name == "Lamp"
        end()
        end()
        assistant.areas[0]["name"] = "Kitchen"
        await assistant.registry_updated("area")
        await until(lambda: home.home.areas[0].name == "Kitchen")
        assert len(heard) == 2


async def test_changes_that_nobody_told_of_are_found_in_the_end(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant, refresh_seconds=0.05) as home:
        assistant.unregistered = {"light.yaml"}
        assistant.states["light.yaml"] = ("on", {"friendly_name": "Light without an id"})
        await until(lambda: "light.yaml" in home.states)


async def test_a_flood_of_changes_is_taken_and_the_last_one_counts(assistant: FakeHomeAssistant) -> None:
    for number in range(200):
        assistant.furnish(f"sensor.s{number}", f"Sensor {number}", "0")
    async with connected(assistant) as home:
        for turn in range(1, 51):
            await assistant.tell({"c": {f"sensor.s{n}": {"+": {"s": str(turn)}} for n in range(200)}})
        await until(lambda: all(home.states[f"sensor.s{n}"].state == "50" for n in range(200)))
        assert assistant.logins == 1


def test_pauses_double_up_to_a_limit_and_begin_again() -> None:
    pauses = Pauses(HomeAssistantSettings(first_retry_seconds=1, longest_retry_seconds=4))
    for longest in (1, 2, 4, 4):
        assert longest / 2 <= pauses.next() <= longest
    pauses.reset()

    assert pauses.next() <= 1


def test_changes_are_taken_once() -> None:
    stale = Stale()
    stale.rebuild()
    assert stale.take() is None, "the registries are still good"
    stale.reload("area", {"data": {"action": "update", "area_id": "kitchen"}})

    assert stale.take() == Changes(lists=frozenset({"area"}))
    assert stale.take() is None


@pytest.mark.parametrize(
    ("data", "changes"),
    [
        pytest.param({"entity_id": "a.b"}, Changes(entity_ids=frozenset({"a.b"})), id="one entity"),
        pytest.param({"entity_id": "a.b", "old_entity_id": "a.c"}, Changes(everything=True), id="another id"),
        pytest.param({}, Changes(everything=True), id="no entity"),
        pytest.param({"entity_id": 1}, Changes(everything=True), id="not an id"),
        pytest.param(None, Changes(everything=True), id="nothing"),
    ],
)
def test_what_has_to_be_read_again_follows_from_the_event(data: Any, changes: Changes) -> None:
    stale = Stale()
    stale.reload("entity", {"data": data})

    assert stale.take() == changes


async def test_of_an_entity_that_has_changed_only_its_own_entry_is_read_again(
    assistant: FakeHomeAssistant,
) -> None:
    async with connected(assistant) as home:
        del assistant.commands[:]
        assistant.entities[KITCHEN_LIGHT]["aliases"] = ["sun"]
        assistant.entities["lock.door"]["disabled_by"] = "user"
        expose(assistant, "switch.secret", exposed=True)
        for entity_id in (KITCHEN_LIGHT, "lock.door", "switch.secret", "light.gone"):
            await assistant.registry_updated("entity", entity_id=entity_id)
        await until(lambda: {one.name for one in home.home.entities} == {"Gate", "sun", "Secret switch"})

        assert set(assistant.commands) == {"config/entity_registry/get_entries", "subscribe_entities"}


@pytest.mark.parametrize("registry", ["floor", "area", "device"])
async def test_of_other_registries_only_the_changed_one_is_read_again(
    assistant: FakeHomeAssistant, registry: str
) -> None:
    async with connected(assistant):
        del assistant.commands[:]
        await assistant.registry_updated(registry)
        await until(lambda: assistant.commands != [])

        assert assistant.commands == [f"config/{registry}_registry/list"]


async def test_only_what_is_newly_exposed_is_subscribed_to(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        await _expose(assistant, "switch.secret", exposed=True)
        await until(lambda: "switch.secret" in home.states)
        assert assistant.commands.count("subscribe_entities") == 2
        await _expose(assistant, "switch.secret", exposed=False)
        await until(lambda: "switch.secret" not in home.states)
        await assistant.change("switch.secret", "on")
        await _expose(assistant, "switch.secret", exposed=True)
        await until(lambda: home.states.get("switch.secret", home.states[KITCHEN_LIGHT]).state == "on")
        assert assistant.commands.count("subscribe_entities") == 3


async def test_many_entities_are_read_a_few_at_a_time(assistant: FakeHomeAssistant) -> None:
    for number in range(1000):
        assistant.furnish(f"sensor.s{number}", f"Sensor {number}")
    async with connected(assistant) as home:
        assert len(home.home.entities) == 1003
        assert assistant.commands.count("subscribe_entities") == 5
        assert assistant.commands.count("config/entity_registry/get_entries") == 5


async def test_subscriptions_end_when_much_of_them_is_not_followed_any_more(
    assistant: FakeHomeAssistant,
) -> None:
    for number in range(300):
        assistant.furnish(f"sensor.s{number}", f"Sensor {number}")
    async with connected(assistant) as home:
        for number in range(290):
            expose(assistant, f"sensor.s{number}", exposed=False)
        await assistant.registry_updated("entity")
        await until(lambda: len(home.home.entities) == 13)
        assert assistant.commands.count("unsubscribe_events") == 2
        assert len(home.states) == 13


async def _expose(assistant: FakeHomeAssistant, entity_id: str, *, exposed: bool) -> None:
    expose(assistant, entity_id, exposed=exposed)
    await assistant.registry_updated("entity")
