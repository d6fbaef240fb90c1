"""The doors of one process around a composed Morgan."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from wyoming_morgan.access.access import Access
from wyoming_morgan.announcing.advert import Advert
from wyoming_morgan.app import Component, Morgan
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import MorganError
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.serving.adverts import http_advert, wyoming_advert
from wyoming_morgan.serving.gpus import GpuWatch
from wyoming_morgan.serving.loop_lag import LoopLag
from wyoming_morgan.serving.process_age import process_age
from wyoming_morgan.serving.programs import programs
from wyoming_morgan.serving.readings import MorganReadings
from wyoming_morgan.serving.services import MorganServices
from wyoming_morgan.serving.traces import TurnTraces
from wyoming_morgan.serving.turns import TurnLogger
from wyoming_morgan.supervisor.discovery import Served
from wyoming_morgan.supervisor.doors import SupervisedDoors
from wyoming_morgan.supervisor.supervisor import Supervisor
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.program import Program, domains
from wyoming_morgan.wyoming.server import WyomingServer

if TYPE_CHECKING:
    from wyoming_morgan.tls.keeper import CertificateKeeper

_LOGGER = logging.getLogger(__name__)

_WYOMING = "wyoming"
"""The name of the Wyoming door in readiness: once `/ready` succeeds, clients may connect to it."""
_HOME_SECONDS = 2.0
"""How long a start, which is otherwise over, waits for the first answer of the home, to report it."""
_EVERY_ADDRESS = ("0.0.0.0", "::")
_HOME_ASSISTANT = "Home Assistant"
"""The name of the key that Home Assistant gets through its Supervisor."""

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
    is announced, when the engines of this machine are loaded. Those of other machines, and words of the home
    that are not in the cache, keep it from nothing.
    """

    def __init__(
        self,
        config: Config,
        services: frozenset[Service],
        registry: Registry,
        supervisor: Supervisor | None = None,
    ) -> None:
        self.services = services
        self._supervised = SupervisedDoors(supervisor) if supervisor is not None else None
        self.morgan = Morgan(
            config, {component for service in services for component in _COMPONENTS[service]}, registry
        )
        self.advert: Advert | None = None
        """The announcement of Wyoming."""
        self.access = Access(config.core.folders.data) if Service.CORE in services else None
        """Who is paired; other services than the core pair nobody."""
        self._http_advert: Advert | None = None
        self._config = config
        self._ports = config.ports(services)
        endpoint = config.core.traces_endpoint
        self._turn_log = TurnLog(traced=endpoint is not None)
        logger = TurnLogger(
            config.core.agent.guard,
            with_texts=config.core.log_transcripts,
            has_agent=self.morgan.agent is not None,
        )
        self._turn_log.listen(logger)
        self._traces = TurnTraces(endpoint, services, logger.texts) if endpoint is not None else None
        if self._traces is not None:
            self._turn_log.listen(self._traces)
        self._wyoming: WyomingServer | None = None
        self._started = False
        if self._ports.wyoming is not None:
            self.morgan.readiness.starting(_WYOMING)
        self._lag = LoopLag()
        self._gpus = GpuWatch()
        self._start_seconds = 0.0
        morgan_services = MorganServices(self.morgan)
        readings = MorganReadings(
            self.morgan,
            morgan_services,
            self._turn_log,
            lag=self._lag,
            gpus=self._gpus,
            wyoming=lambda: self._wyoming,
            start_seconds=lambda: self._start_seconds,
        )
        self.certificates = _certificates(config)
        """The certificates of HTTPS; None without it."""
        self._http = HttpServer(
            replace(
                morgan_services.for_http(self._turn_log, readings),
                access=self.access,
                ingress=self._supervised.ingress if self._supervised is not None else None,
            ),
            replace(config.core.http, port=self._ports.http),
            certificates=self.certificates,
        )

    @property
    def http(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports on which HTTP listens."""
        return self._http.addresses

    @property
    def is_discovered(self) -> bool:
        """Whether Home Assistant finds it by itself: by zeroconf, or told by its Supervisor."""
        return self.advert is not None or self._supervised is not None

    @property
    def wyoming(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports on which Wyoming listens; empty if it is not served."""
        return self._wyoming.addresses if self._wyoming else ()

    async def start(self) -> None:
        """Open HTTP, load, open Wyoming, announce it.

        Raises:
            ConfigurationError: an address cannot be listened on, or a certificate cannot be used.
            EngineUnavailable, EngineFailed: an engine of this machine cannot work.
        """
        self._lag.start()
        self._gpus.start()
        if self._traces is not None:
            await self._traces.start()
        if self.access is not None:
            await self.access.load()
        if self.certificates is not None:
            await self.certificates.load()
            self.certificates.start()
        await self._http.start()
        await self.morgan.load()
        _settle()
        await self._open_wyoming()
        age = await asyncio.to_thread(process_age)
        self._start_seconds = age or 0.0
        core = self._config.core
        if self.access is not None and core.http.advertise:
            tls_host = "" if self.certificates is None else self.certificates.vouched_name
            self._http_advert = http_advert(self._http.addresses, core.http, self.access, tls_host)
            self._http_advert.start()
        if self._supervised is not None:
            self._supervised.announce(await self._served())
        self._started = True
        with suppress(TimeoutError):  # nobody waits for it: the doors are open
            async with asyncio.timeout(_HOME_SECONDS):
                await self.morgan.home_tried()

    async def stop(self) -> None:
        """Be ready no longer, let running turns finish within the bound, close doors and engines.

        Before that, new turns are taken for as long as load balancers may need to see that it is not ready.
        """
        grace, drain = self._config.core.stop_seconds, self._config.core.drain_seconds
        self.morgan.readiness.withdraw()
        adverts = [advert for advert in (self.advert, self._http_advert) if advert is not None]
        await asyncio.gather(*(advert.stop() for advert in adverts))
        if self._started and drain:
            _LOGGER.info("not ready any more; new turns are taken for %g more seconds", drain)
            await asyncio.sleep(drain)
        await asyncio.gather(
            self._http.stop(grace), *([self._wyoming.stop(grace)] if self._wyoming is not None else [])
        )
        if self.certificates is not None:
            await self.certificates.stop()
        if self._supervised is not None:
            await self._supervised.close()
        await self.morgan.close()
        if self._traces is not None:
            await self._traces.stop()
        await self._gpus.stop()
        self._lag.stop()

    async def _served(self) -> Served:
        """Return what Home Assistant is told of, with a key for it if there can be one."""
        key = None
        if self.access is not None:
            try:
                key = await self.access.kept_key(_HOME_ASSISTANT)
            except MorganError as error:
                _LOGGER.warning("Home Assistant gets no key: %s", error)
        return Served(
            wyoming_port=self.wyoming[0][1] if self.wyoming else None,
            http_scheme="http" if self.certificates is None else "https",
            http_port=self.http[0][1],
            server_id=self.access.id if self.access is not None else "",
            api_key=key,
        )

    async def _open_wyoming(self) -> None:
        if self._ports.wyoming is None:
            return
        core = self._config.core
        offered = self._programs()
        self._wyoming = door = WyomingServer(offered, core.wyoming, self._turn_log)
        hosts = (core.wyoming_host,) if core.wyoming_host else _EVERY_ADDRESS
        await door.start(hosts, self._ports.wyoming)
        self.morgan.readiness.loaded(_WYOMING)
        # An engine that answers later may have other voices and languages than was assumed until then.
        self.morgan.readiness.listen(lambda: door.offer(self._programs()))
        if core.wyoming.advertise:
            self.advert = wyoming_advert(door.addresses, domains(offered), core.wyoming)
            self.advert.start()

    def _programs(self) -> tuple[Program, ...]:
        return programs(self.morgan, self.services, self._config.vad.endpoint)


def _certificates(config: Config) -> CertificateKeeper | None:
    tls = config.core.http.tls
    if not tls.on:
        return None
    from wyoming_morgan.tls.keeper import CertificateKeeper  # noqa: PLC0415 - its library takes long to load

    return CertificateKeeper(tls, config.core.folders.data)


def _settle() -> None:
    """Exclude what was loaded from garbage collection, which would take tens of milliseconds each time.

    The sentences of one language are hundreds of thousands of objects.
    """
    gc.collect()
    gc.freeze()
