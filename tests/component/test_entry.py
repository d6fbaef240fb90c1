"""Loading, losing and removing an entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from fake_morgan import FakeMorgan
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan.server_flow import ERRORS, WAYS_IN


async def test_a_server_that_is_not_there_is_tried_again(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    await morgan.stop()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "cannot_connect"


@pytest.mark.parametrize(
    ("answer", "key"),
    [({"name": "a router"}, "not_morgan"), ({"services": {}, "version": "0.0.1"}, "too_old")],
)
async def test_what_cannot_be_linked_says_why_in_the_words_of_the_component(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, answer: dict[str, Any], key: str
) -> None:
    morgan.health = web.json_response(answer)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == key
    assert not entry.error_reason_translation_placeholders


async def test_a_key_that_is_refused_at_the_start_is_asked_for(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == ["reauth"]


async def test_a_key_that_is_refused_later_is_asked_for_once(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    await morgan.break_links()
    await morgan.until(hass.config_entries.flow.async_progress)
    await hass.async_block_till_done()
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == ["reauth"]
    morgan.keys = {"right"}
    await morgan.until(lambda: linked.runtime_data.link.available)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(4000, "does not understand this version"), (4009, "another home is linked with this Morgan")],
)
async def test_a_home_that_is_refused_says_why_once_and_tries_again(
    morgan: FakeMorgan, linked: MockConfigEntry, caplog: pytest.LogCaptureFixture, code: int, reason: str
) -> None:
    morgan.close_code = code
    await morgan.break_links()
    await morgan.until(lambda: morgan.refused > 2)
    assert not linked.runtime_data.link.available
    assert caplog.text.count(reason) == 1
    morgan.close_code = None
    await morgan.until(lambda: linked.runtime_data.link.available)


async def test_a_server_that_answers_nonsense_is_tried_again(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    morgan.welcome = {"type": "farewell"}
    await morgan.break_links()
    await morgan.until(lambda: len(morgan.hellos) > 2)
    assert not linked.runtime_data.link.available
    morgan.welcome = {"type": "welcome"}
    await morgan.until(lambda: linked.runtime_data.link.available)


async def test_a_server_that_does_not_welcome_is_tried_again(
    morgan: FakeMorgan, linked: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.link._WELCOME_SECONDS", 0.01)
    morgan.silent = True
    await morgan.break_links()
    await morgan.until(lambda: len(morgan.hellos) > 2)
    monkeypatch.undo()
    morgan.silent = False
    await morgan.until(lambda: linked.runtime_data.link.available)


async def test_a_server_that_has_fallen_silent_is_linked_anew(
    morgan: FakeMorgan, linked: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.frames._SILENCE_SECONDS", 0.01)
    await morgan.break_links()
    await morgan.until(lambda: len(morgan.hellos) > 3)
    monkeypatch.undo()
    await morgan.until(lambda: linked.runtime_data.link.available)


async def test_a_quiet_link_is_kept_alive_by_pings(
    morgan: FakeMorgan, linked: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    pings: list[None] = []

    async def ping(_: aiohttp.ClientWebSocketResponse) -> None:
        pings.append(None)

    monkeypatch.setattr("custom_components.morgan.frames._PING_SECONDS", 0.01)
    monkeypatch.setattr(aiohttp.ClientWebSocketResponse, "ping", ping)
    await morgan.break_links()
    await morgan.until(lambda: len(pings) > 2)
    assert linked.runtime_data.link.available


@pytest.mark.parametrize("where", ["feed.take_picture", "link.receive"])
async def test_an_unexpected_failure_is_logged_and_the_link_opened_anew(
    morgan: FakeMorgan,
    linked: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    def fail(_: object) -> None:
        raise ValueError("unexpected")

    monkeypatch.setattr(f"custom_components.morgan.{where}", fail)
    await morgan.break_links()
    await morgan.until(lambda: "ValueError: unexpected" in caplog.text)
    monkeypatch.undo()
    await morgan.until(lambda: linked.runtime_data.link.available)
    caplog.clear()


async def test_every_break_of_the_link_is_said_once(
    morgan: FakeMorgan, linked: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for number in (1, 2):
        ready = morgan.ready
        await morgan.break_links()
        await morgan.until(lambda ready=ready: morgan.ready > ready and linked.runtime_data.link.available)
        assert caplog.text.count("Not linked with Morgan") == number
        assert caplog.text.count("Linked with Morgan") == number


async def test_messages_of_a_later_version_are_ignored(morgan: FakeMorgan, linked: MockConfigEntry) -> None:
    for text in ("[1]", "{", '{"type": "weather", "id": 1}', '{"type": "done"}', '{"type": "done", "id": 7}'):
        await morgan.links[-1].send_str(text)
    response = await morgan.order("HassTurnOn", {"name": "Moon"})
    assert response["response_type"] == "error"
    assert len(morgan.links) == 1


async def test_an_entry_that_is_removed_leaves_nothing_behind(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    listening = hass.bus.async_listeners()
    link = morgan.links[-1]
    assert await hass.config_entries.async_remove(linked.entry_id)
    await hass.async_block_till_done()
    await morgan.until(lambda: link.closed)
    assert er.async_entries_for_config_entry(er.async_get(hass), linked.entry_id) == []
    assert dr.async_entries_for_config_entry(dr.async_get(hass), linked.entry_id) == []
    assert hass.states.async_entity_ids("conversation") == ["conversation.home_assistant"]
    for event in ("state_changed", "area_registry_updated", "floor_registry_updated"):
        assert hass.bus.async_listeners().get(event, 0) < listening[event]


def test_every_error_and_reason_has_its_words() -> None:
    words = json.loads(
        (Path(__file__).parents[2] / "custom_components/morgan/translations/en.json").read_text()
    )["config"]
    assert set(words["error"]) == {*ERRORS.values(), "invalid_url"}
    for step in words["step"].values():
        assert step.get("data", {}).keys() == step.get("data_description", {}).keys()
        assert set(step.get("menu_options", WAYS_IN)) == set(WAYS_IN)


async def test_another_server_at_the_address_gets_no_key(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.id = "another"
    assert not await home.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "another_server"
    assert morgan.keys_sent == []
