"""Text to speech over Wyoming: `synthesize` whole, or streamed between `synthesize-start` and `-stop`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Info, TtsVoice, TtsVoiceSpeaker
from wyoming.info import TtsProgram as TtsInfo
from wyoming.tts import SynthesizeStopped, SynthesizeTextFormat

from wyoming_morgan import audio
from wyoming_morgan.errors import InvalidRequest, MorganError, ProtocolError
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth, VoiceRequest
from wyoming_morgan.voice.text_feed import TextFeed
from wyoming_morgan.wyoming import ends, fields
from wyoming_morgan.wyoming.program import About, Adapter, AdapterContext
from wyoming_morgan.wyoming.reporter import Send
from wyoming_morgan.wyoming.settings import WyomingSettings

Groups = tuple[tuple[str, ...], ...]
"""The tags of the languages of several voices."""


def _as_they_are(languages: Groups) -> Groups:
    return languages


@dataclass(frozen=True, slots=True)
class TtsProgram:
    """Text to speech."""

    domains: ClassVar = ("tts",)

    about: About
    mouth: Mouth
    listed: Callable[[Groups], Groups] = _as_they_are
    """Returns the tags under which the languages of each voice are listed."""

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add the synthesizer and its voices."""
        del settings
        voices = self.mouth.voices
        own = tuple(voice.languages for voice in voices)
        info.tts.append(
            TtsInfo(
                **self.about.artifact(),
                voices=[
                    TtsVoice(
                        **replace(self.about, name=voice.name, description=voice.description).artifact(),
                        languages=list(languages),
                        speakers=[TtsVoiceSpeaker(name=speaker) for speaker in voice.speakers] or None,
                    )
                    for voice, languages in zip(voices, self.listed(own), strict=True)
                ],
                supports_synthesize_streaming=True,
            )
        )

    def open(self, context: AdapterContext) -> TtsAdapter:
        """Return the synthesizer of one connection."""
        return TtsAdapter(self, context)


@dataclass(slots=True)
class _TextStream:
    """A streamed text, and the turn that speaks it; a refused stream has no turn."""

    text: TextFeed
    turn: asyncio.Task[None] | None = None

    def fail(self) -> None:
        """Cancel the turn; the rest of the text is dropped."""
        self.text.close()
        if self.turn is not None:
            self.turn.cancel()


class TtsAdapter(Adapter):
    """The synthesizer of one connection.

    A streamed text is spoken while it arrives and ends with `synthesize-stopped`. While it is open, the
    `synthesize` that repeats the whole text for older servers is dropped; when it has failed, everything up
    to its `synthesize-stop` is. A second `synthesize-start` ends the stream before it.
    """

    # state  | synthesize-start          | synthesize-chunk | synthesize-stop | synthesize
    # -------+---------------------------+------------------+-----------------+-----------
    # idle   | open                      | error            | error           | speak
    # open   | end the old stream; open  | push             | end; idle       | drop
    # failed | open                      | drop             | idle            | drop
    #
    # idle: there is no `_stream`; failed: its text is closed. An error of an event or of the turn: failed.

    def __init__(self, program: TtsProgram, context: AdapterContext) -> None:
        self.handlers = {
            "synthesize": self._synthesize,
            "synthesize-start": self._start,
            "synthesize-chunk": self._chunk,
            "synthesize-stop": self._stop,
        }
        self._mouth = program.mouth
        self._send = context.send
        self._turns = context.turns
        self._max_pending_text = context.settings.max_pending_text
        self._stream: _TextStream | None = None

    @property
    def waiting(self) -> bool:
        """Whether a turn waits for more text."""
        return self._stream is not None

    async def _synthesize(self, event: Event) -> None:
        """Speak one text."""
        if self._stream is not None:
            return
        text = self._feed()
        text.push(fields.text(event, "text"))
        text.close()
        timings = TurnTimings()
        self._turns.add(partial(self._answer, text, self._voice(event), timings), timings, ends.no_audio)

    async def _start(self, event: Event) -> None:
        """Begin a streamed text."""
        if self._stream is not None:
            self._stream.text.close()
        self._stream = stream = _TextStream(self._feed())
        with _failing(stream):
            timings = TurnTimings()
            answer = partial(self._answer_stream, stream.text, self._voice(event), timings)
            stream.turn = self._turns.add(answer, timings, ends.no_more_audio)

    async def _chunk(self, event: Event) -> None:
        """Take a piece of the streamed text."""
        stream = self._open_stream(event)
        if not stream.text.closed:
            with _failing(stream):
                stream.text.push(fields.text(event, "text"))

    async def _stop(self, event: Event) -> None:
        """End the streamed text."""
        self._open_stream(event).text.close()
        self._stream = None

    def ends(self, event: Event) -> Sequence[Event]:
        """Return the end of the audio."""
        return ends.no_audio() if event.type == "synthesize" else ends.no_more_audio()

    def _open_stream(self, event: Event) -> _TextStream:
        if self._stream is None:
            raise ProtocolError(f"{event.type} without a stream", hint="send synthesize-start first")
        return self._stream

    def _feed(self) -> TextFeed:
        return TextFeed(max_pending=self._max_pending_text, bound_by=setting("core.wyoming.max_pending_text"))

    def _voice(self, event: Event) -> ChosenVoice:
        text_format = fields.optional_name(event, "text_format")
        if text_format is not None and text_format.strip().casefold() != SynthesizeTextFormat.TEXT:
            raise InvalidRequest(f"text in the format '{text_format}'", hint="send plain text")
        voice = Event(f"the voice of {event.type}", fields.optional_object(event, "voice") or {})
        return self._mouth.choose(
            VoiceRequest(
                name=fields.optional_name(voice, "name"),
                language=fields.optional_language(voice, "language"),
                speaker=fields.optional_name(voice, "speaker"),
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
def _failing(stream: _TextStream) -> Iterator[None]:
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
