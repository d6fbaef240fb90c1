"""Which entities there are, by what Morgan can do with audio."""

from __future__ import annotations

from typing import Any

import pytest
from fake_morgan import FakeMorgan
from fake_voice import ABOUT
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan import voice_client, voice_coordinator
from custom_components.morgan.languages import Languages
from custom_components.morgan.voice_about import VoiceAbout, read_about

NOTHING: dict[str, Any] = {
    "type": "about",
    "version": "0.1.0",
    "loading": [],
    "stt": None,
    "tts": None,
    "wake": None,
}
NAMES = {"stt": "Speech-to-text", "tts": "Text-to-speech", "wake_word": "Wake words"}


async def load(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def offered(hass: HomeAssistant) -> list[str]:
    return [domain for domain in NAMES if hass.states.async_entity_ids(domain)]


async def test_there_is_an_entity_for_each_thing_on_the_one_device(
    home: HomeAssistant, linked: MockConfigEntry
) -> None:
    assert offered(home) == list(NAMES)
    device = dr.async_get(home).async_get_device_by_identifier(("morgan", linked.entry_id), linked.entry_id)
    assert device is not None
    registry = er.async_get(home)
    for domain, name in NAMES.items():
        entity_id = registry.async_get_entity_id(domain, "morgan", f"{linked.entry_id}-{domain}")
        entity = registry.async_get(entity_id or "")
        assert entity is not None
        assert entity.device_id == device.id
        state = home.states.get(entity.entity_id)
        assert state is not None
        assert state.name == f"Morgan {name}"


async def test_a_morgan_without_a_voice_has_no_such_entities(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.voice.about = {**NOTHING, "tts": {"voices": [{"name": 1}, 2]}, "stt": {"languages": "en"}}
    await load(home, entry)
    assert offered(home) == []
    await home.config_entries.async_unload(entry.entry_id)


async def test_a_morgan_that_is_too_old_to_have_a_voice_socket_can_be_asked_all_the_same(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.voice.status = 404
    await load(home, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert offered(home) == []
    await home.config_entries.async_unload(entry.entry_id)


async def test_what_is_loaded_later_is_offered_later(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_coordinator, "LOADING_SECONDS", 0.05)
    morgan.voice.about = {**NOTHING, "loading": ["tts"], "stt": ABOUT["stt"]}
    await load(home, entry)
    assert offered(home) == ["stt"]
    morgan.voice.about = ABOUT
    await morgan.until(lambda: offered(home) == list(NAMES))
    await morgan.until(lambda: entry.runtime_data.link.available)
    await home.async_block_till_done()
    before = morgan.voice.described
    await morgan.break_links()
    await morgan.until(lambda: morgan.voice.described > before)
    await home.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("about", ["{", "[]", '{"type": "failed", "code": "busy", "message": "too much"}'])
async def test_a_morgan_that_cannot_say_what_it_does_is_asked_again_later(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, about: Any
) -> None:
    morgan.voice.about = about
    await load(home, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_a_morgan_that_does_not_answer_is_not_waited_for_without_an_end(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_client, "_DESCRIBE_SECONDS", 0.05)
    monkeypatch.setattr(morgan.voice, "_take", silent)
    await load(home, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def silent(*_: object) -> None:
    """Answer nothing."""


def test_what_is_not_as_expected_counts_as_not_there() -> None:
    assert read_about({"type": "about"}) == VoiceAbout()
    about = read_about(
        {"wake": {"words": [{"name": "a", "description": "A"}, {"phrase": "b"}]}, "loading": ["tts"]}
    )
    assert [word.phrase for word in about.wake_words] == ["A"]
    assert not about.is_complete


def test_tags_are_spelled_in_one_way_and_each_once() -> None:
    assert Languages(["de_DE", "de-DE", "EN", "zh-Hans", "es_419"]) == ["de-DE", "en", "zh-Hans", "es-419"]


async def test_without_assist_there_is_no_pipeline_to_make(
    home: HomeAssistant, linked: MockConfigEntry
) -> None:
    home.config_entries.async_update_entry(linked, options={"assistant": {"prefer": True}})
    await home.config_entries.async_reload(linked.entry_id)
    await home.async_block_till_done()
    flow = await home.config_entries.options.async_init(linked.entry_id)
    assert (flow["type"], flow["reason"]) == ("abort", "no_assist")
    await home.config_entries.async_remove(linked.entry_id)
