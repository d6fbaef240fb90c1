"""The contract of every engine: its life cycle, its options, and the spec by which the registry finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol, runtime_checkable

from annotated_types import Ge, Gt
from pydantic import BaseModel, ConfigDict

from wyoming_morgan.durations import Durations
from wyoming_morgan.engines.contract.vocabulary import Vocabulary


class EngineKind(StrEnum):
    """The kind of work an engine does."""

    STT = "stt"
    TTS = "tts"
    VAD = "vad"
    WAKE = "wake"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class Attribution:
    """The author of an engine, a model or a voice."""

    name: str
    url: str


@runtime_checkable
class Engine(Protocol):
    """The life cycle of every engine: loaded once, used by many, closed once."""

    async def load(self) -> None:
        """Load models and connections, so that calls start without delay; loading again has no effect.

        Raises:
            EngineUnavailable: a library or a model is missing.
        """

    async def close(self) -> None:
        """Release all resources. A closed engine may be loaded again."""


@runtime_checkable
class AcceptsVocabulary(Protocol):
    """An engine that uses the words of the home, which may change while it runs."""

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Replace the words of the home; calls continue meanwhile.

        Raises:
            EngineUnavailable, EngineFailed: the words cannot be changed; the old ones remain in use.
        """


@runtime_checkable
class LearnsWords(Protocol):
    """An engine that goes on learning the words of the home after its `load`, and can be used meanwhile."""

    @property
    def lesson(self) -> str:
        """What it learns, and what calls get meanwhile, for people; empty if it has learned everything."""

    async def learned(self) -> None:
        """Wait until it has learned everything; `load` tries again what failed.

        Raises:
            EngineUnavailable, EngineFailed: it cannot learn the words.
        """


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """The state of one model of an engine, as `morgan ps` shows it."""

    name: str
    loaded: bool
    running: int = 0
    """Calls in progress."""
    waiting: int = 0
    """Calls in the queue."""
    memory_bytes: int | None = None
    """RAM that loading it added to this process, or that its own processes held then; None if unknown."""
    unload_seconds: float | None = None
    """Seconds until it is unloaded if no call comes; None if it stays loaded."""
    load_seconds: float | None = None
    """Duration of its last load."""
    places: int | None = None
    """Calls that it may work on at the same time; None if unknown."""
    queue: int | None = None
    """Calls that may wait; None if unknown."""
    waits: Durations | None = field(default=None, repr=False, compare=False)
    """How long calls waited for a place."""
    calls: Durations | None = field(default=None, repr=False, compare=False)
    """How long it worked on calls."""
    processes: tuple[int, ...] = ()
    """The ids of processes of its own."""


@runtime_checkable
class HoldsModels(Protocol):
    """An engine that reports which models it holds in RAM."""

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its models; returns at once."""


class EngineOptions(BaseModel):
    """Base of an engine's options: the mapping under `engines.<name>` in a service's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """The bounds on an engine's calls: see `engines.running.worker`."""

    parallel: Annotated[int, Ge(1)] = 1
    """Calls that may run at the same time."""
    queue: Annotated[int, Ge(0)] = 16
    """Calls that may wait; further ones are rejected with `busy`."""
    deadline: Annotated[float, Gt(0)] = 30.0
    """Seconds one call may take, waiting included."""
    idle_unload: Annotated[float, Gt(0)] | None = None
    """Seconds without a call after which the model is unloaded; unset keeps it loaded."""


@dataclass(frozen=True, slots=True)
class EngineContext:
    """The surroundings that the composition root passes to every engine it creates."""

    cache_dir: Path
    """Folder for derived files, which may be deleted at any time."""
    models_dir: Path
    """Folder of downloaded models."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    limits: WorkLimits = field(default_factory=WorkLimits)
    languages: tuple[str, ...] = ("en",)
    """The languages of the home, the default first."""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """The description of one engine for the registry; needs no import of the engine's library."""

    kind: EngineKind
    name: str
    """The name in configuration, unique within its kind."""
    summary: str
    """One line for the documentation."""
    attribution: Attribution
    license: str
    create: Callable[[Any, EngineContext], Any]
    """Creates the engine from its validated options (an `options` instance) and the context; does no work."""
    options: type[EngineOptions] = EngineOptions
    requires: tuple[str, ...] = ()
    """Top-level modules that must be installed; looked up, not imported."""
    install: str = ""
    """The command that installs `requires`."""
    automatic: bool = False
    """Whether `engine: auto` may choose it."""
    rank: int = 0
    """Among the automatic ones the highest available rank is chosen."""
    model_on_disk: Callable[[Any, EngineContext], bool] | None = None
    """Whether the model it needs is on disk; None if it needs none."""
    pull: str = ""
    """The command that downloads a first model."""
    pull_for: Callable[[EngineContext], str] | None = None
    """The same for one home and machine, where those decide which model is the first; else `pull`. Empty if
    it has none for the home's language."""
    remote: bool = False
    """Whether it passes the work on to another server."""
    languages: str = ""
    """The languages it supports, as text for the documentation."""
    size: str = ""
    """Disk space of its models, as text for the documentation."""
    rate: str = ""
    """The sample rate of its audio, as text for the documentation."""
    proven: str = ""
    """How it was tested, as text for the documentation."""
