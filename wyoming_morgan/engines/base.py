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
    WAKE = "wake"
    LLM = "llm"


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
    """What a recogniser can do. `languages` are BCP 47 tags, the default first."""

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


class Recogniser(Protocol):
    """What whoever hears needs of a recogniser."""

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
class SpeechToText(Engine, Recogniser, Protocol):
    """A recogniser with a life of its own."""


# Text to speech


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. `name` is what clients ask for; `languages` are BCP 47 tags and never empty."""

    name: str
    languages: tuple[str, ...]
    description: str
    speakers: tuple[str, ...] = ()
    licence: str = ""
    rate: int | None = None
    """Hz of the voice's own sound, where that is known; what is handed out is in `TtsCapabilities.format`."""


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """How to speak: `speaker` is one of the voice's; `speed` and `pitch` are factors of the voice's own."""

    speed: float = 1.0
    speaker: str | None = None
    pitch: float = 1.0
    """Without effect where the engine has no such control: `TtsCapabilities.pitch`."""


@dataclass(frozen=True, slots=True)
class TtsCapabilities:
    """What a synthesizer can do. The first voice is the default; `format` is the format of all its audio."""

    voices: tuple[Voice, ...]
    format: AudioFormat
    version: str
    pitch: bool = False
    """Whether `SpeakOptions.pitch` has an effect."""
    blends: bool = False
    """Whether `a+b` and `a:0.7+b:0.3` name a mixture of the voices `a` and `b`, in these parts."""


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


# Wake words


@dataclass(frozen=True, slots=True)
class WakeWord:
    """A word that wakes: `name` is what clients ask for, `phrase` what is said. Languages are BCP 47 tags."""

    name: str
    phrase: str
    languages: tuple[str, ...]
    description: str
    attribution: Attribution
    version: str = ""


@dataclass(frozen=True, slots=True)
class WakeDetection:
    """A wake word was said; it ended `at` seconds into the stream. `probability` is 0…1."""

    name: str
    at: float
    probability: float


class WakeWordStream(Protocol):
    """One audio stream being listened to, with the state that carries over."""

    async def process(self, pcm: bytes) -> Sequence[WakeDetection]:
        """Take 16 kHz, 16-bit, mono PCM of any length; return what it completes.

        Raises:
            Busy, EngineFailed: as for `SpeechToText.transcribe`.
        """

    def close(self) -> None:
        """Give the stream's state back."""


@dataclass(frozen=True, slots=True)
class WakeCapabilities:
    """What a wake word engine can do: the words it knows, its default ones first."""

    words: tuple[WakeWord, ...]
    version: str


@runtime_checkable
class WakeWords(Engine, Protocol):
    """A wake word engine."""

    @property
    def capabilities(self) -> WakeCapabilities:
        """What it can do; answered from memory, after `load` at the latest complete."""

    def open(self, names: Sequence[str] = ()) -> WakeWordStream:
        """Begin a stream that listens for words by their names; for the default ones if there are none.

        Raises:
            UnknownModel: a name is not known; the hint lists those that are.
        """


@runtime_checkable
class ExpectsWords(Protocol):
    """An engine that makes use of the home's words, and can be told others while it works."""

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Expect other words from now on; calls go on meanwhile.

        Raises:
            EngineUnavailable, EngineFailed: it cannot; it goes on with the words it had.
        """


# What is in memory


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One model of an engine as `morgan ps` shows it."""

    name: str
    loaded: bool
    running: int = 0
    """Calls at work."""
    waiting: int = 0
    """Calls that wait for their turn."""
    memory_bytes: int | None = None
    """What this process grew by when it was loaded, or what its own processes held then; None if unknown."""
    unload_seconds: float | None = None
    """Seconds until it is unloaded if nobody calls; None if it stays."""
    load_seconds: float | None = None
    """What its last load took."""


@runtime_checkable
class HoldsModels(Protocol):
    """An engine that can tell what it holds in memory."""

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its models; answered from memory."""


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
    pull: str = ""
    """The command that brings a model to begin with."""
    remote: bool = False
    """Whether it passes the work on to another server."""
    languages: str = ""
    """The languages it knows, in words for people."""
    size: str = ""
    """What its models take on disk, in words for people."""
    rate: str = ""
    """The sample rate of what it makes or takes, in words for people."""
    proven: str = ""
    """How it was shown to work, in words for people."""
