"""What the HTTP door serves, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from wyoming_morgan.agent.contract import ConversationAgent
from wyoming_morgan.engines.contract.engine import EngineKind, LoadedModel
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.store.contract import Store
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.contract import Ear, Mouth


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of `/v1/models`. `created` is in seconds since 1970."""

    id: str
    owned_by: str
    created: int
    kind: EngineKind | None = None
    """What it does; None for one that may be named everywhere."""
    context_tokens: int | None = None
    """How many tokens a language model's prompt and reply may have together, where that is known."""


@dataclass(frozen=True, slots=True)
class EngineModel:
    """One model that an engine holds in memory, or would."""

    kind: EngineKind
    engine: str
    model: LoadedModel


@dataclass(frozen=True, slots=True)
class Reading:
    """What one gauge shows now: a queue's length, a number of connections.

    `name` and `labels` follow Prometheus' rules; readings of one name have the same `help` and label names.
    """

    name: str
    help: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def no_readings() -> Iterable[Reading]:
    """Read nothing: for a process without workers."""
    return ()


@dataclass(frozen=True, slots=True)
class HttpServices:
    """The parts of a process that HTTP can reach. What is absent has no routes."""

    readiness: Readiness
    turn_log: TurnLog
    ear: Ear | None = None
    hearing: Callable[[], SttCapabilities] | None = None
    """What the ear's recognizer can do; asked with every request, since a remote one tells once loaded."""
    mouth: Mouth | None = None
    mind: ConversationAgent | None = None
    detector: VoiceActivity | None = None
    chat: LanguageModels | None = None
    store: Store | None = None
    """What lasts: conversations and facts."""
    models: Callable[[], Sequence[Model]] = tuple
    """What `/v1/models` lists; asked with every request, since a stand-in may come."""
    loaded: Callable[[], Iterable[EngineModel]] = tuple
    """What engines hold in memory; asked with every request, and answered from memory."""
    readings: Callable[[], Iterable[Reading]] = no_readings
    """Taken at every scrape of `/metrics`, on the event loop, so it must answer from memory."""
