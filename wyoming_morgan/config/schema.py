"""All settings: one model for each of the five files. Their docstrings are the documentation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Annotated, ClassVar

import platformdirs
from annotated_types import Ge, Le
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    StringConstraints,
    field_validator,
)

from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.config.choices import LogFormat, LogLevel, Service
from wyoming_morgan.config.complaints import Path as SettingPath
from wyoming_morgan.config.doors import web_address, with_keys_and_certificate, with_networks
from wyoming_morgan.config.home import HomeSettings
from wyoming_morgan.config.languages import Language, as_tag
from wyoming_morgan.config.limits import SPEAKING_LIMITS, SpeakingLimits
from wyoming_morgan.engines.contract.engine import EngineKind, EngineOptions, WorkLimits
from wyoming_morgan.engines.registry import AUTO
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.settings import RenamedKey
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.voice.settings import EarSettings, MouthSettings
from wyoming_morgan.wyoming.settings import WyomingSettings

Port = Annotated[int, Ge(0), Le(65535)]
"""A TCP port; 0 takes any free one."""


class Settings(BaseModel):
    """Base of every settings model: unknown keys are errors, values never change."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False, validate_default=True
    )


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class CoreSettings(Settings):
    """Settings that all services share, and the conversation agent."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (RenamedKey("memory", "store"),)

    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """The languages spoken in the home, as BCP 47 tags (`en`, `de`, `pt-BR`); the first is the default."""

    @field_validator("languages", mode="before")
    @classmethod
    def _as_tags(cls, languages: object) -> object:
        """Write `de_DE` as `de-DE`, `deu` and `german` as `de`."""
        return list(map(as_tag, languages)) if isinstance(languages, (list, tuple)) else languages

    home: HomeSettings = HomeSettings()
    """The names in the home. They make recognition better; without them any name is accepted."""
    wyoming: Annotated[WyomingSettings, AfterValidator(with_networks)] = WyomingSettings()
    """The Wyoming door of every service."""
    wyoming_host: str | None = None
    """The address Wyoming listens on; by default every address of this machine, IPv4 and IPv6."""
    wyoming_port: Port = 10500
    """The Wyoming port of `morgan serve core`."""
    shared_wyoming_port: Port = 10300
    """The Wyoming port of `morgan serve` when it serves several services in one process."""
    http: Annotated[HttpSettings, AfterValidator(with_keys_and_certificate)] = HttpSettings()
    """The HTTP door of every service. `port` is that of core, and of several services in one process."""
    agent: AgentSettings = AgentSettings()
    """The conversation agent and its limits."""
    home_assistant: HomeAssistantSettings = HomeAssistantSettings()
    """Home Assistant (with a token): its names, states, actions and tools; and tools of other servers."""
    store: StoreSettings = StoreSettings()
    """The database of conversations and facts, and the cache that replicas share."""
    stop_seconds: Annotated[float, Ge(0)] = 20.0
    """Seconds that running turns may take to finish when Morgan is stopped."""
    drain_seconds: Annotated[float, Ge(0)] = 0.0
    """Seconds before that in which new turns are taken on, while `/ready` sends load balancers elsewhere."""
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = LogLevel.INFO
    """How much is logged. The environment variable `LOG_LEVEL` sets it too."""
    log_format: LogFormat = LogFormat.PLAIN
    """The format of the log: lines for people, or one JSON object in each line."""
    traces_endpoint: Annotated[str, AfterValidator(web_address)] | None = None
    """The OpenTelemetry collector to which each turn is sent as a trace: `http://collector:4318`. By default
    none. Needs the extra `otel`. The environment variable `OTEL_EXPORTER_OTLP_ENDPOINT` sets it too."""
    log_transcripts: bool = False
    """Whether transcripts and replies are logged and traced; PINs, and what is said incognito, never are."""
    cache_dir: Path | None = None
    """The folder of derived files, which can be removed at any time; by default the user's cache folder."""
    models_dir: Path | None = None
    """The folder of models; by default `models` in the data folder."""
    models_mirror: str | None = None
    """The URL from which `morgan models pull` downloads in place of the original hosts."""
    data_dir: Path | None = None
    """The folder of persistent data; by default the user's data folder."""

    @property
    def folders(self) -> Folders:
        """The three folders, with their defaults."""
        data = (self.data_dir or platformdirs.user_data_path("morgan")).expanduser()
        return Folders(
            cache=(self.cache_dir or platformdirs.user_cache_path("morgan")).expanduser(),
            models=self.models_dir.expanduser() if self.models_dir else data / "models",
            data=data,
        )


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of Morgan's files."""

    cache: Path
    models: Path
    data: Path


class EngineSettings(Settings):
    """Settings of every service with an engine."""

    engine: str = AUTO
    """The engine; `auto` is the best one that is installed with its model on disk."""
    engines: Mapping[str, SerializeAsAny[EngineOptions]] = Field(default_factory=dict)
    """The options of each engine, by its name."""
    limits: WorkLimits = WorkLimits()
    """The limits of the engine's work."""


class BackendSettings(EngineSettings):
    """One server of language models."""

    engine: str = "ollama"
    """The engine, that is the API of the server."""


BackendName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]


