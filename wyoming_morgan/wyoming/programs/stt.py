"""Speech to text over Wyoming: `transcribe`, audio in, `transcript` out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import partial
from typing import Any, ClassVar

from wyoming.event import Event
from wyoming.info import AsrModel, AsrProgram, Info

from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions
from wyoming_morgan.errors import InvalidRequest, TooLarge, UnknownModel
from wyoming_morgan.timings import NO_SPEECH, TurnTimings
from wyoming_morgan.trace_context import TraceContext, current_trace, within
from wyoming_morgan.unset import is_automatic
from wyoming_morgan.voice.contract import (
    Ear,
    FinalTranscript,
    PartialTranscript,
    Sensitivity,
    Utterance,
    UtteranceRequest,
)
from wyoming_morgan.wyoming import ends, fields
from wyoming_morgan.wyoming.program import About, Adapter, AdapterContext
from wyoming_morgan.wyoming.programs.transcript_reply import TranscriptReply
from wyoming_morgan.wyoming.reporter import Send
from wyoming_morgan.wyoming.settings import WyomingSettings


@dataclass(frozen=True, slots=True)
class SttProgram:
    """Speech to text."""

    domains: ClassVar = ("asr",)

    about: About
    ear: Ear
    capabilities: SttCapabilities
    prefers_auto_gain: bool = True
    prefers_noise_reduction: bool = True

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add the recognizer and its one model."""
        model = replace(
            self.about,
            name=self.capabilities.model,
            description=self.capabilities.model_description,
            version=self.capabilities.version,
        )
        info.asr.append(
            AsrProgram(
                **self.about.artifact(),
                models=[AsrModel(**model.artifact(), languages=list(self.capabilities.languages))],
                supports_transcript_streaming=True,
                requires_external_vad=settings.requires_external_vad,
                prefers_auto_gain_enabled=self.prefers_auto_gain,
                prefers_noise_reduction_enabled=self.prefers_noise_reduction,
            )
        )

    def open(self, context: AdapterContext) -> SttAdapter:
        """Return the recognizer of one connection."""
        return SttAdapter(self, context)


@dataclass(frozen=True, slots=True)
class _Transcribe:
    """The options of a `transcribe` event, for the utterance that follows."""

    utterance: UtteranceRequest
    context: dict[str, Any] | None = None
    trace: TraceContext | None = None
    """Whose request it is: the event that asked, not the audio, carries it."""

    def reply(self, send: Send) -> TranscriptReply:
        """Return what sends its transcript."""
        return TranscriptReply(send, self.utterance.options.language, self.context)

    def ends(self) -> Sequence[Event]:
        """Return what ends the wait for its transcript."""
        return ends.no_transcript(self.context)


@dataclass(slots=True)
class _Listening:
    """One utterance whose audio has not ended."""

    utterance: Utterance
    task: asyncio.Task[None] = field(init=False)


class _Phase(Enum):
    IDLE = auto()
    LISTENING = auto()
    OVER = auto()
    """The utterance ended before its audio: the rest is dropped, up to `audio-stop`."""


# phase     | audio-start               | audio-chunk | audio-stop               | Morgan ends the utterance
# ----------+---------------------------+-------------+--------------------------+--------------------------
# IDLE      | begin                     | begin, push | send an empty transcript | -
# LISTENING | cancel the old one, begin | push        | finish; IDLE             | OVER
# OVER      | begin                     | drop        | IDLE                     | -
#
# "begin" opens an utterance: LISTENING. If `transcribe` was refused or too many turns wait: OVER.
# A chunk that is not valid audio cancels the utterance: OVER.


