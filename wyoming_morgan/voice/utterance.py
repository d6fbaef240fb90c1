"""One utterance being heard: audio in, events out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from wyoming_morgan.audio import AudioChunk, AutomaticGain, SpeechConverter
from wyoming_morgan.engines.contract.stt import Recognizer, TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.errors import MorganError, TooLarge
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.trace_context import current_trace, within
from wyoming_morgan.voice.contract import (
    FinalTranscript,
    SpeechStarted,
    SpeechStopped,
    UtteranceEvent,
    UtteranceRequest,
)
from wyoming_morgan.voice.endpoint import Endpointer, EndpointEvent, Signal
from wyoming_morgan.voice.hush import Hush
from wyoming_morgan.voice.pace import Pace
from wyoming_morgan.voice.patience import PausePatience
from wyoming_morgan.voice.pauses import KEPT_SECONDS
from wyoming_morgan.voice.preparation import Preparation
from wyoming_morgan.voice.segmenter import Segmenter
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.silence import silence_between
from wyoming_morgan.voice.speaker_level import SpeakerLevel
from wyoming_morgan.voice.speculation import SegmentDecoder

_NATURAL_PAUSE = 0.1
"""Seconds of a pause that free text needs at either edge: without any, words run into each other."""


class HeardUtterance:
    """The ear's `Utterance`.

    Audio is processed in `push`, which returns when it has been heard: a client that sends faster than it can
    be heard waits there, and nothing piles up. All decisions follow audio time, with one exception: the turn
    ends on silence only while the stream is live. Audio that comes faster than it can have been spoken is
    from a file, and the rest of the file is part of the utterance; its end is put off until the stream calms
    down (see `Pace`) or until `finish`.
    """

    def __init__(
        self,
        request: UtteranceRequest,
        *,
        recognizer: Recognizer,
        detector: VoiceActivity,
        settings: EarSettings,
        preparation: Preparation,
        clock: Callable[[], float],
    ) -> None:
        self._request = request
        self._settings = settings
        self._clock = clock
        self._window_seconds = detector.capabilities.window_seconds
        self._activity = detector.open()
        self._gain = AutomaticGain() if settings.level else None
        endpoint = settings.endpoint.asked_for(request)
        self._endpointer = Endpointer(endpoint, request.sensitivity, self._silence_began)
        self._hush = Hush(self._window_seconds)
        self._speaker = SpeakerLevel(
            settings.quieter_decibels if request.end_on_silence else 0.0,
            self._window_seconds,
            endpoint.start_threshold,
        )
        patience = settings.patience
        if request.silence_seconds is not None:
            patience = replace(patience, by_words=False)
        self._patience = PausePatience(patience, endpoint, request.sensitivity)
        self._pace = Pace(clock)
        self._events: asyncio.Queue[UtteranceEvent | BaseException | None] = asyncio.Queue()
        self._decoder = SegmentDecoder(
            recognizer,
            request.options,
            prepare=preparation.prepare,
            report=self._events.put_nowait,
            guessed=self._weigh_words,
            fail=self._fail,
        )
        self._segments = Segmenter(
            self._decoder, settings, kept_pause=_kept_pause(recognizer, request.options)
        )
        self._timings = TurnTimings(clock=clock)
        # Audio is pushed by another task than that of the turn.
        self._trace = current_trace()
        self._converter = SpeechConverter()
        self._speaking = False
        self._paused_at: float | None = None
        """When speech ended, by the clock; None while it is heard."""
        self._ending: asyncio.TimerHandle | None = None
        self._conclusion: asyncio.Task[None] | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether it hears nothing more: its words are being found out, or it has failed."""
        return self._over

    async def push(self, chunk: AudioChunk) -> None:
        """Hear a piece of audio, in any format; returns when it has been heard.

        Raises:
            TooLarge: the utterance is longer than the bound, or changes its format too often. The iteration
                raises it, too.
        """
        self._pace.heard(chunk.seconds)
        with within(self._trace):
            for piece in chunk.slices():
                if self._over:
                    return
                await self._hear(self._convert(piece))
                await asyncio.sleep(0)

    async def finish(self) -> None:
        """End the audio; the final transcript follows at once."""
        if self._over:
            return
        with within(self._trace):
            await self._hear(self._converter.flush())
            if not self._over:
                self._end()

    async def aclose(self) -> None:
        """Cancel running work. Harmless after the end, and when called twice."""
        self._stop_hearing()
        if self._conclusion is not None:
            self._conclusion.cancel()
            await asyncio.wait({self._conclusion})
        await self._decoder.aclose()
        self._events.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        """Iterate over the events, once."""
        while (event := await self._events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event
            if isinstance(event, FinalTranscript):
                return

    def _convert(self, piece: AudioChunk) -> bytes:
        try:
            return self._converter.convert(piece)
        except TooLarge as error:
            self._fail(error)
            raise

    async def _hear(self, pcm: bytes) -> None:
        if not pcm:
            return
        try:
            self._segments.append(pcm)
            if self._segments.seconds > self._settings.max_seconds:
                raise TooLarge(  # noqa: TRY301 - ends the utterance as every other error does
                    f"the utterance is longer than {self._settings.max_seconds:g} seconds",
                    hint=f"send it in shorter parts, or raise {setting('stt.ear.max_seconds')}",
                )
            heard = self._gain.apply(pcm) if self._gain is not None else pcm
            for probability in await self._activity.process(heard):
                if self._over:
                    return
                now = self._endpointer.now
                window = self._segments.sound(now, now + self._window_seconds)
                speech = self._speaker.weigh(probability, window)
                hushed = self._hush.holds(window)
                for event in self._endpointer.advance(speech, self._window_seconds, hushed=hushed):
                    self._apply(event)
                self._segments.tidy(self._endpointer.now, self._endpointer.silence)
                await self._decoder.room()
        except TooLarge as error:
            self._fail(error)
            raise
        except MorganError as error:
            self._fail(error)

    def _apply(self, event: EndpointEvent) -> None:
        match event.signal:
            case Signal.STARTED | Signal.RESUMED:
                self._go_on(event.at)
            case Signal.PAUSED:
                self._pause(event.at)
            case Signal.STOPPED:
                self._report_stopped(event.at)
                self._end_when_live()
            case Signal.NO_SPEECH:
                self._end_when_live()
            case Signal.TOO_LONG:
                if self._pace.wait_seconds == 0.0:
                    self._end_when_live()

    def _go_on(self, at: float) -> None:
        self._stay()
        self._segments.speech(at)
        self._paused_at = None
        if not self._speaking:
            self._speaking = True
            self._events.put_nowait(SpeechStarted(at))

    def _pause(self, at: float) -> None:
        if not self._segments.open:
            return
        self._paused_at = self._clock() - self._endpointer.silence
        self._segments.pause(at, self._speech_ends, guess=self._pace.wait_seconds == 0.0)
        if self._decoder.guessing:
            self._end_after(self._patience.until_known)

    def _weigh_words(self, transcript: Transcript | None) -> None:
        """End the turn sooner or later by what was said before the pause."""
        if not self._over:
            self._end_after(self._patience.after(transcript, self._request.options.language))

    def _end_after(self, seconds: float) -> None:
        for event in self._endpointer.end_after(seconds):
            self._apply(event)

    def _silence_began(self, since: float, now: float) -> float:
        silence = silence_between(self._segments.sound, since, now)
        return since if silence is None else silence.begin

    @property
    def _speech_ends(self) -> float:
        """Where the audio ends that may be the speaker's."""
        end = self._speaker.speech_ends
        return self._endpointer.now if end is None else min(end, self._endpointer.now)

    def _report_stopped(self, at: float) -> None:
        if self._speaking:
            self._speaking = False
            self._events.put_nowait(SpeechStopped(at))

    def _end_when_live(self) -> None:
        """End the turn, unless more audio is on its way already."""
        self._stay()
        if not self._request.end_on_silence:
            return
        wait = self._pace.wait_seconds
        if wait:
            self._ending = asyncio.get_running_loop().call_later(wait, self._end_when_live)
        else:
            self._end()

    def _stay(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def _end(self) -> None:
        self._stop_hearing()
        speech_end = self._endpointer.now - self._endpointer.silence
        self._report_stopped(speech_end)
        if self._endpointer.heard_speech:
            waited = self._endpointer.silence if self._paused_at is None else self._clock() - self._paused_at
            self._timings.record(Stage.ENDPOINT, waited)
        self._segments.finish(self._speech_ends, doubtful=self._endpointer.doubtful)
        self._conclusion = asyncio.create_task(self._conclude())

    async def _conclude(self) -> None:
        try:
            with self._timings.measure(Stage.TRANSCRIBE):
                transcript = await self._decoder.result()
            self._timings.heard = transcript.text
            self._events.put_nowait(FinalTranscript(transcript, self._timings))
        except Exception as error:  # noqa: BLE001 - the task's boundary: the iteration must raise it
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._stop_hearing()
        self._decoder.cancel()
        self._events.put_nowait(error)

    def _stop_hearing(self) -> None:
        self._over = True
        self._stay()


def _kept_pause(recognizer: Recognizer, options: TranscribeOptions) -> float | None:
    """Return how much of a pause the recognizer hears at either edge, since it may take it for sounds.

    None is all of it: every word counts, or its time.
    """
    if options.timestamps or options.words or options.verbatim or options.translate:
        return None
    return KEPT_SECONDS if recognizer.capabilities.hears_commands_only else _NATURAL_PAUSE
