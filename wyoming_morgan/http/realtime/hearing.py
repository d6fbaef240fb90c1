"""The audio of a session as turns: each is heard by the ear, and told to a listener."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing, suppress
from typing import Protocol

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge, unexpected
from wyoming_morgan.http.realtime.outbox import new_id
from wyoming_morgan.http.realtime.settings import InputSettings
from wyoming_morgan.http.realtime.sound import received_audio
from wyoming_morgan.http.realtime.turn_detection import PADDING_MS, ServerVad, TurnDetection
from wyoming_morgan.tasks import CancellableTasks
from wyoming_morgan.voice.contract import (
    Ear,
    FinalTranscript,
    PartialTranscript,
    SpeechStarted,
    SpeechStopped,
    Utterance,
    UtteranceEvent,
    UtteranceRequest,
)

_LOGGER = logging.getLogger(__name__)
_LEAST_SECONDS = 0.1
"""Audio that can be a turn, as OpenAI's servers require it."""


class HardlyAnyAudio(InvalidRequest):
    """There is too little audio to be a turn."""

    code = "input_audio_buffer_commit_empty"


class SpeechTurn:
    """One turn: its audio, and how far it has come."""

    def __init__(self, settings: InputSettings, utterance: Utterance, began: int) -> None:
        self.item_id = new_id("item")
        self.settings = settings
        self.utterance = utterance
        self.began = began
        """Milliseconds of the session's audio before it."""
        self.seconds = 0.0
        self.has_speech = False
        self.committed = False
        self.text = ""
        """The words that are certain."""
        self.task: asyncio.Task[None] | None = None

    @property
    def padding_ms(self) -> int:
        """Audio before the first word that counts as the turn's."""
        return PADDING_MS if self.detection is None else self.detection.padding_ms

    @property
    def detection(self) -> TurnDetection | None:
        """What ends it; None if only the client does."""
        return self.settings.turn_detection


class Listener(Protocol):
    """Who is told what is heard. Nothing here waits, so that everything is decided in one order."""

    def speech_started(self, turn: SpeechTurn, milliseconds: int) -> None:
        """Somebody speaks, since that time of the session's audio."""

    def speech_stopped(self, turn: SpeechTurn, milliseconds: int) -> None:
        """Nobody speaks any more."""

    def committed(self, turn: SpeechTurn) -> None:
        """A turn is over; what was said is still being found out."""

    def partly_heard(self, turn: SpeechTurn, text: str) -> None:
        """More of the words is certain."""

    def heard(self, turn: SpeechTurn, final: FinalTranscript) -> None:
        """The words of a turn."""

    def not_heard(self, turn: SpeechTurn, error: MorganError) -> None:
        """A turn could not be heard."""