class SttAdapter(Adapter):
    """The recognizer of one connection.

    Every utterance gets exactly one `transcript`, which is empty after an `error`. Morgan may end it before
    `audio-stop`; the audio after that is dropped. Audio without `transcribe` is heard with the defaults, and
    audio without `audio-start` starts by itself. A new `audio-start` cancels an utterance that was not
    stopped.
    """

    listens = True

    def __init__(self, program: SttProgram, context: AdapterContext) -> None:
        self.handlers = {
            "transcribe": self._transcribe,
            "audio-start": self._start,
            "audio-chunk": self._chunk,
            "audio-stop": self._stop,
        }
        self._program = program
        self._send = context.send
        self._turns = context.turns
        end_on_silence = not context.settings.requires_external_vad
        self._default = _Transcribe(UtteranceRequest(end_on_silence=end_on_silence))
        self._next: _Transcribe | None = self._default
        self._phase = _Phase.IDLE
        self._listening: _Listening | None = None
        self._format: AudioFormat | None = None
        self._open: set[Utterance] = set()

    @property
    def waiting(self) -> bool:
        """Whether a turn waits for more audio."""
        return self._phase is _Phase.LISTENING

    async def _transcribe(self, event: Event) -> None:
        """Take the options of the next utterance; when they are refused, its audio is dropped."""
        self._next = None
        self._next = self._request(event)

    async def _start(self, event: Event) -> None:
        """Begin an utterance."""
        await self._cancel()
        self._phase = _Phase.OVER
        self._format = fields.audio_format(event)
        self._begin()

    async def _chunk(self, event: Event) -> None:
        """Hear a piece of audio, in its own format."""
        if self._phase is _Phase.IDLE:
            self._phase = _Phase.OVER
            self._begin()
        if self._listening is None:
            return
        try:
            chunk = AudioChunk(event.payload or b"", self._chunk_format(event))
        except InvalidRequest:
            await self._cancel()
            raise
        with _reported_by_the_answer():
            await self._listening.utterance.push(chunk)

    async def _stop(self, _event: Event) -> None:
        """End the utterance; one without any audio has an empty transcript."""
        phase, listening = self._phase, self._listening
        self._phase, self._listening, self._format = _Phase.IDLE, None, None
        if listening is not None:
            with _reported_by_the_answer():
                await listening.utterance.finish()
        elif phase is _Phase.IDLE and (request := self._take_request()) is not None:
            self._turns.add(
                partial(self._answer_nothing, request), TurnTimings(outcome=NO_SPEECH), request.ends
            )

    def ends(self, event: Event) -> Sequence[Event]:
        """Return an empty transcript."""
        return ends.no_transcript(fields.any_context(event))

    async def close(self) -> None:
        """Cancel the utterances that are still open."""
        while self._open:
            await self._open.pop().aclose()

    def _begin(self) -> None:
        request = self._take_request()
        if request is None:
            return
        self._turns.admit()
        timings = TurnTimings(trace=self._turns.new_trace(request.trace))
        with within(timings.trace):
            listening = _Listening(self._program.ear.open(request.utterance))
        self._open.add(listening.utterance)
        listening.task = self._turns.add(
            partial(self._answer, listening, request, timings), timings, request.ends
        )
        self._listening, self._phase = listening, _Phase.LISTENING

    async def _cancel(self) -> None:
        listening = self._listening
        if listening is None:
            return
        self._listening, self._phase = None, _Phase.OVER
        listening.task.cancel()
        await asyncio.wait({listening.task})
        # A task that waited for the turn before it has not come to close what it would have answered.
        self._open.discard(listening.utterance)
        await listening.utterance.aclose()

    def _take_request(self) -> _Transcribe | None:
        request, self._next = self._next, self._default
        return request

    def _chunk_format(self, event: Event) -> AudioFormat:
        if self._format is not None and not event.data.keys() & {"rate", "width", "channels"}:
            return self._format
        return fields.audio_format(event)

    def _request(self, event: Event) -> _Transcribe:
        name = fields.optional_name(event, "name")
        model = self._program.capabilities.model
        names = {model.casefold(), self._program.about.name.casefold()}
        if name is not None and name.strip().casefold() not in names and not is_automatic(name):
            raise UnknownModel(f"there is no model '{name}'", hint=f"there is '{model}'")
        return _Transcribe(
            UtteranceRequest(
                options=TranscribeOptions(
                    language=fields.optional_language(event, "language"),
                    names=fields.texts(event, "transcript_names"),
                    terms=fields.texts(event, "transcript_terms"),
                ),
                sensitivity=_sensitivity(fields.optional_text(event, "vad_sensitivity")),
                end_on_silence=self._default.utterance.end_on_silence,
            ),
            context=fields.optional_object(event, "context"),
            trace=current_trace(),
        )

    async def _answer(self, listening: _Listening, request: _Transcribe, timings: TurnTimings) -> None:
        reply = request.reply(self._send)
        try:
            async with contextlib.aclosing(listening.utterance):
                async for event in listening.utterance:
                    if isinstance(event, PartialTranscript):
                        await reply.partial(event)
                    elif isinstance(event, FinalTranscript):
                        self._end(listening)
                        timings.take(event.timings)
                        timings.outcome = "" if event.transcript.text else NO_SPEECH
                        await reply.final(event.transcript.text, event.transcript.language)
        finally:
            self._end(listening)
            self._open.discard(listening.utterance)

    def _end(self, listening: _Listening) -> None:
        if self._listening is listening:
            self._listening, self._phase = None, _Phase.OVER

    async def _answer_nothing(self, request: _Transcribe) -> None:
        await request.reply(self._send).final("", None)


def _reported_by_the_answer() -> contextlib.suppress:
    # An utterance that is too long fails in its iteration as well, which reports it to the client.
    return contextlib.suppress(TooLarge)


_SENSITIVITIES: Mapping[str, Sensitivity] = {item.value: item for item in Sensitivity}


def _sensitivity(name: str | None) -> Sensitivity:
    # The protocol lets clients send values of a later version; those mean the default.
    return _SENSITIVITIES.get((name or "").strip().casefold(), Sensitivity.DEFAULT)
