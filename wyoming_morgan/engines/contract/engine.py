"""What every engine is: its life, its settings, and the spec by which it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol, runtime_checkable

from annotated_types import Ge, Gt
from pydantic import BaseModel, ConfigDict

from wyoming_morgan.engines.contract.vocabulary import Vocabulary


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
class ExpectsWords(Protocol):
    """An engine that makes use of the home's words, and can be told others while it works."""

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Expect other words from now on; calls go on meanwhile.

        Raises:
            EngineUnavailable, EngineFailed: it cannot; it goes on with the words it had.
        """


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
    license: str
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
