"""Morgan hears."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from typing import Any

from homeassistant.components import stt
from homeassistant.components.stt.models import SpeechAudioProcessing
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import LOGGER
from .entry import MorganConfigEntry
from .errors import MorganError
from .languages import Languages
from .voice_about import VoiceAbout
from .voice_entity import VoiceEntity, add_when_offered

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entity, if this Morgan has a recognizer."""
    del hass
    add_when_offered(entry, async_add_entities, _languages, lambda: MorganStt(entry))


def _languages(about: VoiceAbout) -> Languages:
    return about.stt_languages


class MorganStt(VoiceEntity, stt.SpeechToTextEntity):
    """Has Morgan transcribe what is said, while it is said; Morgan notices by itself when it is over."""

    def __init__(self, entry: MorganConfigEntry) -> None:
        super().__init__(entry, "stt", _languages)

    @property
    def supported_languages(self) -> list[str]:
        """Those of Morgan's recognizer."""
        return self.coordinator.data.stt_languages

    @property
    def supported_formats(self) -> list[stt.AudioFormats]:
        """WAV, whose samples are sent as they come."""
        return [stt.AudioFormats.WAV]

    @property
    def supported_codecs(self) -> list[stt.AudioCodecs]:
        """PCM."""
        return [stt.AudioCodecs.PCM]

    @property
    def supported_bit_rates(self) -> list[stt.AudioBitRates]:
        """16 bits."""
        return [stt.AudioBitRates.BITRATE_16]

    @property
    def supported_sample_rates(self) -> list[stt.AudioSampleRates]:
        """16,000 Hz."""
        return [stt.AudioSampleRates.SAMPLERATE_16000]

    @property
    def supported_channels(self) -> list[stt.AudioChannels]:
        """One."""
        return [stt.AudioChannels.CHANNEL_MONO]

    @property
    def audio_processing(self) -> SpeechAudioProcessing:
        """What Home Assistant should do with the audio first."""
        return SpeechAudioProcessing(
            requires_external_vad=False,
            prefers_auto_gain_enabled=True,
            prefers_noise_reduction_enabled=True,
        )

    async def async_process_audio_stream(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> stt.SpeechResult:
        """Return what was said; nothing, if nothing was."""
        async with aclosing(self.async_process_audio_stream_with_progress(metadata, stream)) as results:
            async for result in results:
                if isinstance(result, stt.SpeechResult):
                    return result
        return stt.SpeechResult(None, stt.SpeechResultState.ERROR)

    async def async_process_audio_stream_with_progress(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> AsyncGenerator[Any]:
        """Give what was said so far, where Home Assistant takes it, and at last what was said."""
        # New in 2026.11.
        partial = getattr(stt, "PartialSpeechResult", None)
        hearing = self.coordinator.client.transcribe(stream, language=metadata.language)
        try:
            async with aclosing(hearing):
                async for heard in hearing:
                    if heard.is_final:
                        yield stt.SpeechResult(heard.text, stt.SpeechResultState.SUCCESS)
                    elif partial is not None:
                        yield partial(heard.text)
        except MorganError as error:
            LOGGER.warning("Morgan could not hear: %s", error)
            yield stt.SpeechResult(None, stt.SpeechResultState.ERROR)
