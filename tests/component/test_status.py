"""What Morgan says of itself, as sensors and repairs show it."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from fake_morgan import FakeMorgan
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan.sensor import SENSORS
from custom_components.morgan.status import Status, read_status

HEALTH = "binary_sensor.morgan_health"
ENGINES = [
    {"service": "stt", "engine": "pocketsphinx", "stands_in_for": "faster-whisper"},
    {"service": "tts", "engine": "piper", "stands_in_for": None},
    {"service": "llm", "engine": "ollama/qwen3", "stands_in_for": None},
]
FULL = {
    "type": "status",
    "version": "0.1.0",
    "stages": {"transcribe": 210.4, "agent": 12.0},
    "engines": ENGINES,
    "models": [
        {"kind": "stt", "name": "small", "loaded": True},
        {"kind": "tts", "name": "ada", "loaded": False},
    ],
    "queue": {"running": 1, "waiting": 2},
    "problems": [],
}


def problem(code: str, service: str = "stt", cause: str = "") -> dict[str, str]:
    words = {"detail": "it broke", "hint": "run: morgan models pull x"}
    return {"code": code, "service": service, "cause": cause, **words}


async def say(hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, **changes: Any) -> None:
    """Have Morgan send a status, and wait until it is shown."""
    message = {**FULL, **changes}
    await morgan.links[-1].send_json(message)
    await morgan.until(lambda: entry.runtime_data.status.data == read_status(message))
    await hass.async_block_till_done()


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {
        str(issue.translation_key): issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == "morgan" and issue.active
    }


@pytest.fixture
def every_entity(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Sensors that are disabled unless a person enables them, enabled."""
    for description in SENSORS:
        er.async_get(hass).async_get_or_create(
            "sensor",
            "morgan",
            f"{entry.entry_id}-{description.key}",
            suggested_object_id=f"morgan_{description.key}",
            config_entry=entry,
            disabled_by=None,
        )


async def test_only_the_health_is_enabled_unless_a_person_enables_more(
    hass: HomeAssistant, linked: MockConfigEntry
) -> None:
    entries = er.async_entries_for_config_entry(er.async_get(hass), linked.entry_id)
    sensors = [entry for entry in entries if entry.domain in {"sensor", "binary_sensor"}]
    assert len(sensors) == len(SENSORS) + 1
    assert [entry.entity_id for entry in sensors if entry.disabled_by is None] == [HEALTH]
    assert {entry.entity_category for entry in sensors} == {EntityCategory.DIAGNOSTIC}
    assert all(entry.has_entity_name and entry.translation_key for entry in sensors)


@pytest.mark.usefixtures("every_entity")
async def test_the_sensors_show_what_morgan_says(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked)
    shown = {description.key: hass.states.get(f"sensor.morgan_{description.key}") for description in SENSORS}
    assert {key: state.state for key, state in shown.items() if state is not None} == {
        "stage_endpoint": STATE_UNKNOWN,
        "stage_transcribe": "210.4",
        "stage_agent": "12.0",
        "stage_first_audio": STATE_UNKNOWN,
        "stage_synthesize": STATE_UNKNOWN,
        "engine_stt": "pocketsphinx",
        "engine_tts": "piper",
        "engine_vad": STATE_UNKNOWN,
        "engine_wake": STATE_UNKNOWN,
        "engine_llm": "ollama/qwen3",
        "models": "1",
        "queue": "2",
    }
    attributes = {key: state.attributes for key, state in shown.items() if state is not None}
    assert attributes["engine_stt"]["stands_in_for"] == "faster-whisper"
    assert attributes["models"]["models"] == ["small"]
    assert attributes["queue"]["running"] == 1
    assert attributes["stage_agent"]["unit_of_measurement"] == "ms"


@pytest.mark.usefixtures("every_entity")
async def test_without_the_link_the_sensors_are_unavailable_and_the_health_is_a_problem(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked)
    assert hass.states.is_state(HEALTH, STATE_OFF)
    morgan.close_code = 4009
    await morgan.break_links()
    await morgan.until(lambda: morgan.refused)
    await hass.async_block_till_done()
    assert hass.states.is_state("sensor.morgan_queue", STATE_UNAVAILABLE)
    health = hass.states.get(HEALTH)
    assert health is not None
    assert (health.state, health.attributes["problems"]) == (STATE_ON, ["not-linked"])
    morgan.close_code = None
    await morgan.until(lambda: linked.runtime_data.link.available)
    await hass.async_block_till_done()
    assert hass.states.is_state(HEALTH, STATE_OFF)


async def test_a_home_without_a_language_model_is_told_so_and_is_healthy(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked, problems=[problem("no-language-model", "llm")])
    assert set(issues(hass)) == {"no_language_model"}
    assert hass.states.is_state(HEALTH, STATE_OFF)


