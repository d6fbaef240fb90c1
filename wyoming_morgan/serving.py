"""Serves a composed Morgan: opens its doors, waits for a signal, and closes them without losing a turn."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from wyoming_morgan import __version__
from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.app import Component, Morgan
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import Attribution, EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import EngineModel, GaugeReading, HttpServices, ListedModel
from wyoming_morgan.timings import TurnLog, TurnTimings
from wyoming_morgan.wyoming.advert import Advert
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.program import About, Program, domains
from wyoming_morgan.wyoming.programs.agent import AgentProgram
from wyoming_morgan.wyoming.programs.stt import SttProgram
from wyoming_morgan.wyoming.programs.tts import TtsProgram
from wyoming_morgan.wyoming.programs.vad import VadProgram
from wyoming_morgan.wyoming.programs.wake import WakeProgram
from wyoming_morgan.wyoming.server import WyomingServer

_LOGGER = logging.getLogger(__name__)

_ABOUT = About(
    name=AGENT_NAME,
    description="Commands for the home, and the time",
    attribution=Attribution(name="Open Home Foundation intents", url="https://github.com/OHF-Voice/intents"),
    version=__version__,
)
_WYOMING = "wyoming"
"""The name of the Wyoming door in readiness: once `/ready` succeeds, clients may connect to it."""
_EVERY_ADDRESS = ("0.0.0.0", "::")

_COMPONENTS = {
    Service.CORE: frozenset(Component) - {Component.VAD},
    Service.LLM: {Component.LLM},
    Service.TTS: {Component.TTS},
    Service.STT: {Component.STT},
    Service.VAD: {Component.VAD},
}
"""The components of each service. Core has `stt` and `tts` for `/api/audio` and spoken replies over HTTP."""


class Server:
    """The doors of one process. Started and stopped once.

    HTTP answers from the beginning, so that `/ready` can report the progress of the start; Wyoming opens, and
    is announced, when everything is loaded.
    """

    def __init__(self, config: Config, services: frozenset[Service], registry: Registry) -> None:
        self.services = services
        self.morgan = Morgan(
            config, {component for service in services for component in _COMPONENTS[service]}, registry
        )
        self.advert: Advert | None = None
        self._config = config
        self._ports = config.ports(services)
        self._created = int(time.time())
        self._turn_log = TurnLog()
        self._turn_log.listen(partial(_log_turn, with_texts=config.core.log_transcripts))
        self._wyoming: WyomingServer | None = None
        if self._ports.wyoming is not None:
            self.morgan.readiness.starting(_WYOMING)
        self._http = HttpServer(self._http_services(), replace(config.core.http, port=self._ports.http))

    @property
    def http(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports on which HTTP listens."""
        return self._http.addresses

    @property
    def wyoming(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports on which Wyoming listens; empty if it is not served."""
        return self._wyoming.addresses if self._wyoming else ()

    async def start(self) -> None:
        """Open HTTP, load, open Wyoming, announce it.

        Raises:
            ConfigurationError: an address cannot be listened on.
            EngineUnavailable, EngineFailed: an engine of this machine cannot work.
        """
        await self._http.start()
        await self.morgan.load()
        _settle()
        if self._ports.wyoming is None:
            return
        core, programs = self._config.core, self._programs()
        self._wyoming = WyomingServer(programs, core.wyoming, self._turn_log)
        hosts = (core.wyoming_host,) if core.wyoming_host else _EVERY_ADDRESS
        await self._wyoming.start(hosts, self._ports.wyoming)
        self.morgan.readiness.loaded(_WYOMING)
        if core.wyoming.advertise:
            self.advert = Advert(
                self._wyoming.addresses,
                domains(programs),
                Allowlist(core.wyoming.allow),
                name=core.wyoming.advertise_name,
            )
            self.advert.start()

    async def stop(self) -> None:
        """Withdraw the advertisement, let running turns finish within the bound, close doors and engines."""
        grace = self._config.core.stop_seconds
        if self.advert is not None:
            await self.advert.stop()
        await asyncio.gather(
            self._http.stop(grace), *([self._wyoming.stop(grace)] if self._wyoming is not None else [])
        )
        await self.morgan.close()

    def _programs(self) -> tuple[Program, ...]:
        """The programs of the served services; audio goes to the first that listens, unless a client asks."""
        programs = (
            (Service.STT, self._stt_program()),
            (Service.TTS, self._tts_program()),
            (Service.CORE, self._agent_program()),
            (Service.VAD, self._vad_program()),
            (Service.VAD, self._wake_program()),
        )
        return tuple(program for service, program in programs if program and service in self.services)

    def _stt_program(self) -> Program | None:
        morgan = self.morgan
        if morgan.stt is None or morgan.stt_capabilities is None:
            return None
        return SttProgram(self._about(EngineKind.STT), morgan.stt, morgan.stt_capabilities)

    def _tts_program(self) -> Program | None:
        tts = self.morgan.tts
        return None if tts is None else TtsProgram(self._about(EngineKind.TTS), tts)

    def _agent_program(self) -> Program | None:
        agent = self.morgan.agent
        return None if agent is None else AgentProgram(_ABOUT, agent)

    def _vad_program(self) -> Program | None:
        vad = self.morgan.vad
        if vad is None:
            return None
        return VadProgram(self._about(EngineKind.VAD, titled=True), vad, self._config.vad.endpoint)

    def _wake_program(self) -> Program | None:
        wake = self.morgan.wake
        return None if wake is None else WakeProgram(self._about(EngineKind.WAKE, titled=True), wake)

    def _about(self, kind: EngineKind, *, titled: bool = False) -> About:
        """Describe an engine, under its own name if `titled`, else under Morgan's.

        Home Assistant titles its card by the name of the first program.
        """
        spec = self.morgan.engines[kind].choice.spec
        name = spec.name if titled else AGENT_NAME
        return About(name=name, description=spec.summary, attribution=spec.attribution, version=__version__)

    def _http_services(self) -> HttpServices:
        morgan = self.morgan
        return HttpServices(
            readiness=morgan.readiness,
            turn_log=self._turn_log,
            stt=morgan.stt,
            stt_capabilities=self._stt_capabilities if morgan.stt else None,
            tts=morgan.tts,
            agent=morgan.agent,
            vad=morgan.vad,
            llm=morgan.llm,
            store=morgan.store,
            listed_models=self._listed_models,
            loaded_models=self._loaded_models,
            readings=self._readings,
        )

    def _listed_models(self) -> list[ListedModel]:
        return [
            ListedModel(
                id=chosen.choice.spec.name,
                owned_by=chosen.choice.spec.attribution.name,
                created=self._created,
                kind=kind,
            )
            for kind, chosen in self.morgan.engines.items()
            if kind in (EngineKind.STT, EngineKind.TTS)
        ]

    def _loaded_models(self) -> Iterator[EngineModel]:
        for chosen in self.morgan.all_engines:
            for model in chosen.models:
                yield EngineModel(chosen.kind, chosen.choice.spec.name, model)

    def _stt_capabilities(self) -> SttCapabilities:
        capabilities = self.morgan.stt_capabilities
        assert capabilities is not None  # noqa: S101 - handed out only if there is a recognizer
        return capabilities

    def _readings(self) -> Iterator[GaugeReading]:
        connections = self._wyoming.connections if self._wyoming else 0
        yield GaugeReading("morgan_wyoming_connections", "Connected Wyoming clients.", connections)
        for (backend, code), count in (self.morgan.llm.fallbacks if self.morgan.llm else {}).items():
            labels = {"backend": backend, "code": code}
            yield GaugeReading("morgan_llm_fallbacks", "Times a backend was passed over.", count, labels)
        if self.morgan.agent is not None:
            kept = self.morgan.agent.counts
            for state, count in (("kept", kept.kept), ("waiting", kept.waiting), ("lost", kept.lost)):
                description = "Messages of conversations, by what became of them."
                yield GaugeReading("morgan_memory_messages", description, count, {"state": state})
        for entry in self._loaded_models():
            model = entry.model
            labels = {"kind": entry.kind.value, "engine": entry.engine, "model": model.name}
            yield GaugeReading("morgan_engine_running", "Calls an engine works on.", model.running, labels)
            yield GaugeReading("morgan_engine_waiting", "Calls that wait for it.", model.waiting, labels)


async def serve(
    config: Config, services: frozenset[Service], *, on_ready: Callable[[Server], None] = lambda _: None
) -> int:
    """Serve until SIGTERM or SIGINT, then finish what runs; return the exit code.

    Raises:
        ConfigurationError, EngineUnavailable, EngineFailed, UnknownModel: it cannot start.
    """
    stop = asyncio.Event()
    with _on_signals(stop.set):
        server = Server(config, services, Registry.discover())
        try:
            if await _unless(stop, server.start()):
                on_ready(server)
                await stop.wait()
                _LOGGER.info("stopping; running turns may finish (stop it again to end them at once)")
        finally:
            await server.stop()
    return 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work unless `stop` is set first; return whether it was done."""
    stopped, working = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    try:
        await asyncio.wait({stopped, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            return False
        await working
        return True
    finally:
        stopped.cancel()
        working.cancel()
        await asyncio.gather(stopped, working, return_exceptions=True)


@contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at the first SIGTERM or SIGINT; the next one ends the process as usual."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def remove_handlers() -> None:
        for number in signals:
            loop.remove_signal_handler(number)

    def on_signal() -> None:
        remove_handlers()
        stop()

    for number in signals:
        loop.add_signal_handler(number, on_signal)
    try:
        yield
    finally:
        remove_handlers()


def _settle() -> None:
    """Exclude what was loaded from garbage collection, which would take tens of milliseconds each time.

    The sentences of one language are hundreds of thousands of objects.
    """
    gc.collect()
    gc.freeze()


def _log_turn(timings: TurnTimings, *, with_texts: bool) -> None:
    stages = ", ".join(f"{stage} {took:g} ms" for stage, took in timings.milliseconds().items())
    texts = f"; heard {timings.heard!r}, replied {timings.replied!r}" if with_texts else ""
    _LOGGER.info("turn: %s (%s)%s", timings.outcome or "done", stages or "nothing measured", texts)
