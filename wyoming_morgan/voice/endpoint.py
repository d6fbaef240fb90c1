"""Detects where speech starts, pauses and ends: a pure state machine over probabilities and audio time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from annotated_types import Gt, Interval

from wyoming_morgan.voice.contract import Sensitivity, UtteranceRequest

Probability = Annotated[float, Interval(gt=0, lt=1)]
Seconds = Annotated[float, Gt(0)]

_SURELY_QUIET = 2.0
"""How much longer than a pause it has to be quiet where a detector has only just noticed it."""
_ROUNDING = 1e-6
"""Tolerance when sums of window lengths are compared, in seconds."""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """When a turn starts and ends. Durations are in seconds of audio."""

    start_threshold: Probability = 0.4
    """Probability from which a window counts as speech."""
    stop_threshold: Probability = 0.3
    """Probability below which a window counts as silence; between the two thresholds nothing changes."""
    start_seconds: Seconds = 0.08
    """Speech that starts a turn; less is a click. Rounded up to whole windows of the detector."""
    pause_seconds: Seconds = 0.06
    """Silence after which decoding starts, on the guess that the turn is over."""
    silence_seconds: Seconds = 0.5
    """Silence that ends the turn at the default sensitivity."""
    aggressive_silence_seconds: Seconds = 0.25
    """Silence that ends the turn at the aggressive sensitivity."""
    relaxed_silence_seconds: Seconds = 1.25
    """Silence that ends the turn at the relaxed sensitivity."""
    no_speech_seconds: Seconds = 15.0
    """Silence from the beginning of a turn that ends it without speech."""
    longest_turn_seconds: Seconds = 60.0
    """Time since the first word after which the turn ends in any case, such as next to a television."""

    def silence(self, sensitivity: Sensitivity) -> float:
        """Return the seconds of silence that end the turn."""
        match sensitivity:
            case Sensitivity.AGGRESSIVE:
                return self.aggressive_silence_seconds
            case Sensitivity.RELAXED:
                return self.relaxed_silence_seconds
            case Sensitivity.DEFAULT:
                return self.silence_seconds

    def asked_for(self, request: UtteranceRequest) -> EndpointSettings:
        """Return them as a request wants them."""
        settings, silence, start = self, request.silence_seconds, request.start_threshold
        if silence is not None:
            settings = replace(
                settings,
                silence_seconds=silence,
                aggressive_silence_seconds=silence,
                relaxed_silence_seconds=silence,
            )
        if start is not None:
            distance = max(0.0, settings.start_threshold - settings.stop_threshold)
            stop = max(start / 2, start - distance)
            settings = replace(settings, start_threshold=start, stop_threshold=stop)
        return settings


class Signal(StrEnum):
    """An event that the endpointer detects."""

    STARTED = "started"
    """Speech began."""
    PAUSED = "paused"
    """Speech paused; the turn may be over."""
    RESUMED = "resumed"
    """Speech went on after a pause that was not long enough to end it."""
    STOPPED = "stopped"
    """Speech is over; the turn ends here."""
    NO_SPEECH = "no-speech"
    """There was no speech since the beginning; the turn ends here."""
    TOO_LONG = "too-long"
    """Speech has gone on for longer than a turn may; the turn ends here."""


@dataclass(frozen=True, slots=True)
class EndpointEvent:
    """A signal, and its time in seconds of audio: where the speech or the silence began."""

    signal: Signal
    at: float


class _SpeechState(StrEnum):
    SILENCE = "silence"
    SPEECH = "speech"
    PAUSE = "pause"


class Endpointer:
    """Turns the probabilities of a voice activity detector into the events of a turn.

    It uses only the audio and its time, so a recording gives the same events however fast it arrives. It
    continues after `STOPPED`, for callers that look for every stretch of speech.
    """

    # state   | speech for `start_seconds` | silence for the pause | silence for the end of the turn
    # --------+----------------------------+-----------------------+--------------------------------
    # SILENCE | SPEECH, STARTED            | -                     | -
    # SPEECH  | -                          | PAUSE, PAUSED         | SILENCE, STOPPED
    # PAUSE   | SPEECH, RESUMED            | -                     | SILENCE, STOPPED
    #
    # `end_after` changes what the silence for the end of the turn is, until speech goes on.
    #
    # NO_SPEECH and TOO_LONG are reported once each, by audio time, and change no state.

    def __init__(
        self,
        settings: EndpointSettings,
        sensitivity: Sensitivity = Sensitivity.DEFAULT,
        edge: Callable[[float, float], float] | None = None,
    ) -> None:
        """Detect by settings; `edge` tells where a silence between two times really began.

        A silence counts from its edge; without `edge`, from the first window that is one.
        """
        self._settings = settings
        self._edge = edge
        self._usual_seconds = self._silence_seconds = settings.silence(sensitivity)
        self._pause_seconds = min(settings.pause_seconds, self._silence_seconds)
        self._state = _SpeechState.SILENCE
        self._now = 0.0
        self._run: float | None = None
        self._run_seconds = 0.0
        self._silent_since: float | None = None
        self._noticed = 0.0
        """Where the silence was noticed; a detector still hears what fades out until then."""
        self._first_speech: float | None = None
        self._reported: set[Signal] = set()

    @property
    def now(self) -> float:
        """Seconds of audio heard so far."""
        return self._now

    @property
    def heard_speech(self) -> bool:
        """Whether there has been any speech."""
        return self._first_speech is not None

    @property
    def silence(self) -> float:
        """Seconds since the last speech, ignoring clicks; 0 during speech."""
        return 0.0 if self._silent_since is None else self._now - self._silent_since

    @property
    def doubtful(self) -> bool:
        """Whether the latest windows may be the beginning of speech, but are too short to be sure."""
        return self._run is not None

    def end_after(self, seconds: float) -> list[EndpointEvent]:
        """End the turn after so much silence, if that is what there is; return the events it causes.

        When speech goes on, the silence of the sensitivity counts again.
        """
        self._silence_seconds = seconds
        if self._state is not _SpeechState.PAUSE or self._silent_since is None or self._run is not None:
            return []
        return self._quiet(self._silent_since)

    def advance(self, probability: float, seconds: float, *, hushed: bool = False) -> list[EndpointEvent]:
        """Take one window of `seconds`; return the events it causes.

        Args:
            probability: How likely it is speech.
            seconds: Its length.
            hushed: Whether its loudness tells that it is none, nor what was shortly before it.
        """
        begin, self._now = self._now, self._now + seconds
        if hushed:
            probability = 0.0
        events = (
            self._in_speech(probability, begin, hushed=hushed)
            if self._state is _SpeechState.SPEECH
            else self._in_silence(probability, begin, seconds)
        )
        return events + self._bounds()

    def _in_speech(self, probability: float, begin: float, *, hushed: bool) -> list[EndpointEvent]:
        if probability >= self._settings.stop_threshold:
            self._silent_since = None
            return []
        if self._silent_since is None:
            self._silent_since = begin if self._edge is None else self._edge(begin, self._now)
            self._noticed = begin
        if hushed:
            self._noticed = self._silent_since
        return self._quiet(self._silent_since)

    def _in_silence(self, probability: float, begin: float, seconds: float) -> list[EndpointEvent]:
        if probability >= self._settings.start_threshold:
            if self._run is None:
                self._run, self._run_seconds = begin, 0.0
            self._run_seconds += seconds
            if self._run_seconds >= self._settings.start_seconds - _ROUNDING:
                return [self._speak(self._run)]
        elif probability < self._settings.stop_threshold:
            self._run = None
        if self._run is None and self._state is _SpeechState.PAUSE and self._silent_since is not None:
            return self._quiet(self._silent_since)
        return []

    def _speak(self, at: float) -> EndpointEvent:
        signal = Signal.RESUMED if self._state is _SpeechState.PAUSE else Signal.STARTED
        self._state = _SpeechState.SPEECH
        self._silence_seconds = self._usual_seconds
        self._run = self._silent_since = None
        if self._first_speech is None:
            self._first_speech = at
        return EndpointEvent(signal, at)

    def _quiet(self, since: float) -> list[EndpointEvent]:
        silence = self._now - since + _ROUNDING
        events = []
        noticed = self._now - self._noticed + _ROUNDING
        paused = noticed >= self._pause_seconds or silence >= _SURELY_QUIET * self._pause_seconds
        if self._state is _SpeechState.SPEECH and paused:
            self._state = _SpeechState.PAUSE
            events.append(EndpointEvent(Signal.PAUSED, since))
        if self._state is _SpeechState.PAUSE and silence >= self._silence_seconds:
            self._state = _SpeechState.SILENCE
            events.append(EndpointEvent(Signal.STOPPED, since))
        return events

    def _bounds(self) -> list[EndpointEvent]:
        if self._first_speech is None:
            waited, bound, signal = self._now, self._settings.no_speech_seconds, Signal.NO_SPEECH
            due = self._run is None
        else:
            waited, bound = self._now - self._first_speech, self._settings.longest_turn_seconds
            signal, due = Signal.TOO_LONG, self._state is not _SpeechState.SILENCE
        if not due or signal in self._reported or waited < bound - _ROUNDING:
            return []
        self._reported.add(signal)
        return [EndpointEvent(signal, self._now)]