class Hearing:
    """Hears one turn after the other; while the words of one are found out, the next begins."""

    def __init__(self, ear: Ear, listener: Listener, settings: InputSettings, *, verbatim: bool) -> None:
        """Hear nothing yet.

        Args:
            ear: Hears each turn.
            listener: Is told of it.
            settings: How to hear.
            verbatim: Whether every word counts, as in a dictation; otherwise Morgan is spoken to.
        """
        self._ear = ear
        self._verbatim = verbatim
        self._listener = listener
        self._settings = settings
        self._turn: SpeechTurn | None = None
        self._tasks = CancellableTasks("a turn of a realtime session")
        self._milliseconds = 0.0
        self._settled = asyncio.Event()
        self._settled.set()
        self._unsettled = 0

    async def configure(self, settings: InputSettings, *, verbatim: bool) -> None:
        """Hear in another way from the next turn on; a turn in which nobody has spoken is none yet."""
        self._settings, self._verbatim = settings, verbatim
        turn = self._turn
        if turn is not None and not turn.has_speech and turn.detection is not None:
            await self._drop(turn)

    async def append(self, audio: str) -> None:
        """Hear a piece of audio.

        Raises:
            InvalidRequest: it is no audio, or the language is not known.
            TooLarge: the turn is too long; it is forgotten.
        """
        settings = self._settings if self._turn is None else self._turn.settings
        chunk = received_audio(audio, settings.format)
        for piece in chunk.slices():
            await self._push(piece)

    async def commit(self) -> None:
        """End the turn.

        Raises:
            HardlyAnyAudio: there is none, or so little that it can be no turn.
        """
        turn = self._turn
        if turn is None or turn.utterance.over or turn.seconds < _LEAST_SECONDS:
            raise HardlyAnyAudio(
                f"the audio of a turn has at least {_LEAST_SECONDS * 1000:g} ms",
                hint="append more of it first",
            )
        self._commit(turn)
        with suppress(TooLarge):  # its events tell it
            await turn.utterance.finish()

    async def clear(self) -> None:
        """Forget the turn."""
        if self._turn is not None:
            await self._drop(self._turn)

    @property
    def milliseconds(self) -> int:
        """How much audio has come in this session."""
        return int(self._milliseconds)

    @property
    def hears_somebody(self) -> bool:
        """Whether somebody speaks, or what was said is still being found out."""
        return bool(self._unsettled) or (self._turn is not None and self._turn.has_speech)

    async def settled(self) -> None:
        """Wait until the words of every turn that is over are there."""
        await self._settled.wait()

    async def close(self) -> None:
        """Hear nothing more."""
        turn, self._turn = self._turn, None
        if turn is not None:
            await turn.utterance.aclose()
        await self._tasks.close()

    async def _push(self, piece: AudioChunk) -> None:
        turn = self._turn
        if turn is not None and turn.utterance.over:
            turn = None  # its words are being found out
        if turn is None:
            turn = self._begin()
        turn.seconds += piece.seconds
        self._milliseconds += piece.seconds * 1000
        try:
            await turn.utterance.push(piece)
        except TooLarge:
            await self._drop(turn)
            raise

    def _begin(self) -> SpeechTurn:
        settings = self._settings
        turn = SpeechTurn(
            settings, self._ear.open(_request(settings, verbatim=self._verbatim)), int(self._milliseconds)
        )
        self._turn = turn
        turn.task = self._tasks.start(self._follow(turn))
        return turn

    async def _drop(self, turn: SpeechTurn) -> None:
        if self._turn is turn:
            self._turn = None
        if not turn.committed and turn.task is not None:
            turn.task.cancel()
            await asyncio.wait({turn.task})

    async def _follow(self, turn: SpeechTurn) -> None:
        try:
            async with aclosing(turn.utterance):
                async for event in turn.utterance:
                    self._tell(turn, event)
        except MorganError as error:
            self._fail(turn, error)
        except Exception:
            _LOGGER.exception("a turn of a realtime session failed unexpectedly")
            self._fail(turn, unexpected())
        finally:
            if self._turn is turn:
                self._turn = None
            if turn.committed:
                self._unsettled -= 1
                if not self._unsettled:
                    self._settled.set()

    def _tell(self, turn: SpeechTurn, event: UtteranceEvent) -> None:
        match event:
            case SpeechStarted():
                turn.has_speech = True
                if turn.detection is not None:
                    began = turn.began + max(0, int(event.at * 1000) - turn.padding_ms)
                    self._listener.speech_started(turn, began)
            case SpeechStopped():
                if turn.detection is not None:
                    self._listener.speech_stopped(turn, turn.began + int(event.at * 1000))
            case PartialTranscript():
                if len(event.stable) > len(turn.text) and event.stable.startswith(turn.text):
                    more, turn.text = event.stable[len(turn.text) :], event.stable
                    self._listener.partly_heard(turn, more)
            case FinalTranscript():
                if turn.has_speech or turn.committed or event.transcript.text:
                    self._commit(turn)
                    self._listener.heard(turn, event)

    def _commit(self, turn: SpeechTurn) -> None:
        if not turn.committed:
            turn.committed = True
            self._unsettled += 1
            self._settled.clear()
            self._listener.committed(turn)

    def _fail(self, turn: SpeechTurn, error: MorganError) -> None:
        self._commit(turn)
        self._listener.not_heard(turn, error)


def options_of(settings: InputSettings, *, verbatim: bool) -> TranscribeOptions:
    """Return how audio is heard."""
    asked = settings.transcription
    if asked is None:
        return TranscribeOptions(verbatim=verbatim)
    alone = asked.languages[0] if len(asked.languages) == 1 else None
    return TranscribeOptions(
        language=asked.language or alone,
        terms=asked.keywords,
        prompt=asked.prompt or "",
        verbatim=verbatim,
    )


def _request(settings: InputSettings, *, verbatim: bool) -> UtteranceRequest:
    detection, options = settings.turn_detection, options_of(settings, verbatim=verbatim)
    if detection is None:
        return UtteranceRequest(options, end_on_silence=False)
    silence = detection.silence_duration_ms if isinstance(detection, ServerVad) else None
    return UtteranceRequest(
        options,
        sensitivity=detection.sensitivity,
        silence_seconds=None if silence is None else silence / 1000,
        start_threshold=detection.start_threshold if isinstance(detection, ServerVad) else None,
    )
