"""The Assist pipeline of an entry: made once, brought up to date, and not left behind."""

from __future__ import annotations

from typing import Any

import pytest
from fake_morgan import FakeMorgan
from fake_voice import ABOUT
from homeassistant.components import assist_pipeline
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan import voice_coordinator

WISH: dict[str, Any] = {"assistant": {"prefer": True}}
STT, TTS, WAKE = "stt.morgan_speech_to_text", "tts.morgan_text_to_speech", "wake_word.morgan_wake_words"


@pytest.fixture(autouse=True)
async def assist(home: HomeAssistant) -> None:
    """Have Assist, with its own pipeline."""
    assert await async_setup_component(home, "assist_pipeline", {})


async def load(hass: HomeAssistant, entry: MockConfigEntry, options: dict[str, Any] | None = None) -> None:
    """Start an entry whose set-up was answered with these options."""
    hass.config_entries.async_update_entry(entry, options=options or {})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


def preferred(hass: HomeAssistant) -> assist_pipeline.Pipeline:
    pipelines = {pipeline.id: pipeline for pipeline in assist_pipeline.async_get_pipelines(hass)}
    return pipelines[hass.data[KEY_ASSIST_PIPELINE].pipeline_store.async_get_preferred_item()]


def of_morgan(hass: HomeAssistant) -> list[assist_pipeline.Pipeline]:
    return [one for one in assist_pipeline.async_get_pipelines(hass) if one.name == "Morgan"]


