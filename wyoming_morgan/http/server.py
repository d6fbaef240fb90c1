"""The HTTP server: puts the routes together, listens, and stops without breaking what runs."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from aiohttp import web

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.http import middleware
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.audio import AudioRoutes
from wyoming_morgan.http.api.generate import SpeakRoutes
from wyoming_morgan.http.api.health import HealthRoutes
from wyoming_morgan.http.api.memory import MemoryRoutes
from wyoming_morgan.http.api.ps import ProcessRoutes
from wyoming_morgan.http.api.text import TextRoutes
from wyoming_morgan.http.connections import Listener
from wyoming_morgan.http.metrics import Metrics
from wyoming_morgan.http.openai.chat import ChatRoutes
from wyoming_morgan.http.openai.embeddings import EmbeddingRoutes
from wyoming_morgan.http.openai.models import ModelRoutes
from wyoming_morgan.http.openai.speech import SpeechRoutes
from wyoming_morgan.http.openai.timestamps import ActivityRoutes
from wyoming_morgan.http.openai.transcriptions import TranscriptionRoutes
from wyoming_morgan.http.services import HttpServices, Reading
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.turn import Turns

_LOOPBACK = "127.0.0.1"

# What finished replies have to reach clients that read slowly, after the grace is over.
_LAST_SECONDS = 2.0


class HttpServer:
    """Serves what it is given over HTTP.

    A client that leaves cancels its work. Stopping lets running requests finish.
    """

    def __init__(self, services: HttpServices, settings: HttpSettings) -> None:
        self._services = services
        self._settings = settings
        self._admission = Admission(limit=settings.max_requests, seconds=settings.request_seconds)
        self._runner: web.AppRunner | None = None
        self._listener: Listener | None = None

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The hosts and ports listened on; empty before `start` and after `stop`."""
        return () if self._listener is None else self._listener.addresses

    @property
    def connections(self) -> int:
        """How many connections are open."""
        server = None if self._runner is None else self._runner.server
        return 0 if server is None else len(server.connections)

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            ConfigurationError: the address is open to others without an API key, in use, or not ours.
        """
        host = _host(self._settings)
        # Without this, work goes on for clients that have left.
        self._runner = web.AppRunner(
            self._application(), handler_cancellation=True, shutdown_timeout=_LAST_SECONDS
        )
        await self._runner.setup()
        assert self._runner.server is not None  # noqa: S101 - setup has made it
        self._listener = Listener(
            self._runner.server,
            limit=self._settings.max_connections,
            idle_seconds=self._settings.idle_seconds,
        )
        try:
            await self._listener.open(host, self._settings.port)
        except ConfigurationError:
            await self._runner.cleanup()
            raise

    async def stop(self, grace: float) -> None:
        """Take no new work, give what runs `grace` seconds, and close every connection."""
        if self._runner is None or self._listener is None:
            return
        self._listener.close()
        await self._admission.close(grace)
        await self._runner.cleanup()
        self._runner = None

    def _application(self) -> web.Application:
        metrics = Metrics(self._services.turn_log, self._readings)
        application = web.Application(
            middlewares=[
                middleware.observe(metrics),
                middleware.tell_failures,
                middleware.check_key(self._settings.api_keys)
                if self._settings.api_keys
                else middleware.check_origin(self._settings.allowed_hosts),
            ]
        )
        application.on_response_prepare.append(middleware.sign)
        application.add_routes(HealthRoutes(self._services.readiness, metrics, self._admission).routes())
        application.add_routes(
            ModelRoutes(
                self._services.models, self._services.chat, agent=self._services.mind is not None
            ).routes()
        )
        application.add_routes(ProcessRoutes(self._services.loaded).routes())
        for routes in self._routes():
            application.add_routes(routes)
        return application

    def _readings(self) -> Iterator[Reading]:
        yield Reading("morgan_http_connections", "Open HTTP connections.", self.connections)
        yield Reading(
            "morgan_http_requests_running", "HTTP requests being worked on.", self._admission.running
        )
        yield from self._services.readings()

    def _routes(self) -> Iterator[list[web.RouteDef]]:
        """Yield the routes of the services that this process holds."""
        services, settings, admission = self._services, self._settings, self._admission
        if services.mind is not None:
            turns = Turns(services.mind, services.mouth)
            yield TextRoutes(turns, services.turn_log, admission, settings).routes()
            if services.ear is not None:
                yield AudioRoutes(services.ear, turns, services.turn_log, admission, settings).routes()
        if services.store is not None:
            yield MemoryRoutes(services.store, admission, settings).routes()
        if services.ear is not None:
            yield TranscriptionRoutes(services.ear, services, admission, settings).routes()
        if services.mouth is not None:
            yield SpeakRoutes(services.mouth, services.turn_log, admission, settings).routes()
            yield SpeechRoutes(services.mouth, services, admission, settings).routes()
        if services.chat is not None or services.mind is not None:
            log = services.turn_log
            yield ChatRoutes(services.chat, services.mind, log, admission, settings).routes()
            yield EmbeddingRoutes(services.chat, admission, settings).routes()
        if services.detector is not None:
            yield ActivityRoutes(services.detector, admission, settings).routes()


def _host(settings: HttpSettings) -> str | None:
    """Return where to listen: nobody else's machine gets in without a key."""
    if settings.api_keys:
        return settings.host
    if settings.host is None:
        return _LOOPBACK
    if not _is_loopback(settings.host):
        raise ConfigurationError(
            f"HTTP would be open to everybody on {settings.host}",
            hint="set http.api_keys in core.yaml, or leave http.host out to serve this machine alone",
        )
    return settings.host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
