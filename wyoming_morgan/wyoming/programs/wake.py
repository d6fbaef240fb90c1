"""Wake words over Wyoming: `detect`, audio in, `detection` out as it happens, `not-detected` at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wyoming.event import Event
from wyoming.info import Info, WakeModel
from wyoming.info import WakeProgram as WakeInfo
from wyoming.wake import Detection, NotDetected

from wyoming_morgan.audio import AudioChunk, SpeechConverter
from wyoming_morgan.engines.contract.wake import WakeWord, WakeWords, WakeWordStream
from wyoming_morgan.errors import InvalidRequest, TooLarge
from wyoming_morgan.unset import is_automatic
from wyoming_morgan.wyoming import ends, fields
from wyoming_morgan.wyoming.program import About, Adapter, AdapterContext
from wyoming_morgan.wyoming.reporter import Send
from wyoming_morgan.wyoming.settings import WyomingSettings

_MAX_NAMES = 100


@dataclass(frozen=True, slots=True)
class WakeProgram:
    """Wake words: those that the engine knows when the port opens."""

    domains: ClassVar = ("wake",)

    about: About
    engine: WakeWords

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add the engine and its words."""
        del settings
        words = self.engine.capabilities.words
        info.wake.append(WakeInfo(**self.about.artifact(), models=[self._model(word) for word in words]))

    def open(self, context: AdapterContext) -> WakeAdapter:
        """Return the wake words of one connection."""
        return WakeAdapter(self, context)

    def _model(self, word: WakeWord) -> WakeModel:
        about = About(
            name=word.name,
            description=word.description,
            attribution=word.attribution,
            version=word.version or self.engine.capabilities.version,
        )
        return WakeModel(**about.artifact(), languages=list(word.languages), phrase=word.phrase)


@dataclass(frozen=True, slots=True)
class _Detect:
    """The words of a `detect` event, for the audio that follows, up to the next one."""

    names: tuple[str, ...] = ()
    context: dict[str, Any] | None = None


class WakeAdapter(Adapter):
    """The wake words of one connection: a stream of audio, for as long as it lasts.

    Audio without `detect` is listened to for the default words. Timestamps are milliseconds of audio, counted
    from the timestamp of `audio-start` or the first chunk. Detections go on until `audio-stop`; audio after
    that is a new stream, for the same words. When a `detect` is refused, the client gets an `error`, and
    audio is dropped up to the next `detect`; when listening fails, also up to the next `audio-start`.
    """

    # state     | detect                | audio-start          | audio-chunk       | audio-stop
    # ----------+-----------------------+----------------------+-------------------+-----------------
    # ready     | ready                 | listening            | listening; listen | -
    # listening | close; ready          | end; listening       | listen            | end; ready
    # deaf      | ready                 | listening            | drop              | ready
    # refused   | ready                 | drop                 | drop              | -
    #
    # ready: there is a `_request` but no `_stream`; listening: there are both; deaf: listening failed and set
    # `_deaf`; refused: there is no `_request`. A `detect` that is refused leads to refused from any state.
    # "end" sends `not-detected` unless a word was detected.

    listens = True

    def __init__(self, program: WakeProgram, context: AdapterContext) -> None:
        self.handlers = {
            "detect": self._detect,
            "audio-start": self._start,
            "audio-chunk": self._chunk,
            "audio-stop": self._stop,
        }
        self._program = program
        self._send = context.send
        self._request: _Detect | None = _Detect()
        self._stream: _WakeStream | None = None
        self._deaf = False

    async def _detect(self, event: Event) -> None:
        """Take the words to listen for; audio that goes on is heard for them from here on."""
        self.leave()
        self._request = None
        request = _Detect(_names(event), fields.optional_object(event, "context"))
        self._program.engine.open(request.names).close()  # refuses unknown names
        self._request, self._deaf = request, False

    async def _start(self, event: Event) -> None:
        """Begin a stream."""
        await self._stop(event)
        fields.audio_format(event)
        self._begin(event)

    async def _chunk(self, event: Event) -> None:
        """Listen to a piece of audio, in its own format."""
        if self._deaf or self._request is None:
            return
        chunk = AudioChunk(event.payload or b"", fields.audio_format(event))
        stream = self._stream or self._begin(event)
        if stream is None:
            return
        try:
            for piece in chunk.slices():
                await stream.process(piece)
                await asyncio.sleep(0)
        except BaseException:
            self.leave()
            self._deaf = True
            raise

    async def _stop(self, _event: Event) -> None:
        """End the stream."""
        stream, self._stream, self._deaf = self._stream, None, False
        if stream is not None:
            await stream.end()

    def ends(self, event: Event) -> Sequence[Event]:
        """Return that nothing was detected."""
        return ends.no_detection(fields.any_context(event))

    def leave(self) -> None:
        """Close the stream."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    async def close(self) -> None:
        """Close the stream."""
        self.leave()

    def _begin(self, event: Event) -> _WakeStream | None:
        if self._request is None:
            return None
        offset = fields.timestamp(event)
        listening = self._program.engine.open(self._request.names)
        self._stream = _WakeStream(listening, self._send, self._request, offset=offset)
        return self._stream


class _WakeStream:
    def __init__(self, listening: WakeWordStream, send: Send, request: _Detect, *, offset: int) -> None:
        self._listening = listening
        self._send = send
        self._context = request.context
        self._offset = offset
        self._converter = SpeechConverter()
        self._detected = False

    async def process(self, chunk: AudioChunk) -> None:
        await self._advance(self._converter.convert(chunk))

    async def end(self) -> None:
        try:
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
    if any(len(name) > fields.MAX_IDENTIFIER for name in names):
        raise InvalidRequest(
            "detect with a name that is too long", hint=f"send at most {fields.MAX_IDENTIFIER} characters"
        )
    return tuple(dict.fromkeys(name for name in names if not is_automatic(name)))
