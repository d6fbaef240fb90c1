"""Morgan speaks."""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from homeassistant.components import tts
from homeassistant.components.tts.entity import TTSAudioRequest, TTSAudioResponse
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import language as language_util

from .const import DOMAIN
from .entry import MorganConfigEntry
from .errors import MorganError
from .failures import translated
from .voice_about import SpokenVoice, VoiceAbout
from .voice_client import SoundFormat
from .voice_entity import VoiceEntity, add_when_offered

PARALLEL_UPDATES = 0
ATTR_SPEAKER = "speaker"
ATTR_SPEED = "speed"
_UNKNOWN_SIZE = 0xFFFFFFFF
"""The size of audio that goes on, in the header of a WAV file."""


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entity, if this Morgan has a voice."""
    del hass
    add_when_offered(entry, async_add_entities, _voices, lambda: MorganTts(entry))


def _voices(about: VoiceAbout) -> tuple[SpokenVoice, ...]:
    return about.voices


class MorganTts(VoiceEntity, tts.TextToSpeechEntity):
    """Has Morgan speak a text while it is written."""

    _attr_supported_options = [tts.ATTR_VOICE, ATTR_SPEAKER, ATTR_SPEED]  # noqa: RUF012 - as its base has it

    def __init__(self, entry: MorganConfigEntry) -> None:
        super().__init__(entry, "tts", _voices)
        self._take_languages()

    @callback
    def async_get_supported_voices(self, language: str) -> list[tts.Voice] | None:
        """Return the voices of a language, the default one first."""
        voices = self.coordinator.data.voices_of(language)
        return [tts.Voice(voice.name, voice.description) for voice in voices] or None

    async def async_stream_tts_audio(self, request: TTSAudioRequest) -> TTSAudioResponse:
        """Speak a text; the first of it is heard once its first clause is complete."""
        return TTSAudioResponse("wav", self._wav(request))

    async def _wav(self, request: TTSAudioRequest) -> AsyncGenerator[bytes]:
        speech = self.coordinator.client.synthesize(request.message_gen, **self._choice(request))
        try:
            async with aclosing(speech):
                async for piece in speech:
                    yield _header(piece) if isinstance(piece, SoundFormat) else piece
        except MorganError as error:
            raise HomeAssistantError(**translated(error, "not_spoken")) from error

    def _choice(self, request: TTSAudioRequest) -> dict[str, Any]:
        """Return the voice: the one that was asked for, else the first of the language."""
        options = request.options
        chosen = {"voice": options.get(tts.ATTR_VOICE), ATTR_SPEAKER: options.get(ATTR_SPEAKER)}
        if not chosen["voice"]:
            chosen["language"] = request.language
        try:
            speed = {ATTR_SPEED: float(options[ATTR_SPEED])} if options.get(ATTR_SPEED) else {}
        except (TypeError, ValueError) as error:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_spoken",
                translation_placeholders={"reason": f"{ATTR_SPEED} is no number"},
            ) from error
        return {name: value for name, value in chosen.items() if value} | speed

    @callback
    def _handle_coordinator_update(self) -> None:
        self._take_languages()
        super()._handle_coordinator_update()

    @callback
    def _take_languages(self) -> None:
        """Take over the languages of the voices; the last ones stay while there are none."""
        languages = self.coordinator.data.tts_languages
        if not languages:
            return
        self._attr_supported_languages = languages
        config = self.coordinator.hass.config
        nearest = language_util.matches(config.language, languages, country=config.country)
        self._attr_default_language = nearest[0] if nearest else languages[0]


def _header(sound: SoundFormat) -> bytes:
    """Return the header of a WAV file whose length nobody knows yet."""
    frame = sound.width * sound.channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", _UNKNOWN_SIZE, b"WAVE",
        b"fmt ", 16, 1, sound.channels, sound.rate, sound.rate * frame, frame, 8 * sound.width,
        b"data", _UNKNOWN_SIZE,
    )  # fmt: skip
