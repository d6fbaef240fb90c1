"""The contract of a speech-to-text engine: one utterance in, its transcript out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """The options of one transcription.

    `language` is a BCP 47 tag, or None for the engine's default. `names` and `terms` are words that are
    likelier than usual (Wyoming's `transcript_names` and `transcript_terms`). An engine ignores options that
    it does not support: see its capabilities.
    """

    language: str | None = None
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    prompt: str = ""
    """Text that the speech continues, or that contains likely words."""
    translate: bool = False
    """Whether to translate the transcript into English."""
    timestamps: bool = False
    """Whether to fill `Transcript.segments`."""
    words: bool = False
    """Whether to fill the `words` of the segments."""
    temperature: float | None = None
    """The sampling temperature; None is the engine's default, 0 takes the likeliest words."""
    verbatim: bool = False
    """Whether every word counts, as in a recording that is written down; otherwise Morgan is spoken to."""
    alternatives: int = 1
    """How many texts to return at most, the best one included."""
    unprompted: bool = False
    """Whether no words are likelier than usual, not even those of the home that the engine knows."""
    speculative: bool = False
    """Whether this is a guess that the utterance is over. It may be cancelled and never delays others."""
    quick: bool = False
    """Whether it may be less careful in order to be sooner, as far as the engine can be."""

    def without_names(self) -> TranscribeOptions:
        """Return the same options with no words that are likelier than usual."""
        return replace(self, names=(), terms=(), prompt="", unprompted=True)


@dataclass(frozen=True, slots=True)
class TranscribedWord:
    """One word; `start` and `end` are seconds of the utterance, `probability` is 0…1."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class TranscribedSegment:
    """A segment, about a sentence; `start` and `end` are seconds of the utterance.

    The fields after `words` are Whisper's statistics; other engines leave their defaults.
    """

    text: str
    start: float
    end: float
    words: tuple[TranscribedWord, ...] = ()
    tokens: tuple[int, ...] = ()
    temperature: float = 0.0
    average_log_probability: float = 0.0
    compression_ratio: float = 0.0
    no_speech_probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A text that an utterance may have been, with the natural logarithm of its probability."""

    text: str
    log_probability: float = 0.0


class Progress(StrEnum):
    """How far the words of an utterance have come, by the commands of the home."""

    WHOLE = "whole"
    """A command, which hardly ever goes on."""
    EXTENDABLE = "extendable"
    """A command, which may well go on: “turn on the lights” with a room."""
    BEGINNING = "beginning"
    """The beginning of a command or of a sentence, which nothing can be done with."""
    OTHER = "other"
    """Nothing of that kind, as far as the commands of the home tell."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The transcript of an utterance. An empty text means no speech, or none that was meant for Morgan.

    `confidence` is 0…1, or None if unknown. `segments` and `alternatives` are filled if they were requested
    and the engine supports them.
    """

    text: str
    language: str | None = None
    confidence: float | None = None
    segments: tuple[TranscribedSegment, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    """Every text that it may have been, the best one first; empty if the engine tells only that one."""
    heard: str = ""
    """What the recognizer heard, if `text` is the command of the home that it was taken for."""
    reason: str = ""
    """Why it was taken for that, in words for a trace."""
    progress: Progress | None = None
    """How far the words have come; None if that is unknown."""


@dataclass(frozen=True, slots=True)
class SttCapabilities:
    """The capabilities of a recognizer. `languages` are BCP 47 tags, the default first."""

    languages: tuple[str, ...]
    model: str
    model_description: str
    version: str
    detects_language: bool = False
    """Whether it detects the language if none is given."""
    translates: bool = False
    """Whether it can translate into English."""
    timestamps: bool = False
    """Whether it reports the times of segments and words."""
    word_probabilities: bool = False
    """Whether it reports how likely each word is, too."""
    hears_commands_only: bool = False
    """Whether all that it hears are commands of the home."""
    quick_seconds: float = 0.0
    """How long an utterance may be that it hears sooner where it may be less careful; 0 for none."""


class Recognizer(Protocol):
    """A speech recognizer, as its users see it: no life cycle."""

    @property
    def capabilities(self) -> SttCapabilities:
        """Its capabilities; returns at once, also before `load`."""

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe one utterance of 16 kHz, 16-bit, mono PCM. Cancelling the call cancels the work.

        Raises:
            Busy: the engine's queue is full.
            DeadlineExceeded: decoding took too long.
            EngineFailed: the engine failed.
        """


@runtime_checkable
class ScoresTexts(Protocol):
    """The optional ability of a recognizer to tell how likely given texts are."""

    async def score(
        self, pcm: bytes, texts: Sequence[str], *, speculative: bool = False
    ) -> tuple[float, ...]:
        """Return the natural logarithm of each text's probability, whatever words are usually expected.

        Returns none if that cannot be told now, such as when it has transcribed another utterance since.

        Args:
            pcm: An utterance whose alternatives `transcribe` was just asked for.
            texts: What may have been said, as the recognizer would write it.
            speculative: Whether the utterance was a guess: see `TranscribeOptions`.

        Raises:
            Busy, DeadlineExceeded, EngineUnavailable, EngineFailed: see `Recognizer`.
        """


@runtime_checkable
class SpeechToText(Engine, Recognizer, Protocol):
    """A speech-to-text engine: a recognizer with a life cycle."""
