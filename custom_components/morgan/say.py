"""Has media players and satellites say something in Morgan's voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.components.tts.media_source import generate_media_source_id
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant, callback, split_entity_id
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN
from .entry import MorganConfigEntry

_PLAYER = "media_player"
_SATELLITE = "assist_satellite"
_SPEECH = "tts"


async def say(
    hass: HomeAssistant,
    entry: MorganConfigEntry,
    context: Context,
    entity_ids: Sequence[str],
    speech: Mapping[str, Any],
) -> None:
    """Say something, on every entity at once, with the rights of the context's user.

    Args:
        hass: Has the entities.
        entry: The Morgan that speaks.
        context: Of the user who wants it.
        entity_ids: Media players and satellites.
        speech: `message`, `language` and `options`, as text-to-speech takes them.

    Raises:
        ServiceValidationError: an entity is neither, or this Morgan has no voice.
        HomeAssistantError: Morgan cannot be reached, or an entity cannot play.
    """
    players = [one for one in entity_ids if split_entity_id(one)[0] == _PLAYER]
    satellites = [one for one in entity_ids if split_entity_id(one)[0] == _SATELLITE]
    for entity_id in entity_ids:
        if entity_id not in (*players, *satellites):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="cannot_say_there",
                translation_placeholders={"entity_id": entity_id},
            )
    engine = _voice(hass, entry)
    if players:
        await hass.services.async_call(
            _SPEECH,
            "speak",
            {ATTR_ENTITY_ID: engine, "media_player_entity_id": players, **_known(speech)},
            blocking=True,
            context=context,
        )
    if satellites:
        media_id = generate_media_source_id(hass, engine=engine, **speech)
        await hass.services.async_call(
            _SATELLITE,
            "announce",
            {ATTR_ENTITY_ID: satellites, "message": speech["message"], "media_id": media_id},
            blocking=True,
            context=context,
        )


def _known(speech: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in speech.items() if value}


@callback
def _voice(hass: HomeAssistant, entry: MorganConfigEntry) -> str:
    """Return the text-to-speech entity of an entry."""
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.domain != _SPEECH or entity.disabled_by is not None:
            continue
        if hass.states.is_state(entity.entity_id, STATE_UNAVAILABLE):
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_linked")
        return entity.entity_id
    raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_voice")
