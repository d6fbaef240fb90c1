"""Morgan listens for wake words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable
from typing import Any, TypeAlias

from homeassistant.components import wake_word
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import LOGGER
from .entry import MorganConfigEntry
from .errors import MorganError
from .voice_about import KnownWakeWord, VoiceAbout
from .voice_client import HeardWakeWord, WakeListener
from .voice_entity import VoiceEntity, add_when_offered

PARALLEL_UPDATES = 0
_Chunk: TypeAlias = tuple[bytes, int]
"""Audio, and when it began, in milliseconds of the stream."""


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the entity, if this Morgan has wake words."""
    del hass
    add_when_offered(entry, async_add_entities, _words, lambda: MorganWakeWords(entry))


def _words(about: VoiceAbout) -> tuple[KnownWakeWord, ...]:
    return about.wake_words


class MorganWakeWords(VoiceEntity, wake_word.WakeWordDetectionEntity):
    """Has Morgan listen to a satellite until it hears a wake word."""

    def __init__(self, entry: MorganConfigEntry) -> None:
        super().__init__(entry, "wake_word", _words)

    async def get_supported_wake_words(self) -> list[wake_word.WakeWord]:
        """Return Morgan's words."""
        return [
            wake_word.WakeWord(id=word.name, name=word.phrase, phrase=word.phrase)
            for word in self.coordinator.data.wake_words
        ]

    async def _async_process_audio_stream(
        self, stream: AsyncIterable[_Chunk], wake_word_id: str | None
    ) -> wake_word.DetectionResult | None:
        try:
            async with self.coordinator.client.listening(wake_word_id) as listener:
                return await _Hearing(stream, listener, self._phrase).detect()
        except MorganError as error:
            LOGGER.warning("Morgan could not listen for wake words: %s", error)
            return None

    def _phrase(self, name: str) -> str:
        words = self.coordinator.data.wake_words
        return next((word.phrase for word in words if word.name == name), name)


class _Hearing:
    """One stream on its way to Morgan, and what Morgan hears in it."""

    def __init__(
        self, stream: AsyncIterable[_Chunk], listener: WakeListener, phrase: Callable[[str], str]
    ) -> None:
        self._chunks = aiter(stream)
        self._listener = listener
        self._phrase = phrase
        self._began: int | None = None

    async def detect(self) -> wake_word.DetectionResult | None:
        """Pass audio on until a word is heard or the audio ends.

        A chunk that is being waited for is never given up: that would end the stream for what comes after.
        """
        detection = asyncio.create_task(self._listener.detection())
        chunk: asyncio.Task[_Chunk | None] | None = asyncio.create_task(self._next())
        try:
            while not detection.done():
                pending: set[asyncio.Task[Any]] = {detection} if chunk is None else {detection, chunk}
                await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                if chunk is not None and chunk.done() and not detection.done():
                    chunk = await self._pass_on(chunk.result())
            heard = detection.result()
            return None if heard is None else self._result(heard, None if chunk is None else await chunk)
        finally:
            detection.cancel()
            await asyncio.gather(detection, *(() if chunk is None else (chunk,)), return_exceptions=True)

    async def _next(self) -> _Chunk | None:
        return await anext(self._chunks, None)

    async def _pass_on(self, chunk: _Chunk | None) -> asyncio.Task[_Chunk | None] | None:
        if chunk is None:
            await self._listener.end()
            return None
        pcm, at = chunk
        if self._began is None:
            self._began = at
        await self._listener.hear(pcm)
        return asyncio.create_task(self._next())

    def _result(self, heard: HeardWakeWord, queued: _Chunk | None) -> wake_word.DetectionResult:
        return wake_word.DetectionResult(
            wake_word_id=heard.name,
            wake_word_phrase=self._phrase(heard.name),
            timestamp=(self._began or 0) + heard.at,
            queued_audio=None if queued is None else [queued],
        )
