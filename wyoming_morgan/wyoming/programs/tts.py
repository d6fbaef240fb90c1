"""Text to speech over Wyoming: `synthesize` whole, or streamed between `synthesize-start` and `-stop`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from functools import partial

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import SynthesizeStopped, SynthesizeTextFormat

from wyoming_morgan import audio
from wyoming_morgan.errors import InvalidRequest, MorganError, ProtocolError, TooLarge
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.info import SpeakProgram
from wyoming_morgan.wyoming.turns import Send, Turns


class TextFeed:
    """A text that comes in pieces, iterated over while it comes, once."""

    def __init__(self, *, max_pending: int) -> None:
        self._max_pending = max_pending
        self._pieces: deque[str] = deque()
        self._pending = 0
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def closed(self) -> bool:
        """Whether the text is complete."""
        return self._closed

    def push(self, text: str) -> None:
        """Add a piece.

        Raises:
            TooLarge: more than `max_pending` characters would wait.
        """
        if self._pending + len(text) > self._max_pending:
            raise TooLarge(
                f"more than {self._max_pending} characters wait to be spoken",
                hint="send the text more slowly",
            )
        self._pieces.append(text)
        self._pending += len(text)
        self._changed.set()

    def close(self) -> None:
        """Tell that the text is complete."""
        self._closed = True
        self._changed.set()

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        """Iterate over the pieces until the feed is closed and empty."""
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._pending -= len(piece)
                yield piece
            if self._closed:
                return
            self._changed.clear()
            await self._changed.wait()


@dataclass(slots=True)
class _Stream:
    """A streamed text, and the turn that speaks it; a refused stream has none."""

    text: TextFeed
    turn: asyncio.Task[None] | None = None

    def fail(self) -> None:
        """Give the turn up; what still comes of the text is dropped."""
        self.text.close()
        if self.turn is not None:
            self.turn.cancel()


class Speak:
    """The synthesizer of one connection.

    A streamed text is spoken while it comes and ends with `synthesize-stopped`. While it is open, the
    `synthesize` that repeats the whole text for older servers is dropped; when it has failed, everything up
    to its `synthesize-stop` is. A second `synthesize-start` ends the stream before it.
    """

    def __init__(self, program: SpeakProgram, send: Send, turns: Turns, *, max_pending_text: int) -> None:
        self._mouth = program.mouth
        self._send = send
        self._turns = turns
        self._max_pending_text = max_pending_text
        self._stream: _Stream | None = None

    @property
    def waiting(self) -> bool:
        """Whether a turn waits for more text."""
        return self._stream is not None

    async def synthesize(self, event: Event) -> None:
        """Speak one text."""
        if self._stream is not None:
            return
        text = self._feed()
        text.push(fields.text(event, "text"))
        text.close()
        timings = TurnTimings()
        self._turns.start(partial(self._answer, text, self._voice(event), timings), timings)

    async def start(self, event: Event) -> None:
        """Begin a streamed text."""
        if self._stream is not None:
            self._stream.text.close()
        self._stream = stream = _Stream(self._feed())
        with _failing(stream):
            timings = TurnTimings()
            answer = partial(self._answer_stream, stream.text, self._voice(event), timings)
            stream.turn = self._turns.start(answer, timings)

    async def chunk(self, event: Event) -> None:
        """Take a piece of the streamed text."""
        stream = self._open_stream(event)
        if not stream.text.closed:
            with _failing(stream):
                stream.text.push(fields.text(event, "text"))

    async def stop(self, event: Event) -> None:
        """End the streamed text."""
        self._open_stream(event).text.close()
        self._stream = None

    def _open_stream(self, event: Event) -> _Stream:
        if self._stream is None:
            raise ProtocolError(f"{event.type} without a stream", hint="send synthesize-start first")
        return self._stream

    def _feed(self) -> TextFeed:
        return TextFeed(max_pending=self._max_pending_text)

    def _voice(self, event: Event) -> ChosenVoice:
        text_format = fields.optional_text(event, "text_format")
        if text_format not in (None, SynthesizeTextFormat.TEXT):
            raise InvalidRequest(f"text in the format '{text_format}'", hint="send plain text")
        voice = Event(f"the voice of {event.type}", fields.optional_object(event, "voice") or {})
        return self._mouth.choose(
            VoiceRequest(
                name=fields.optional_text(voice, "name"),
                language=fields.optional_text(voice, "language"),
                speaker=fields.optional_text(voice, "speaker"),
            )
        )

    async def _answer_stream(self, text: TextFeed, voice: ChosenVoice, timings: TurnTimings) -> None:
        try:
            await self._answer(text, voice, timings)
        finally:
            text.close()
        await self._send(SynthesizeStopped().event())

    async def _answer(self, text: TextFeed, voice: ChosenVoice, timings: TurnTimings) -> None:
        out = _AudioOut(self._send, self._mouth.format)
        async with aclosing(self._mouth.speak(aiter(text), voice, timings)) as chunks:
            async for chunk in chunks:
                await out.send(chunk.pcm)
        await out.end()


@contextmanager
def _failing(stream: _Stream) -> Iterator[None]:
    try:
        yield
    except MorganError:
        stream.fail()
        raise


class _AudioOut:
    """A stream of audio events. It starts with the first audio, so that a failure before it is only that."""

    def __init__(self, send: Send, audio_format: audio.AudioFormat) -> None:
        self._send = send
        self._format = audio_format
        self._size = 0
        self._started = False

    async def send(self, pcm: bytes) -> None:
        await self._start()
        form = self._format
        await self._send(
            AudioChunk(form.rate, form.width, form.channels, audio=pcm, timestamp=self._now()).event()
        )
        self._size += len(pcm)

    async def end(self) -> None:
        await self._start()
        await self._send(AudioStop(timestamp=self._now()).event())

    async def _start(self) -> None:
        if not self._started:
            self._started = True
            form = self._format
            await self._send(AudioStart(form.rate, form.width, form.channels, timestamp=0).event())

    def _now(self) -> int:
        return round(self._format.seconds(self._size) * 1000)