class LlmSettings(Settings):
    """Language models. Without a backend only the grammar answers, which needs none."""

    backends: Mapping[BackendName, BackendSettings] = Field(default={})
    """The servers, by names of your choice, each with `engine`, `engines` and `limits`; if one does not
    answer, the next one here is asked."""
    model: str | None = None
    """The model that answers: `backend/model`, only a model's name, or an alias; by default that of the
    first backend."""
    aliases: Mapping[str, str] = Field(default={})
    """Other names for models, such as `fast: home/qwen3:4b`. Clients may use them."""
    embedding_model: str | None = None
    """The model that compares texts, as `backend/model`; by default that of the first backend with one."""
    http_port: Port = 8001
    """The HTTP port of `morgan serve llm`."""


class SttSettings(EngineSettings):
    """Speech to text."""

    by_language: Mapping[Language, EngineSettings] = Field(default={})
    """Engines for single languages, by BCP 47 tags: `de: {engine: faster-whisper}`."""
    wyoming_port: Port = 10300
    """The Wyoming port of `morgan serve stt`."""
    http_port: Port = 8003
    """The HTTP port of `morgan serve stt`."""
    ear: EarSettings = EarSettings()
    """How utterances are recognized."""


class VoiceSettings(EngineSettings):
    """What speaks."""

    limits: SpeakingLimits = SPEAKING_LIMITS
    """The limits of the engine's work."""
    voice: str | None = None
    """The voice for clients that specify none; by default the engine's first. `morgan voices` lists them."""


class TtsSettings(VoiceSettings):
    """Text to speech."""

    by_language: Mapping[Language, VoiceSettings] = Field(default={})
    """Engines for single languages, by BCP 47 tags: `de: {engine: piper, voice: de_DE-kerstin-low}`."""
    wyoming_port: Port = 10200
    """The Wyoming port of `morgan serve tts`."""
    http_port: Port = 8002
    """The HTTP port of `morgan serve tts`."""
    mouth: MouthSettings = MouthSettings()
    """How text is spoken."""


class WakeSettings(EngineSettings):
    """Wake words: `morgan serve vad` detects them for clients that ask for it."""


class VadSettings(EngineSettings):
    """Voice activity detection: when speech starts and stops. Wake words are a separate group."""

    wake: WakeSettings = WakeSettings()
    """Wake words."""

    wyoming_port: Port = 10400
    """The Wyoming port of `morgan serve vad`."""
    http_port: Port = 8004
    """The HTTP port of `morgan serve vad`."""
    endpoint: EndpointSettings = EndpointSettings()
    """When the service reports the start and the stop of speech."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a process; `wyoming` is None if it serves nothing over Wyoming."""

    wyoming: int | None
    http: int


@dataclass(frozen=True, slots=True)
class PortSettings:
    """The settings of the ports of a process; `wyoming` is None if it serves nothing over Wyoming."""

    wyoming: SettingPath | None
    http: SettingPath


class Config(Settings):
    """All settings."""

    core: CoreSettings = CoreSettings()
    """Settings that all services share, and the conversation agent."""
    llm: LlmSettings = LlmSettings()
    """The language model service."""
    tts: TtsSettings = TtsSettings()
    """Text to speech."""
    stt: SttSettings = SttSettings()
    """Speech to text."""
    vad: VadSettings = VadSettings()
    """Voice activity."""

    def ports(self, services: Collection[Service]) -> Ports:
        """Return the ports of a process that serves these services."""
        places = port_settings(services)
        wyoming = self._port(places.wyoming) if places.wyoming else None
        return Ports(wyoming=wyoming, http=self._port(places.http))

    def _port(self, path: SettingPath) -> int:
        return int(attrgetter(".".join(map(str, path)))(self))


ENGINE_SETTINGS: Mapping[EngineKind, SettingPath] = {
    EngineKind.STT: ("stt",),
    EngineKind.TTS: ("tts",),
    EngineKind.VAD: ("vad",),
    EngineKind.WAKE: ("vad", "wake"),
    EngineKind.LLM: ("llm",),
}
"""The path of the engine settings of each kind; for language models, of the groups of them."""


def engine_settings(config: Config, kind: EngineKind) -> Mapping[str, EngineSettings]:
    """Return the settings of the engines of a kind, by their names; the name of a single one is empty."""
    if kind is EngineKind.LLM:
        return config.llm.backends
    settings: EngineSettings = attrgetter(".".join(map(str, ENGINE_SETTINGS[kind])))(config)
    return {"": settings}


def language_settings(config: Config, kind: EngineKind) -> Mapping[str, EngineSettings]:
    """Return the settings of the engines of a kind that are for single languages, by their tags."""
    by_kind = {EngineKind.STT: config.stt.by_language, EngineKind.TTS: config.tts.by_language}
    return by_kind.get(kind, {})


def port_settings(services: Collection[Service]) -> PortSettings:
    """Return the settings of the ports of a process: a single service has its own, several share core's."""
    shared_http: SettingPath = ("core", "http", "port")
    if len(services) != 1:
        return PortSettings(wyoming=("core", "shared_wyoming_port"), http=shared_http)
    service = next(iter(services)).value
    return PortSettings(
        wyoming=None if service == Service.LLM else (service, "wyoming_port"),
        http=shared_http if service == Service.CORE else (service, "http_port"),
    )


def file_name(service: Service) -> str:
    """Return the name of a service's configuration file."""
    return f"{service}.yaml"