@pytest.mark.parametrize(
    ("code", "placeholders"),
    [
        ("engine-stands-in", {"engine": "faster-whisper", "stand_in": "pocketsphinx"}),
        ("model-missing", {"engine": "faster-whisper", "stand_in": "pocketsphinx"}),
        ("service-failed", {}),
    ],
)
async def test_what_is_wrong_is_a_repair_that_vanishes_when_it_is_mended(
    hass: HomeAssistant,
    morgan: FakeMorgan,
    linked: MockConfigEntry,
    code: str,
    placeholders: dict[str, str],
) -> None:
    await say(hass, morgan, linked, problems=[problem(code)])
    key = code.replace("-", "_")
    assert set(issues(hass)) == {key}
    assert issues(hass)[key].translation_placeholders == {
        "service": "stt",
        "words": "it broke (run: morgan models pull x)",
        **placeholders,
    }
    assert hass.states.is_state(HEALTH, STATE_ON)
    await say(hass, morgan, linked)
    assert issues(hass) == {}
    assert hass.states.is_state(HEALTH, STATE_OFF)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (problem("engine-stands-in", cause="engine-unavailable"), "engine_not_there"),
        (problem("engine-stands-in", cause="out-of-memory"), "engine_out_of_memory"),
        (problem("engine-stands-in", cause="timeout"), "engine_too_slow"),
        (problem("engine-stands-in", cause="engine-failed"), "engine_stands_in"),
        (problem("model-missing", cause="engine-unavailable"), "model_missing"),
        (problem("service-failed", cause="engine-unavailable"), "service_not_there"),
        (problem("service-failed", cause="out-of-memory"), "service_out_of_memory"),
        (problem("service-failed", cause="timeout"), "service_too_slow"),
        (problem("service-failed", cause="of a later version"), "service_failed"),
    ],
)
async def test_the_cause_is_told_in_the_words_of_the_component(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, wrong: dict[str, str], key: str
) -> None:
    await say(hass, morgan, linked, problems=[wrong])
    assert set(issues(hass)) == {key}
    placeholders = issues(hass)[key].translation_placeholders
    assert placeholders is not None
    for language in ("en", "de", "fr", "es", "it", "nl"):
        texts = await async_get_translations(hass, language, "issues", ["morgan"])
        text = texts[f"component.morgan.issues.{key}.description"]
        *own, addition = text.format(**placeholders).split("\n\n")
        assert "it broke" in addition
        assert "it broke" not in "".join(own)
        assert len(own) == 2


async def test_a_problem_without_words_has_a_repair_all_the_same(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked, problems=[{"code": "service-failed", "service": "tts"}])
    assert issues(hass)["service_failed"].translation_placeholders == {"service": "tts", "words": "-"}


async def test_a_problem_of_a_later_version_counts_for_the_health(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked, problems=[problem("on-fire")])
    assert issues(hass) == {}
    assert hass.states.is_state(HEALTH, STATE_ON)


@pytest.mark.parametrize(
    ("version", "key"),
    [("0.0.9", "server_older"), ("0.2.0", "component_older"), ("unreleased", None), ("0.1.0+local", None)],
)
async def test_different_versions_are_a_repair_and_the_device_shows_that_of_the_server(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, version: str, key: str | None
) -> None:
    await say(hass, morgan, linked, version=version)
    assert list(issues(hass)) == ([key] if key else [])
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), linked.entry_id)
    assert len(devices) > 1
    assert {device.sw_version for device in devices} == {version}
    await say(hass, morgan, linked)
    assert issues(hass) == {}


async def test_morgan_is_told_the_version_of_the_component(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.health = web.json_response(
        {"status": "ok", "version": "9.9.9", "id": morgan.id, "auth": morgan.auth, "services": {}}
    )
    await hass.config_entries.async_setup(entry.entry_id)
    await morgan.until(lambda: morgan.hellos)
    assert morgan.hellos[-1]["component"] == "0.1.0"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_server_without_a_link_is_a_repair_until_it_has_one(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.link_status = 404
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert set(issues(hass)) == {"server_too_old"}
    morgan.link_status = None
    await hass.config_entries.async_reload(entry.entry_id)
    await morgan.until(lambda: entry.runtime_data.link.available)
    await say(hass, morgan, entry)
    assert issues(hass) == {}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_issue_stays_ignored_when_the_entry_is_loaded_again(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked, problems=[problem("no-language-model", "llm")])
    issue_id = issues(hass)["no_language_model"].issue_id
    ir.async_ignore_issue(hass, "morgan", issue_id, ignore=True)
    await hass.config_entries.async_reload(linked.entry_id)
    await morgan.until(lambda: linked.runtime_data.link.available)
    await say(hass, morgan, linked, problems=[problem("no-language-model", "llm")])
    assert issues(hass)["no_language_model"].dismissed_version is not None


async def test_an_entry_that_is_disabled_or_removed_leaves_no_repairs(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await say(hass, morgan, linked, problems=[problem("service-failed")])
    await hass.config_entries.async_set_disabled_by(linked.entry_id, ConfigEntryDisabler.USER)
    assert issues(hass) == {}
    await hass.config_entries.async_set_disabled_by(linked.entry_id, None)
    await morgan.until(lambda: linked.runtime_data.link.available)
    await say(hass, morgan, linked, problems=[problem("service-failed")])
    assert set(issues(hass)) == {"service_failed"}
    await hass.config_entries.async_remove(linked.entry_id)
    assert issues(hass) == {}


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"stages": 1, "engines": {}, "models": "x", "queue": [], "problems": None, "version": 3},
        {"stages": {"agent": "fast"}, "engines": [1, {}], "models": [None], "problems": [[], {"hint": "x"}]},
        {"queue": {"running": "1", "waiting": None}},
    ],
)
def test_what_cannot_be_read_is_left_out(message: dict[str, Any]) -> None:
    assert read_status(message) == Status()
