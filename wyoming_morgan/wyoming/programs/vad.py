"""Voice activity over Wyoming: audio in, `voice-started` and `voice-stopped` out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from wyoming.event import Event
from wyoming.info import Info
from wyoming.vad import VoiceStarted, VoiceStopped

from wyoming_morgan.audio import AudioChunk, SpeechConverter
from wyoming_morgan.engines.contract.vad import VoiceActivity, VoiceActivityStream
from wyoming_morgan.voice.endpoint import Endpointer, EndpointEvent, EndpointSettings, Signal
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.program import About, Adapter, AdapterContext
from wyoming_morgan.wyoming.settings import WyomingSettings


@dataclass(frozen=True, slots=True)
class VadProgram:
    """Voice activity detection."""

    domains: ClassVar = ("vad",)

    about: About
    detector: VoiceActivity
    endpoint: EndpointSettings

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add nothing: `info` has no place for detectors, so clients have to know the name."""

    def open(self, context: AdapterContext) -> VadAdapter:
        """Return the detector of one connection."""
        return VadAdapter(self, context)


class VadAdapter(Adapter):
    """The voice activity detector of one connection: a stream of audio, for as long as it lasts.

    Timestamps are milliseconds of audio, counted from the timestamp of `audio-start` or the first chunk.
    Speech that goes on at `audio-stop` stops there; audio after it is a new stream.
    """

    listens = True

    def __init__(self, program: VadProgram, context: AdapterContext) -> None:
        self.handlers = {
            "audio-start": self._start,
            "audio-chunk": self._chunk,
            "audio-stop": self._stop,
        }
        self._program = program
        self._send = context.send
        self._stream: _VadStream | None = None

    async def _start(self, event: Event) -> None:
        """Begin a stream."""
        await self._stop(event)
        fields.audio_format(event)
        self._stream = self._open(fields.timestamp(event))

    async def _chunk(self, event: Event) -> None:
        """Listen to a piece of audio, in its own format."""
        chunk = AudioChunk(event.payload or b"", fields.audio_format(event))
        if self._stream is None:
            self._stream = self._open(fields.timestamp(event))
        for piece in chunk.slices():
            for message in await self._stream.process(piece):
                await self._send(message)
            await asyncio.sleep(0)

    async def _stop(self, _event: Event) -> None:
        """End the stream."""
        stream, self._stream = self._stream, None
        if stream is not None:
            for message in await stream.end():
                await self._send(message)

    def _open(self, offset: int) -> _VadStream:
        detector = self._program.detector
        return _VadStream(
            detector.open(),
            Endpointer(self._program.endpoint),
            window_seconds=detector.capabilities.window_seconds,
            offset=offset,
        )


class _VadStream:
    def __init__(
        self,
        probabilities: VoiceActivityStream,
        endpointer: Endpointer,
        *,
        window_seconds: float,
        offset: int,
    ) -> None:
        self._probabilities = probabilities
        self._endpointer = endpointer
        self._window_seconds = window_seconds
        self._offset = offset
        self._converter = SpeechConverter()
        self._speaking = False

    async def process(self, chunk: AudioChunk) -> list[Event]:
        return await self._advance(self._converter.convert(chunk))

    async def end(self) -> list[Event]:
        messages = await self._advance(self._converter.flush())
        if self._speaking:
            messages.append(VoiceStopped(timestamp=self._milliseconds(self._endpointer.now)).event())
        return messages

    async def _advance(self, speech: bytes) -> list[Event]:
        events = [
            event
            for probability in await self._probabilities.process(speech)
            for event in self._endpointer.advance(probability, self._window_seconds)
        ]
        return list(self._messages(events))

    def _messages(self, events: Iterable[EndpointEvent]) -> Iterable[Event]:
        for event in events:
            if event.signal is Signal.STARTED:
                self._speaking = True
                yield VoiceStarted(timestamp=self._milliseconds(event.at)).event()
            elif event.signal is Signal.STOPPED:
                self._speaking = False
                yield VoiceStopped(timestamp=self._milliseconds(event.at)).event()

    def _milliseconds(self, seconds: float) -> int:
        return self._offset + round(seconds * 1000)
