"""Voice activity over Wyoming: audio in, `voice-started` and `voice-stopped` out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from wyoming.event import Event
from wyoming.vad import VoiceStarted, VoiceStopped

from wyoming_morgan.audio import AudioFormat, PcmConverter
from wyoming_morgan.engines.contract.vad import VoiceActivityStream
from wyoming_morgan.voice.endpoint import Endpointer, EndpointEvent, Signal
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.info import NoticeProgram
from wyoming_morgan.wyoming.turns import Send

_SLICE_SECONDS = 0.5
"""Audio that is worked on before others get their turn."""


class Notice:
    """The voice activity detector of one connection: a stream of audio, for as long as it lasts.

    Timestamps are milliseconds of audio, counted from the timestamp of `audio-start` or the first chunk.
    Speech that goes on at `audio-stop` stops there; audio after it is a new stream.
    """

    def __init__(self, program: NoticeProgram, send: Send) -> None:
        self._program = program
        self._send = send
        self._stream: _Stream | None = None

    @property
    def name(self) -> str:
        """The program's name."""
        return self._program.about.name

    async def start(self, event: Event) -> None:
        """Begin a stream."""
        await self.stop(event)
        fields.audio_format(event)
        self._stream = self._open(fields.timestamp(event))

    async def chunk(self, event: Event) -> None:
        """Listen to a piece of audio, in its own format."""
        audio_format = fields.audio_format(event)
        if self._stream is None:
            self._stream = self._open(fields.timestamp(event))
        pcm, size = event.payload or b"", audio_format.size(_SLICE_SECONDS)
        for begin in range(0, len(pcm), size):
            for message in await self._stream.hear(pcm[begin : begin + size], audio_format):
                await self._send(message)
            await asyncio.sleep(0)

    async def stop(self, _event: Event) -> None:
        """End the stream."""
        stream, self._stream = self._stream, None
        if stream is not None:
            for message in await stream.end():
                await self._send(message)

    def _open(self, offset: int) -> _Stream:
        detector = self._program.detector
        return _Stream(
            detector.open(),
            Endpointer(self._program.endpoint),
            window_seconds=detector.capabilities.window_seconds,
            offset=offset,
        )


class _Stream:
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
        self._format: AudioFormat | None = None
        self._converter: PcmConverter | None = None
        self._speaking = False

    async def hear(self, pcm: bytes, audio_format: AudioFormat) -> list[Event]:
        rest = b""
        if self._converter is None or audio_format != self._format:
            rest = self._converter.flush() if self._converter is not None else b""
            self._format, self._converter = audio_format, PcmConverter(audio_format)
        return await self._advance(rest + self._converter.convert(pcm))

    async def end(self) -> list[Event]:
        messages = [] if self._converter is None else await self._advance(self._converter.flush())
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
