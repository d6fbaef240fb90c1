"""Wake words over Wyoming: `detect`, audio in, `detection` out as it happens, `not-detected` at the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event
from wyoming.wake import Detection, NotDetected

from wyoming_morgan.audio import AudioFormat, PcmConverter
from wyoming_morgan.engines.contract.wake import WakeWordStream
from wyoming_morgan.errors import TooLarge
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.info import WakeProgram
from wyoming_morgan.wyoming.turns import Send

_MAX_NAMES = 100
_SLICE_SECONDS = 0.5
"""Audio that is converted and worked on before others get their turn."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What `detect` asked for: it counts for the audio after it, until the next one."""

    names: tuple[str, ...] = ()
    context: dict[str, Any] | None = None


class Wake:
    """The wake words of one connection: a stream of audio, for as long as it lasts.

    Audio without `detect` is listened to for the default words. Timestamps are milliseconds of audio, counted
    from the timestamp of `audio-start` or the first chunk. Detections go on until `audio-stop`; audio after
    that is a new stream, for the same words. When a `detect` is refused or listening fails, the client gets
    an `error`, and the rest of the audio is dropped up to the next `detect` or `audio-start`.
    """

    def __init__(self, program: WakeProgram, send: Send) -> None:
        self._program = program
        self._send = send
        self._request: _Request | None = _Request()
        self._stream: _Stream | None = None
        self._deaf = False

    @property
    def name(self) -> str:
        """The program's name."""
        return self._program.about.name

    async def detect(self, event: Event) -> None:
        """Take the words to listen for; audio that goes on is heard for them from here on."""
        self.close()
        self._request = None
        request = _Request(_names(event), fields.optional_object(event, "context"))
        self._program.engine.open(request.names).close()  # refuses names that are not known
        self._request, self._deaf = request, False

    async def start(self, event: Event) -> None:
        """Begin a stream."""
        await self.stop(event)
        fields.audio_format(event)
        self._begin(event)

    async def chunk(self, event: Event) -> None:
        """Listen to a piece of audio, in its own format."""
        if self._deaf or self._request is None:
            return
        audio_format = fields.audio_format(event)
        stream = self._stream or self._begin(event)
        if stream is None:
            return
        pcm, size = event.payload or b"", audio_format.size(_SLICE_SECONDS)
        try:
            for begin in range(0, len(pcm), size):
                await stream.hear(pcm[begin : begin + size], audio_format)
                await asyncio.sleep(0)
        except BaseException:
            self.close()
            self._deaf = True
            raise

    async def stop(self, _event: Event) -> None:
        """End the stream."""
        stream, self._stream, self._deaf = self._stream, None, False
        if stream is not None:
            await stream.end()

    def close(self) -> None:
        """Give the stream up."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _begin(self, event: Event) -> _Stream | None:
        if self._request is None:
            return None
        listening = self._program.engine.open(self._request.names)
        self._stream = _Stream(listening, self._send, self._request, offset=fields.timestamp(event))
        return self._stream


class _Stream:
    def __init__(self, listening: WakeWordStream, send: Send, request: _Request, *, offset: int) -> None:
        self._listening = listening
        self._send = send
        self._context = request.context
        self._offset = offset
        self._format: AudioFormat | None = None
        self._converter: PcmConverter | None = None
        self._detected = False

    async def hear(self, pcm: bytes, audio_format: AudioFormat) -> None:
        rest = b""
        if self._converter is None or audio_format != self._format:
            rest = self._converter.flush() if self._converter is not None else b""
            self._format, self._converter = audio_format, PcmConverter(audio_format)
        await self._advance(rest + self._converter.convert(pcm))

    async def end(self) -> None:
        try:
            if self._converter is not None:
                await self._advance(self._converter.flush())
        finally:
            self.close()
        if not self._detected:
            await self._send(NotDetected(context=self._context).event())

    def close(self) -> None:
        self._listening.close()

    async def _advance(self, speech: bytes) -> None:
        for detection in await self._listening.process(speech):
            self._detected = True
            timestamp = self._offset + round(detection.at * 1000)
            await self._send(
                Detection(name=detection.name, timestamp=timestamp, context=self._context).event()
            )


def _names(event: Event) -> tuple[str, ...]:
    names = fields.texts(event, "names")
    if len(names) > _MAX_NAMES:
        raise TooLarge(f"detect with {len(names)} names", hint=f"send at most {_MAX_NAMES}")
    return tuple(dict.fromkeys(names))
