"""The interface between the ear, the mouth and the servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.timings import TurnTimings


class Sensitivity(StrEnum):
    """How soon a pause ends the turn; Wyoming's `vad_sensitivity`."""

    DEFAULT = "default"
    RELAXED = "relaxed"
    AGGRESSIVE = "aggressive"


# The ear


@dataclass(frozen=True, slots=True)
class UtteranceRequest:
    """How to hear one utterance."""

    options: TranscribeOptions = field(default_factory=TranscribeOptions)
    sensitivity: Sensitivity = Sensitivity.DEFAULT
    end_on_silence: bool = True
    """Whether Morgan ends the turn itself. If not, everything is heard until `finish`, such as a file."""
    silence_seconds: float | None = None
    """Silence that ends the turn, whatever was said; None is what the sensitivity and the words say."""
    start_threshold: float | None = None
    """Probability from which a window of audio counts as speech; None is what the settings say."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech began `at` seconds into the utterance's audio."""

    at: float


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """Speech ended `at` seconds into the utterance's audio."""

    at: float


@dataclass(frozen=True, slots=True)
class PartialTranscript:
    """The text so far. `stable` text does not change any more; `tentative` text may.

    `language` is the recognizer's, as in `Transcript`.
    """

    stable: str
    tentative: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FinalTranscript:
    """The end of an utterance, always the last event and exactly one."""

    transcript: Transcript
    timings: TurnTimings


UtteranceEvent = SpeechStarted | SpeechStopped | PartialTranscript | FinalTranscript


class Utterance(Protocol):
    """One utterance being heard: audio is pushed in, events come out of the iteration.

    Pushing and iterating run in different tasks. The iteration ends after `FinalTranscript`, or raises the
    `MorganError` that ended the utterance. Audio pushed after the end is dropped.
    """

    async def push(self, chunk: AudioChunk) -> None:
        """Hear a piece of audio, in any format.

        Raises:
            TooLarge: the utterance is longer than the bound.
        """

    @property
    def over(self) -> bool:
        """Whether it hears nothing more: its words are being found out, or it has failed."""

    async def finish(self) -> None:
        """End the audio; the final transcript follows at once."""

    async def aclose(self) -> None:
        """Cancel running work, and end the iteration. Harmless after the end, and when called twice."""

    def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        """Iterate over the events, once."""


class HomeSense(Protocol):
    """What is known about commands of the home: `agent.standing.CommandStanding`."""

    @property
    def knows_states(self) -> bool:
        """Whether the states of a home are live now."""

    async def understands(self, text: str, language: str) -> bool:
        """Whether the agent understands a text as a command.

        Raises:
            MorganError: understanding took too long, or there is too much to do.
        """

    async def is_so(self, text: str, language: str) -> bool | None:
        """Whether what a command asks for is so already, all of it; None if that is not known.

        Raises:
            MorganError: as `understands` raises it.
        """

    def either(self, text: str, other: str, language: str) -> str:
        """Return a text that says both of two commands; empty if it cannot be said."""


class Ear(Protocol):
    """Hears utterances: `voice.transcriber.Transcriber`."""

    def open(self, request: UtteranceRequest) -> Utterance:
        """Begin an utterance.

        Raises:
            InvalidRequest: the recognizer does not know the language.
        """


# The mouth


@dataclass(frozen=True, slots=True)
class VoiceRequest:
    """The voice a client asks for: by name, by language, by speaker, or the default."""

    name: str | None = None
    language: str | None = None
    speaker: str | None = None
    speed: float = 1.0
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class ChosenVoice:
    """The voice chosen for a request."""

    voice: Voice
    options: SpeakOptions
    language: str
    """The language that it is to speak, one of the voice's."""
    mouth: str | None = None
    """The single language for which the mouth is that has the voice; None is the default mouth."""


class Mouth(Protocol):
    """Speaks: `voice.synthesizer.Synthesizer`."""

    @property
    def format(self) -> AudioFormat:
        """The format of all its audio."""

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice, the default first."""

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        """Find the voice for a request.

        Raises:
            UnknownVoice: none fits; the message names some that exist.
        """

    def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        """Speak text while it arrives, piece by piece; text without anything speakable gives no audio.

        Closing the generator cancels the work.

        Raises:
            TooLarge: the text or its speech is longer than the bound; the latter after audio.
        """
