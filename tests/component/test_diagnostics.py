"""What a person may send to others has no secret in it."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from fake_morgan import FakeMorgan
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import json_dumps
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan.diagnostics import async_get_config_entry_diagnostics
from custom_components.morgan.status import read_status

KEY = "a secret: Schlüssel/of+Anna=="
PRIVATE = (
    "http://192.168.7.31:11434/v1",
    "tcp://whisper:10300",
    "10.0.0.9:8000",
    "fd00::31",
    "[fe80::1:2]",
    "nas.local:80",
    "/home/anna/models/qwen",
    "anna@example.org",
)


@pytest.fixture
def entry(home: HomeAssistant, morgan: FakeMorgan) -> MockConfigEntry:
    """An entry whose key, title and instructions are secrets."""
    morgan.keys = {KEY}
    entry = MockConfigEntry(
        domain="morgan",
        title="Anna's Morgan",
        unique_id=morgan.id,
        data={"url": morgan.url, "api_key": KEY},
        subentries_data=[
            ConfigSubentryData(
                subentry_type="conversation",
                title="Butler of Anna",
                unique_id=None,
                data={"prompt": "Anna lives here.", "name": "Butler of Anna", "model": "ollama/qwen3"},
            )
        ],
    )
    entry.add_to_hass(home)
    return entry


async def told(hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, message: Any) -> str:
    """Return the diagnostics, after Morgan has sent a status."""
    await morgan.links[-1].send_json(message)
    await morgan.until(lambda: entry.runtime_data.status.data == read_status(message))
    return json_dumps(await async_get_config_entry_diagnostics(hass, entry))


async def test_neither_the_key_nor_an_address_nor_a_name_is_in_it(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    problems = [
        {"code": "service-failed", "service": "stt", "detail": f"{text} does not answer", "hint": KEY}
        for text in PRIVATE
    ]
    written = await told(hass, morgan, linked, {"type": "status", "version": "0.1.0", "problems": problems})
    encoded = KEY.encode()
    forms = (
        KEY,
        json.dumps(KEY)[1:-1],
        quote(KEY),
        quote(KEY, safe=""),
        base64.b64encode(encoded).decode(),
        base64.urlsafe_b64encode(encoded).decode(),
        encoded.hex(),
    )
    for secret in (*forms, *PRIVATE, morgan.url, "127.0.0.1", "Anna", "anna", "Lamp", "lamp", "Study"):
        assert secret not in written


async def test_what_helps_is_in_it(hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry) -> None:
    engines = [{"service": "stt", "engine": "pocketsphinx", "stands_in_for": "faster-whisper"}]
    problem = {
        "code": "model-missing",
        "service": "stt",
        "cause": "engine-unavailable",
        "detail": "the model small is not on disk",
        "hint": "run: morgan models pull faster-whisper/small",
    }
    message = {"type": "status", "version": "0.1.0", "engines": engines, "problems": [problem]}
    diagnostics = json.loads(await told(hass, morgan, linked, message))
    assert diagnostics["versions"] == {"component": "0.1.0", "server": "0.1.0"}
    assert diagnostics["linked"] is True
    assert diagnostics["status"]["engines"]["stt"] == engines[0]
    assert diagnostics["status"]["problems"] == [problem]
    assert diagnostics["home"] == {"floors": 0, "areas": 1, "satellites": 0, "exposed": {"light": 1}}
    assert diagnostics["entry"]["data"] == {"url": "**REDACTED**", "api_key": "**REDACTED**"}
    assert diagnostics["entry"]["subentries"][0]["data"]["model"] == "ollama/qwen3"
    health = {"domain": "binary_sensor", "key": "health", "disabled_by": None, "available": True}
    assert health in diagnostics["entities"]


async def test_a_morgan_that_was_never_reached_has_diagnostics_too(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    await morgan.stop()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    diagnostics = await async_get_config_entry_diagnostics(hass, entry)
    assert (diagnostics["entry"]["state"], diagnostics["linked"]) == ("setup_retry", False)
    assert diagnostics["versions"]["server"] == ""
    assert diagnostics["home"]["exposed"] == {"light": 1}