async def configure(hass: HomeAssistant, entry: MockConfigEntry, *, prefer: bool) -> ConfigFlowResult:
    """Click on *Configure* and submit."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    if flow["type"] != "form":
        return flow
    answers = {"prefer": prefer}
    step = await hass.config_entries.options.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done()
    return step


def agent(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return next(entity.entity_id for entity in entities if entity.domain == "conversation")


async def test_the_first_start_makes_the_pipeline_that_was_wished_for_and_prefers_it(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    await load(home, entry, WISH)
    [pipeline] = of_morgan(home)
    assert pipeline.to_json() == {
        "id": pipeline.id,
        "name": "Morgan",
        "language": "en",
        "conversation_engine": agent(home, entry),
        "conversation_language": "*",
        "stt_engine": STT,
        "stt_language": "en",
        "tts_engine": TTS,
        "tts_language": "en-US",
        "tts_voice": None,
        "wake_word_entity": WAKE,
        "wake_word_id": "okay_nabu",
        "prefer_local_intents": False,
    }
    assert preferred(home).id == pipeline.id
    assert "assistant" not in entry.options
    await home.config_entries.async_reload(entry.entry_id)
    await home.async_block_till_done()
    assert len(of_morgan(home)) == 1
    await home.config_entries.async_unload(entry.entry_id)


async def test_nothing_is_made_or_preferred_that_was_not_wished_for(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = preferred(home).id
    await load(home, entry)
    assert of_morgan(home) == []
    assert (await configure(home, entry, prefer=False))["type"] == "create_entry"
    assert len(of_morgan(home)) == 1
    assert preferred(home).id == before
    await home.config_entries.async_unload(entry.entry_id)


async def test_it_is_made_once_everything_is_loaded(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_coordinator, "LOADING_SECONDS", 0.05)
    morgan.voice.about = {**ABOUT, "loading": ["tts"], "tts": None, "wake": None}
    await load(home, entry, WISH)
    assert of_morgan(home) == []
    morgan.voice.about = {**ABOUT, "wake": None}
    await morgan.until(lambda: of_morgan(home))
    assert (of_morgan(home)[0].tts_engine, of_morgan(home)[0].wake_word_entity) == (TTS, None)
    await home.config_entries.async_unload(entry.entry_id)


async def test_twice_makes_one_and_keeps_what_its_owner_chose(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    await load(home, entry, WISH)
    [pipeline] = of_morgan(home)
    await assist_pipeline.async_update_pipeline(
        home, pipeline, tts_voice="bob", wake_word_id="hey_morgan", stt_engine=None, prefer_local_intents=True
    )
    assert (await configure(home, entry, prefer=True))["type"] == "create_entry"
    [again] = of_morgan(home)
    assert (again.id, again.stt_engine) == (pipeline.id, STT)
    assert (again.tts_voice, again.wake_word_id, again.prefer_local_intents) == ("bob", "hey_morgan", True)
    voices = [voice for voice in ABOUT["tts"]["voices"] if voice["name"] != "bob"]
    morgan.voice.about = {**ABOUT, "tts": {"voices": voices}, "wake": {"words": ABOUT["wake"]["words"][:1]}}
    await entry.runtime_data.voice.async_refresh()
    await configure(home, entry, prefer=True)
    assert (of_morgan(home)[0].tts_voice, of_morgan(home)[0].wake_word_id) == (None, "okay_nabu")
    await home.config_entries.async_unload(entry.entry_id)


async def test_one_that_was_made_by_hand_is_taken_and_left_when_the_entry_goes(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    await load(home, entry)
    by_hand = await assist_pipeline.async_create_default_pipeline(home, STT, TTS, "By hand")
    assert by_hand is not None
    await assist_pipeline.async_update_pipeline(home, by_hand, conversation_engine=agent(home, entry))
    await configure(home, entry, prefer=False)
    assert of_morgan(home) == []
    await home.config_entries.async_remove(entry.entry_id)
    assert "By hand" in [pipeline.name for pipeline in assist_pipeline.async_get_pipelines(home)]


async def test_what_morgan_cannot_do_in_the_language_of_the_home_is_left_out(
    home: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    home.config.language = "nl"
    await load(home, entry, WISH)
    [pipeline] = of_morgan(home)
    assert (pipeline.language, pipeline.stt_engine, pipeline.tts_engine) == ("nl", None, None)
    await configure(home, entry, prefer=True)
    assert len(of_morgan(home)) == 1
    await home.config_entries.async_unload(entry.entry_id)


async def test_with_the_entry_goes_its_pipeline_and_what_was_preferred_before_is_again(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = preferred(home).id
    await load(home, entry, WISH)
    await home.config_entries.async_remove(entry.entry_id)
    assert of_morgan(home) == []
    assert preferred(home).id == before


async def test_if_what_was_preferred_before_is_gone_another_one_is(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    store = home.data[KEY_ASSIST_PIPELINE].pipeline_store
    before = preferred(home)
    other = await store.async_create_item(
        {key: value for key, value in before.to_json().items() if key != "id"}
    )
    await load(home, entry, WISH)
    await store.async_delete_item(before.id)
    await home.config_entries.async_remove(entry.entry_id)
    assert preferred(home).id == other.id


async def test_the_last_pipeline_stays_with_what_home_assistant_has(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = preferred(home)
    await load(home, entry, WISH)
    await home.data[KEY_ASSIST_PIPELINE].pipeline_store.async_delete_item(before.id)
    await home.config_entries.async_remove(entry.entry_id)
    pipeline = preferred(home)
    assert (pipeline.name, pipeline.conversation_engine) == ("Morgan", HOME_ASSISTANT_AGENT)
    assert (pipeline.stt_engine, pipeline.tts_engine, pipeline.wake_word_entity) == (None, None, None)
    assert pipeline.conversation_language == "en"


async def test_one_that_was_given_another_agent_stays_without_what_is_gone(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    await load(home, entry, WISH)
    [pipeline] = of_morgan(home)
    await assist_pipeline.async_update_pipeline(
        home, pipeline, conversation_engine="conversation.another", stt_engine="stt.another"
    )
    await home.config_entries.async_remove(entry.entry_id)
    [pipeline] = of_morgan(home)
    assert preferred(home).id == pipeline.id
    assert (pipeline.conversation_engine, pipeline.stt_engine) == ("conversation.another", "stt.another")
    assert (pipeline.tts_engine, pipeline.wake_word_entity) == (None, None)


async def test_one_that_uses_nothing_of_morgan_any_more_stays_as_it_is(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    await load(home, entry, WISH)
    [pipeline] = of_morgan(home)
    await assist_pipeline.async_update_pipeline(
        home, pipeline, conversation_engine="a", stt_engine="b", tts_engine="c", wake_word_entity="d"
    )
    [changed] = of_morgan(home)
    await home.config_entries.async_remove(entry.entry_id)
    assert of_morgan(home) == [changed]


async def test_one_that_its_owner_has_deleted_is_not_missed(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = preferred(home)
    await load(home, entry, WISH)
    store = home.data[KEY_ASSIST_PIPELINE].pipeline_store
    store.async_set_preferred_item(before.id)
    await store.async_delete_item(of_morgan(home)[0].id)
    await home.config_entries.async_remove(entry.entry_id)
    assert preferred(home).id == before.id


async def test_without_an_agent_there_is_no_assistant_to_make(
    home: HomeAssistant, entry: MockConfigEntry
) -> None:
    await load(home, entry)
    er.async_get(home).async_update_entity(agent(home, entry), disabled_by=er.RegistryEntryDisabler.USER)
    assert (await configure(home, entry, prefer=True))["reason"] == "no_agent"
    await home.config_entries.async_unload(entry.entry_id)
    assert (await configure(home, entry, prefer=True))["reason"] == "not_loaded"


@pytest.mark.parametrize("make", [True, False])
async def test_the_set_up_ends_with_the_assistant(
    home: HomeAssistant, morgan: FakeMorgan, *, make: bool
) -> None:
    flow = await home.config_entries.flow.async_init("morgan", context={"source": "user"})
    answers: dict[str, Any] = {"url": morgan.url, "api_key": "right"}
    step = await home.config_entries.flow.async_configure(flow["flow_id"], answers)
    assert (step["type"], step["step_id"]) == ("form", "assistant")
    answers = {"make": make, "prefer": True}
    made = await home.config_entries.flow.async_configure(flow["flow_id"], answers)
    assert made["type"] == "create_entry"
    await home.async_block_till_done()
    assert [pipeline.id for pipeline in of_morgan(home)] == ([preferred(home).id] if make else [])
    await home.config_entries.async_unload(made["result"].entry_id)
