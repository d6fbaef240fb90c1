"""Speech to text over Wyoming: `transcribe`, audio in, `transcript` out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Any

from wyoming.asr import Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.event import Event

from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import InvalidRequest, TooLarge, UnknownModel
from wyoming_morgan.timings import NO_SPEECH, TurnTimings
from wyoming_morgan.voice.contract import (
    FinalTranscript,
    PartialTranscript,
    Sensitivity,
    Utterance,
    UtteranceRequest,
)
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.info import HearProgram
from wyoming_morgan.wyoming.turns import Send, Turns


@dataclass(frozen=True, slots=True)
class _Request:
    """What `transcribe` asked for: it counts for the utterance after it."""

    utterance: UtteranceRequest
    context: dict[str, Any] | None = None


@dataclass(slots=True)
class _Hearing:
    """One utterance that audio still comes for."""

    utterance: Utterance
    task: asyncio.Task[None] = field(init=False)


class _Phase(Enum):
    IDLE = auto()
    HEARING = auto()
    OVER = auto()
    """The utterance has ended before its audio: the rest is dropped, up to `audio-stop`."""


class Hear:
    """The recognizer of one connection.

    Every utterance gets exactly one `transcript` or one `error`. Morgan may end it before `audio-stop`; the
    audio after that is dropped. Audio without `transcribe` is heard with the defaults, and audio without
    `audio-start` starts by itself. A new `audio-start` gives up an utterance that was not stopped.
    """

    def __init__(self, program: HearProgram, send: Send, turns: Turns, *, end_on_silence: bool) -> None:
        self._program = program
        self._send = send
        self._turns = turns
        self._default = _Request(UtteranceRequest(end_on_silence=end_on_silence))
        self._next: _Request | None = self._default
        self._phase = _Phase.IDLE
        self._hearing: _Hearing | None = None
        self._format: AudioFormat | None = None
        self._open: set[Utterance] = set()

    @property
    def name(self) -> str:
        """The program's name."""
        return self._program.about.name

    @property
    def waiting(self) -> bool:
        """Whether a turn waits for more audio."""
        return self._phase is _Phase.HEARING

    async def transcribe(self, event: Event) -> None:
        """Take the options of the next utterance; when they are refused, its audio is dropped."""
        self._next = None
        self._next = self._request(event)

    async def start(self, event: Event) -> None:
        """Begin an utterance."""
        await self._give_up()
        self._phase = _Phase.OVER
        self._format = fields.audio_format(event)
        self._begin()

    async def chunk(self, event: Event) -> None:
        """Hear a piece of audio, in its own format."""
        if self._phase is _Phase.IDLE:
            self._phase = _Phase.OVER
            self._begin()
        if self._hearing is None:
            return
        try:
            chunk = AudioChunk(event.payload or b"", self._chunk_format(event))
        except InvalidRequest:
            await self._give_up()
            raise
        with _told_by_the_answer():
            await self._hearing.utterance.push(chunk)

    async def stop(self, _event: Event) -> None:
        """End the utterance; one without any audio has an empty transcript."""
        phase, hearing = self._phase, self._hearing
        self._phase, self._hearing, self._format = _Phase.IDLE, None, None
        if hearing is not None:
            with _told_by_the_answer():
                await hearing.utterance.finish()
        elif phase is _Phase.IDLE and (request := self._take_request()) is not None:
            self._turns.start(partial(self._answer_nothing, request), TurnTimings(outcome=NO_SPEECH))

    async def aclose(self) -> None:
        """Give up what is still open."""
        while self._open:
            await self._open.pop().aclose()

    def _begin(self) -> None:
        request = self._take_request()
        if request is None:
            return
        self._turns.admit()
        hearing = _Hearing(self._program.ear.open(request.utterance))
        self._open.add(hearing.utterance)
        timings = TurnTimings()
        hearing.task = self._turns.start(partial(self._answer, hearing, request, timings), timings)
        self._hearing, self._phase = hearing, _Phase.HEARING

    async def _give_up(self) -> None:
        hearing = self._hearing
        if hearing is None:
            return
        self._hearing, self._phase = None, _Phase.OVER
        hearing.task.cancel()
        await asyncio.wait({hearing.task})
        # A task that waited for the turn before it has not come to close what it would have answered.
        self._open.discard(hearing.utterance)
        await hearing.utterance.aclose()

    def _take_request(self) -> _Request | None:
        request, self._next = self._next, self._default
        return request

    def _chunk_format(self, event: Event) -> AudioFormat:
        if self._format is not None and not event.data.keys() & {"rate", "width", "channels"}:
            return self._format
        return fields.audio_format(event)

    def _request(self, event: Event) -> _Request:
        name = fields.optional_text(event, "name")
        model = self._program.capabilities.model
        if name not in (None, model, self._program.about.name):
            raise UnknownModel(f"there is no model '{name}'", hint=f"there is '{model}'")
        return _Request(
            UtteranceRequest(
                options=TranscribeOptions(
                    language=fields.optional_text(event, "language"),
                    names=fields.texts(event, "transcript_names"),
                    terms=fields.texts(event, "transcript_terms"),
                ),
                sensitivity=_sensitivity(fields.optional_text(event, "vad_sensitivity")),
                end_on_silence=self._default.utterance.end_on_silence,
            ),
            context=fields.optional_object(event, "context"),
        )

    async def _answer(self, hearing: _Hearing, request: _Request, timings: TurnTimings) -> None:
        reply = _Reply(self._send, request)
        try:
            async with contextlib.aclosing(hearing.utterance):
                async for event in hearing.utterance:
                    if isinstance(event, PartialTranscript):
                        await reply.partial(event)
                    elif isinstance(event, FinalTranscript):
                        self._end(hearing)
                        timings.seconds |= event.timings.seconds
                        timings.outcome = "" if event.transcript.text else NO_SPEECH
                        await reply.final(event.transcript.text, event.transcript.language)
        finally:
            self._end(hearing)
            self._open.discard(hearing.utterance)

    def _end(self, hearing: _Hearing) -> None:
        if self._hearing is hearing:
            self._hearing, self._phase = None, _Phase.OVER

    async def _answer_nothing(self, request: _Request) -> None:
        await _Reply(self._send, request).final("", None)


