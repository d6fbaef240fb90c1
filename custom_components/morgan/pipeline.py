"""The Assist pipeline that uses Morgan for everything: made once, kept up to date, and not left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homeassistant.components.assist_pipeline import Pipeline, async_get_pipelines, async_update_pipeline
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE, PipelineStorageCollection
from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import language as language_util

from .const import LOGGER
from .entry import MorganConfigEntry

ASSIST = "assist_pipeline"
CONF_WISH = "assistant"
"""In the options of an entry: a pipeline that its first start is to make, and whether it is preferred."""
CONF_PREFER = "prefer"
_CONF_MADE = "pipeline_id"
_CONF_BEFORE = "preferred_before"
_ENGINES = ("conversation_engine", "stt_engine", "tts_engine", "wake_word_entity")
_NOTHING: Mapping[str, Mapping[str, str | None]] = {
    "stt_engine": {"stt_engine": None, "stt_language": None},
    "tts_engine": {"tts_engine": None, "tts_language": None, "tts_voice": None},
    "wake_word_entity": {"wake_word_entity": None, "wake_word_id": None},
    "conversation_engine": {"conversation_engine": HOME_ASSISTANT_AGENT},
}
"""What takes the place of an engine that is gone."""


@callback
def can_make_pipeline(hass: HomeAssistant) -> bool:
    """Whether this Home Assistant has Assist."""
    return ASSIST in hass.config.components


@callback
def follow_wish(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Make the pipeline that was wished for when the entry was made, as soon as all its parts are there."""
    if CONF_WISH not in entry.options or not can_make_pipeline(hass):
        return

    @callback
    def consider(*_: object) -> None:
        if CONF_WISH in entry.options and _is_whole(hass, entry):
            prefer = bool(entry.options[CONF_WISH].get(CONF_PREFER))
            _set_options(hass, entry, {CONF_WISH: None})
            entry.async_create_task(hass, make_pipeline(hass, entry, prefer=prefer), "morgan pipeline")

    entry.async_on_unload(entry.runtime_data.voice.async_add_listener(consider))
    entry.async_on_unload(hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, consider))
    consider()


async def make_pipeline(hass: HomeAssistant, entry: MorganConfigEntry, *, prefer: bool) -> str | None:
    """Make the pipeline of an entry in the language of the home, or bring it up to date.

    What its owner may have changed is kept where it still works: its name, its voice, its wake word, and
    whether local commands go first.

    Returns:
        Its id; None if the entry has no agent.
    """
    settings = _settings(hass, entry)
    if settings is None:
        LOGGER.warning("No assistant can be made: this Morgan has no conversation agent")
        return None
    store = _store(hass)
    pipeline = _made(hass, entry)
    if pipeline is None:
        pipeline = await store.async_create_item(
            {"name": entry.title, "tts_voice": None, "prefer_local_intents": False, **settings}
        )
        _set_options(hass, entry, {_CONF_MADE: pipeline.id})
    else:
        await async_update_pipeline(hass, pipeline, **_kept_choices(pipeline, settings, entry))
    before = store.async_get_preferred_item()
    if prefer and before != pipeline.id:
        _set_options(hass, entry, {_CONF_BEFORE: before})
        store.async_set_preferred_item(pipeline.id)
    return pipeline.id


