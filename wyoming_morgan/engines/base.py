"""What an engine is: the protocols every engine fulfils, and the spec by which it is found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol, runtime_checkable

from annotated_types import Ge, Gt
from pydantic import BaseModel, ConfigDict

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.vocabulary import Vocabulary


class EngineKind(StrEnum):
    """What an engine does."""

    STT = "stt"
    TTS = "tts"
    VAD = "vad"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose work an engine, a model or a voice is."""

    name: str
    url: str


# Speech to text


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """What the client told about one utterance.

    `language` is a BCP 47 tag or None for the engine's default. `names` and `terms` are words that are
    likelier than usual (Wyoming's `transcript_names` and `transcript_terms`).
    """

    language: str | None = None
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. An empty text means that nothing was said, or nothing that was meant for us.

    `confidence` is 0…1 where the engine can tell, else None.
    """

    text: str
    language: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SttCapabilities:
    """What a recogniser can do. `languages` are BCP 47 tags, the default first."""

    languages: tuple[str, ...]
    model: str
    model_description: str
    version: str


@runtime_checkable
class Engine(Protocol):
    """The life of every engine: loaded once, used by many, closed once."""

    async def load(self) -> None:
        """Get ready to answer without delay. Loading twice is loading once.

        Raises:
            EngineUnavailable: a library or a model is missing.
        """

    async def close(self) -> None:
        """Give everything back. A closed engine may be loaded again."""


@runtime_checkable
class SpeechToText(Engine, Protocol):
    """A recogniser."""

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


# Text to speech


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. `name` is what clients ask for; `languages` are BCP 47 tags and never empty."""

    name: str
    languages: tuple[str, ...]
    description: str
    speakers: tuple[str, ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """How to speak. `speed` is a factor, 1.0 is the voice's own; `speaker` one of the voice's speakers."""

    speed: float = 1.0
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class TtsCapabilities:
    """What a synthesizer can do. The first voice is the default; `format` is the format of all its audio."""

    voices: tuple[Voice, ...]
    format: AudioFormat
    version: str


@runtime_checkable
class TextToSpeech(Engine, Protocol):
    """A synthesizer."""

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; answered from memory, after `load` at the latest complete."""

    def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncIterator[bytes]:
        """Speak one sentence or clause, as PCM pieces in `capabilities.format`.

        Closing the iterator gives the work up.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: as for `SpeechToText.transcribe`.
        """


# Voice activity


class VoiceActivityStream(Protocol):
    """The probabilities of speech of one audio stream, with the state that carries over between windows."""

    async def process(self, pcm: bytes) -> Sequence[float]:
        """Take 16 kHz, 16-bit, mono PCM of any length; return one probability per window completed by it."""


@dataclass(frozen=True, slots=True)
class VadCapabilities:
    """What a detector can do. `window_seconds` is the audio that one probability stands for."""

    window_seconds: float
    model: str
    version: str


@runtime_checkable
class VoiceActivity(Engine, Protocol):
    """A voice activity detector."""

    @property
    def capabilities(self) -> VadCapabilities:
        """What it can do; answered from memory."""

    def open(self) -> VoiceActivityStream:
        """Begin a stream with fresh state. Streams are independent of each other and need no closing."""


# How an engine is found and made


class EngineOptions(BaseModel):
    """Base of an engine's own settings: the mapping under `engines.<name>` in a service's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """The bounds an engine works in: see `worker`."""

    parallel: Annotated[int, Ge(1)] = 1
    """Calls that may run at the same time."""
    queue: Annotated[int, Ge(0)] = 16
    """Calls that may wait; one more is told `busy`."""
    deadline: Annotated[float, Gt(0)] = 30.0
    """Seconds one call may take from its start."""
    idle_unload: Annotated[float, Gt(0)] | None = None
    """Seconds without a call after which the model is unloaded; unset keeps it."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What the composition root hands to every engine it makes."""

    cache_dir: Path
    """Where derived files may be kept; may vanish at any time."""
    models_dir: Path
    """Where downloaded models lie."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    limits: WorkLimits = field(default_factory=WorkLimits)
    languages: tuple[str, ...] = ("en",)
    """The languages of the home, the first is the default."""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """One engine as the registry knows it, told without importing the engine's library."""

    kind: EngineKind
    name: str
    """The name in configuration, unique within its kind."""
    summary: str
    """One line for people."""
    attribution: Attribution
    licence: str
    create: Callable[[Any, EngineContext], Any]
    """Makes the engine from its validated options (an `options` instance) and the context; no work yet."""
    options: type[EngineOptions] = EngineOptions
    requires: tuple[str, ...] = ()
    """Top-level modules that must be importable; probed, not imported."""
    install: str = ""
    """The command that installs what is missing."""
    automatic: bool = False
    """Whether `engine: auto` may choose it."""
    rank: int = 0
    """Among the automatic ones the highest available rank is chosen."""
    model_on_disk: Callable[[Any, EngineContext], bool] | None = None
    """Whether the model it needs is on disk; None where it needs none."""
    remote: bool = False
    """Whether it passes the work on to another server."""