class _Reply:
    """Streams the stable text of one utterance, then sends the whole, as old clients need it."""

    def __init__(self, send: Send, request: _Request) -> None:
        self._send = send
        self._request = request
        self._sent: str | None = None

    async def partial(self, partial: PartialTranscript) -> None:
        if partial.stable:
            await self._stream(partial.stable, partial.language)

    async def final(self, text: str, language: str | None) -> None:
        await self._stream(text, language)
        await self._send(
            Transcript(text=text, language=self._language(language), context=self._request.context).event()
        )
        await self._send(TranscriptStop().event())

    async def _stream(self, text: str, language: str | None) -> None:
        if self._sent is None:
            self._sent = ""
            start = TranscriptStart(language=self._language(language), context=self._request.context)
            await self._send(start.event())
        if len(text) > len(self._sent) and text.startswith(self._sent):
            await self._send(TranscriptChunk(text=text[len(self._sent) :]).event())
            self._sent = text

    def _language(self, heard: str | None) -> str | None:
        return heard or self._request.utterance.options.language


def _told_by_the_answer() -> contextlib.suppress:
    # An utterance that has become too long fails in its iteration as well: there the client is told.
    return contextlib.suppress(TooLarge)


_SENSITIVITIES: Mapping[str, Sensitivity] = {item.value: item for item in Sensitivity}


def _sensitivity(name: str | None) -> Sensitivity:
    # The protocol lets clients send values of a later version; those mean the default.
    return _SENSITIVITIES.get(name or "", Sensitivity.DEFAULT)