async def forget_pipeline(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Remove the pipeline that was made for an entry, since the entry is removed.

    What was preferred before is preferred again. A pipeline that its owner has given another agent is kept,
    and so is one without which there would be none: both lose only what is gone.
    """
    if not can_make_pipeline(hass):
        return
    pipeline = _store(hass).data.get(entry.options.get(_CONF_MADE, ""))
    if pipeline is None:
        return
    store, mine = _store(hass), _ids(hass, entry)
    if pipeline.conversation_engine in mine:
        others = [other.id for other in async_get_pipelines(hass) if other.id != pipeline.id]
        if store.async_get_preferred_item() == pipeline.id and others:
            before = entry.options.get(_CONF_BEFORE)
            store.async_set_preferred_item(before if before in others else others[0])
        if others:
            await store.async_delete_item(pipeline.id)
            return
    gone = [engine for engine in _ENGINES if getattr(pipeline, engine) in mine]
    changes: dict[str, Any] = {name: value for engine in gone for name, value in _NOTHING[engine].items()}
    if "conversation_engine" in gone:
        changes["conversation_language"] = pipeline.language
    if changes:
        await async_update_pipeline(hass, pipeline, **changes)


@callback
def _store(hass: HomeAssistant) -> PipelineStorageCollection:
    return hass.data[KEY_ASSIST_PIPELINE].pipeline_store


@callback
def _made(hass: HomeAssistant, entry: MorganConfigEntry) -> Pipeline | None:
    """Return the pipeline that was made for an entry, or one that somebody has made by hand for it."""
    pipelines = {pipeline.id: pipeline for pipeline in async_get_pipelines(hass)}
    if (pipeline := pipelines.get(entry.options.get(_CONF_MADE, ""))) is not None:
        return pipeline
    mine = _ids(hass, entry)
    for pipeline in pipelines.values():
        if {pipeline.conversation_engine, pipeline.stt_engine, pipeline.tts_engine} <= mine:
            return pipeline
    return None


@callback
def _settings(hass: HomeAssistant, entry: MorganConfigEntry) -> dict[str, Any] | None:
    """Return what a pipeline of an entry has, without what Morgan cannot do in the language of the home."""
    engines = _engines(hass, entry)
    if "conversation" not in engines:
        return None
    about = entry.runtime_data.voice.data
    stt_language = _nearest(hass, about.stt_languages) if "stt" in engines else None
    tts_language = _nearest(hass, about.tts_languages) if "tts" in engines else None
    words = about.wake_words if "wake_word" in engines else ()
    return {
        "language": hass.config.language,
        "conversation_engine": engines["conversation"],
        "conversation_language": MATCH_ALL,
        "stt_engine": engines["stt"] if stt_language else None,
        "stt_language": stt_language,
        "tts_engine": engines["tts"] if tts_language else None,
        "tts_language": tts_language,
        "wake_word_entity": engines["wake_word"] if words else None,
        "wake_word_id": words[0].name if words else None,
    }


def _kept_choices(
    pipeline: Pipeline, settings: Mapping[str, Any], entry: MorganConfigEntry
) -> dict[str, Any]:
    """Return the settings for a pipeline that is there: what its owner chose and still works stays."""
    about, changes = entry.runtime_data.voice.data, dict(settings)
    voices = about.voices_of(settings["tts_language"]) if settings["tts_language"] else []
    if pipeline.tts_voice not in {voice.name for voice in voices}:
        changes["tts_voice"] = None
    if pipeline.wake_word_id in {word.name for word in about.wake_words}:
        changes["wake_word_id"] = pipeline.wake_word_id
    return changes


@callback
def _is_whole(hass: HomeAssistant, entry: MorganConfigEntry) -> bool:
    """Whether everything that Morgan offers has its entity."""
    about = entry.runtime_data.voice.data
    offers = {"stt": about.stt_languages, "tts": about.voices, "wake_word": about.wake_words}
    expected = {"conversation", *(domain for domain, offer in offers.items() if offer)}
    return about.is_complete and expected <= {entity_id.partition(".")[0] for entity_id in _ids(hass, entry)}


@callback
def _engines(hass: HomeAssistant, entry: MorganConfigEntry) -> dict[str, str]:
    """Return the first entity of each domain."""
    engines: dict[str, str] = {}
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.disabled_by is None:
            engines.setdefault(entity.domain, entity.entity_id)
    return engines


@callback
def _ids(hass: HomeAssistant, entry: MorganConfigEntry) -> set[str]:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.entity_id for entity in entities}


@callback
def _nearest(hass: HomeAssistant, languages: list[str]) -> str | None:
    nearest = language_util.matches(hass.config.language, languages, country=hass.config.country)
    return nearest[0] if nearest else None


@callback
def _set_options(hass: HomeAssistant, entry: MorganConfigEntry, changes: Mapping[str, Any]) -> None:
    """Change options of an entry; None removes one."""
    options = {name: value for name, value in {**entry.options, **changes}.items() if value is not None}
    hass.config_entries.async_update_entry(entry, options=options)
