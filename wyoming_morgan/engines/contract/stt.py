"""What a speech-to-text engine is: one utterance in, its transcript out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """What the client told about one utterance.

    `language` is a BCP 47 tag or None for the engine's default. `names` and `terms` are words that are
    likelier than usual (Wyoming's `transcript_names` and `transcript_terms`). An engine that cannot do what
    is asked for beyond that does without it: its capabilities tell what it can.
    """

    language: str | None = None
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    prompt: str = ""
    """Text that the speech goes on from, or that holds words which are likely in it."""
    translate: bool = False
    """Whether the transcript is wanted in English, whatever is spoken."""
    timestamps: bool = False
    """Whether `Transcript.segments` is wanted."""
    words: bool = False
    """Whether the segments' `words` are wanted."""
    temperature: float | None = None
    """How freely the engine may choose among words; None is the engine's own, 0 the likeliest."""
    speculative: bool = False
    """Whether this is a guess that the utterance is over, which may be given up: it never delays others."""


@dataclass(frozen=True, slots=True)
class TranscribedWord:
    """One word and when it was said, in seconds of the utterance; `probability` is 0…1."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class TranscribedSegment:
    """A sentence or so, and when it was said, in seconds of the utterance.

    What follows `words` is what Whisper tells of its own work; other engines leave it.
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
class Transcript:
    """What was heard. An empty text means that nothing was said, or nothing that was meant for us.

    `confidence` is 0…1 where the engine can tell, else None. `segments` are there if they were asked for and
    the engine can tell them.
    """

    text: str
    language: str | None = None
    confidence: float | None = None
    segments: tuple[TranscribedSegment, ...] = ()


@dataclass(frozen=True, slots=True)
class SttCapabilities:
    """What a recognizer can do. `languages` are BCP 47 tags, the default first."""

    languages: tuple[str, ...]
    model: str
    model_description: str
    version: str
    detects_language: bool = False
    """Whether it finds out the language where none is given."""
    translates: bool = False
    """Whether it can give an English transcript of other languages."""
    timestamps: bool = False
    """Whether it can tell when each segment and word was said."""


class Recognizer(Protocol):
    """What whoever hears needs of a recognizer."""

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; answered from memory, also before `load`."""

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe one utterance: 16 kHz, 16-bit, mono PCM. Cancelling the call gives its work up.

        Raises:
            Busy: the engine's queue is full.
            DeadlineExceeded: the decode took too long.
            EngineFailed: the engine broke.
        """


@runtime_checkable
class SpeechToText(Engine, Recognizer, Protocol):
    """A recognizer with a life of its own."""
