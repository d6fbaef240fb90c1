"""What HTTP serves, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wyoming_morgan.access.access import Access
from wyoming_morgan.agent.contract import ConversationAgent, Notebook
from wyoming_morgan.audio import FileDecoder
from wyoming_morgan.engines.contract.engine import EngineKind, LoadedModel
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.engines.contract.wake import WakeWords
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.home.status import HomeStatus
from wyoming_morgan.http.ingress import Ingress
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.store.contract import Store
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.contract import Ear, Mouth


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One entry of `/v1/models`. `created` is in seconds since 1970."""

    id: str
    owned_by: str
    created: int
    kind: EngineKind | None = None
    """What it does; None for a model that every route accepts."""
    context_tokens: int | None = None
    """How many tokens a language model's prompt and reply may have together, if known."""
    log_probabilities: bool | None = None
    """Whether a language model reports the log probabilities of tokens, if known."""
    only_embeds: bool = False
    """Whether a language model makes embeddings and no replies, as far as is known."""


@dataclass(frozen=True, slots=True)
class EngineModel:
    """A model that an engine keeps in memory, or loads when it is needed."""

    kind: EngineKind
    engine: str
    model: LoadedModel


@dataclass(frozen=True, slots=True)
class EngineInUse:
    """The engine that does the work of a service, and whether it stands in for the chosen one."""

    service: str
    engine: str
    stands_in_for: str = ""
    """The engine that was chosen; empty if it is this one."""
    model_missing: bool = False
    """Whether the chosen one lacks its model."""
    reason: str = ""
    hint: str = ""
    """What to do so that the chosen one works."""
    cause: str = ""
    """The code of the error for which the chosen one does not work."""


@dataclass(frozen=True, slots=True)
class HttpServices:
    """The parts of a process that HTTP can reach. An absent service has no routes."""

    readiness: Readiness
    turn_log: TurnLog
    decoder: FileDecoder | None = None
    """Decodes uploaded files; without it no recording is taken."""
    stt: Ear | None = None
    stt_capabilities: Callable[[], SttCapabilities] | None = None
    """What the speech recognizer can do; called per request, since a remote one reports it once loaded."""
    tts: Mouth | None = None
    agent: ConversationAgent | None = None
    vad: VoiceActivity | None = None
    wake: Callable[[], WakeWords | None] = lambda: None
    """The wake words; called per request, since an engine that cannot be loaded goes."""
    llm: LanguageModels | None = None
    linked_home: RelayedHome | None = None
    """Takes the home that links itself to this process."""
    home_status: Callable[[], HomeStatus | None] = lambda: None
    """How the connection to the home stands; called per request, and must answer from memory."""
    access: Access | None = None
    """This server's id, and the clients that are paired with it; without it nobody is paired."""
    ingress: Ingress | None = None
    """The ingress of Home Assistant, through which people need no key; None where there is none."""
    store: Store | None = None
    """Conversations and facts."""
    notebook: Notebook | None = None
    """Remembers and forgets facts apart from conversations."""
    listed_models: Callable[[], Sequence[ListedModel]] = tuple
    """The rows of `/v1/models`; called per request, since another engine may take over."""
    engines_in_use: Callable[[], Iterable[EngineInUse]] = tuple
    """The engines at work; called at any time, and must answer from memory."""
    loaded_models: Callable[[], Iterable[EngineModel]] = tuple
    """The models that engines keep in memory; called per request, and must answer from memory."""
    readings: Callable[[], Iterable[MetricReading]] = tuple
    """Metrics; called at every scrape of `/metrics`, on the event loop, so it must answer from memory."""
