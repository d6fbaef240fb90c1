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
from wyoming_morgan.app import Chosen, Morgan, Part
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
"""The Wyoming door among the states of readiness: whoever waits for `/ready` may connect to it."""
_EVERY_ADDRESS = ("0.0.0.0", "::")

_PARTS = {
    Service.CORE: {Part.EAR, Part.MOUTH, Part.MIND, Part.MODELS, Part.HOME, Part.MEMORY},
    Service.LLM: {Part.MODELS},
    Service.TTS: {Part.MOUTH},
    Service.STT: {Part.EAR},
    Service.VAD: {Part.DETECTOR},
}
"""What each service is made of. Core hears and speaks too: for `/api/audio` and spoken replies over HTTP."""


class Server:
    """The doors of one process. Started and stopped once.

    HTTP answers from the first moment, so that `/ready` can tell how far the start is; Wyoming opens, and is
    announced, when everything is loaded.
    """

    def __init__(self, config: Config, services: frozenset[Service], registry: Registry) -> None:
        self.services = services
        self.morgan = Morgan(config, {part for service in services for part in _PARTS[service]}, registry)
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
        """Where HTTP listens."""
        return self._http.addresses

    @property
    def wyoming(self) -> tuple[tuple[str, int], ...]:
        """Where Wyoming listens; empty where it is not served."""
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
        """Say goodbye, let running turns finish within the bound, close the doors and the engines."""
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
        if morgan.ear is None or morgan.recognizer is None or morgan.hearing is None:
            return None
        return SttProgram(_about(morgan.recognizer), morgan.ear, morgan.hearing)

    def _tts_program(self) -> Program | None:
        morgan = self.morgan
        if morgan.mouth is None or morgan.synthesizer is None:
            return None
        return TtsProgram(_about(morgan.synthesizer), morgan.mouth)

    def _agent_program(self) -> Program | None:
        return None if self.morgan.mind is None else AgentProgram(_ABOUT, self.morgan.mind)

    def _vad_program(self) -> Program | None:
        morgan = self.morgan
        if morgan.detector is None or morgan.activity is None:
            return None
        about = replace(_about(morgan.activity), name=morgan.activity.choice.spec.name)
        return VadProgram(about, morgan.detector, self._config.vad.endpoint)

    def _wake_program(self) -> Program | None:
        wake = self.morgan.wake
        if wake is None:
            return None
        return WakeProgram(replace(_about(wake), name=wake.choice.spec.name), wake.engine)

    def _http_services(self) -> HttpServices:
        morgan = self.morgan
        return HttpServices(
            readiness=morgan.readiness,
            turn_log=self._turn_log,
            stt=morgan.ear,
            stt_capabilities=self._stt_capabilities if morgan.ear else None,
            tts=morgan.mouth,
            agent=morgan.mind,
            vad=morgan.detector,
            llm=morgan.models,
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
            for kind, chosen in self.morgan.chosen.items()
            if kind in (EngineKind.STT, EngineKind.TTS)
        ]

    def _loaded_models(self) -> Iterator[EngineModel]:
        for chosen in self.morgan.engines:
            for model in chosen.models:
                yield EngineModel(chosen.kind, chosen.choice.spec.name, model)

    def _stt_capabilities(self) -> SttCapabilities:
        capabilities = self.morgan.hearing
        assert capabilities is not None  # noqa: S101 - handed out only where there is an ear
        return capabilities

    def _readings(self) -> Iterator[GaugeReading]:
        connections = self._wyoming.connections if self._wyoming else 0
        yield GaugeReading("morgan_wyoming_connections", "Connected Wyoming clients.", connections)
        for (backend, code), count in (self.morgan.models.fallbacks if self.morgan.models else {}).items():
            labels = {"backend": backend, "code": code}
            yield GaugeReading("morgan_llm_fallbacks", "Times a backend was passed over.", count, labels)
        if self.morgan.mind is not None:
            kept = self.morgan.mind.counts
            for state, count in (("kept", kept.kept), ("waiting", kept.waiting), ("lost", kept.lost)):
                told = "Messages of conversations, by what became of them."
                yield GaugeReading("morgan_memory_messages", told, count, {"state": state})
        for each in self._loaded_models():
            labels = {"kind": each.kind.value, "engine": each.engine, "model": each.model.name}
            yield GaugeReading(
                "morgan_engine_running", "Calls an engine works on.", each.model.running, labels
            )
            yield GaugeReading("morgan_engine_waiting", "Calls that wait for it.", each.model.waiting, labels)


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

    def heard() -> None:
        for each in signals:
            loop.remove_signal_handler(each)
        stop()

    for each in signals:
        loop.add_signal_handler(each, heard)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)


def _settle() -> None:
    """Keep what was loaded out of the garbage collector's rounds, which else take tens of milliseconds.

    The sentences of a language alone are hundreds of thousands of objects.
    """
    gc.collect()
    gc.freeze()


def _log_turn(timings: TurnTimings, *, with_texts: bool) -> None:
    stages = ", ".join(f"{stage} {took:g} ms" for stage, took in timings.milliseconds().items())
    texts = f"; heard {timings.heard!r}, replied {timings.replied!r}" if with_texts else ""
    _LOGGER.info("turn: %s (%s)%s", timings.outcome or "done", stages or "nothing measured", texts)


def _about(chosen: Chosen[Any]) -> About:
    """Describe an engine under Morgan's name, which is what Home Assistant titles its card by."""
    spec = chosen.choice.spec
    return About(name=AGENT_NAME, description=spec.summary, attribution=spec.attribution, version=__version__)
