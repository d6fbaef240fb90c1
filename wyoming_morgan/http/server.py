"""The HTTP server: puts the routes together, listens, and stops without breaking running requests."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator

from aiohttp import hdrs, web

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.http import middleware
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api import (
    audio,
    description,
    generate,
    health,
    link,
    memory,
    pair,
    ps,
    text,
    voice,
)
from wyoming_morgan.http.connections import Certificates, HttpListener
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.encoders import EncoderThreads
from wyoming_morgan.http.gatekeeper import Gatekeeper
from wyoming_morgan.http.held import HeldFiles
from wyoming_morgan.http.hosts import is_loopback
from wyoming_morgan.http.metrics import Metrics
from wyoming_morgan.http.newcomers import Newcomers
from wyoming_morgan.http.openai import (
    chat,
    completions,
    embeddings,
    models,
    realtime,
    responses,
    speech,
    timestamps,
    transcriptions,
    voices,
)
from wyoming_morgan.http.origins import Origins
from wyoming_morgan.http.page import routes as page
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.spellings import merge_slashes, spellings
from wyoming_morgan.metrics import table
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.settings import setting

_ROUTES: tuple[Callable[[RouteContext], list[web.RouteDef]], ...] = (
    page.routes,
    health.routes,
    description.routes,
    ps.routes,
    text.routes,
    audio.routes,
    generate.routes,
    memory.routes,
    link.routes,
    voice.routes,
    pair.routes,
    models.routes,
    chat.routes,
    completions.routes,
    responses.routes,
    embeddings.routes,
    transcriptions.routes,
    speech.routes,
    voices.routes,
    timestamps.routes,
    realtime.routes,
)
"""Every family of routes. Each returns none if the process lacks the service that it needs."""

_ENCODERS = 2
"""Threads that encode speech: each piece takes about a millisecond."""
_LOOPBACK = "127.0.0.1"
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})

# How long finished replies may take to reach clients that read slowly, after the grace is over.
_LAST_SECONDS = 1.0


class HttpServer:
    """Serves a process over HTTP.

    A client that leaves cancels its work. Stopping lets running requests finish.
    """

    def __init__(
        self,
        services: HttpServices,
        settings: HttpSettings,
        clock: Callable[[], float] = time.monotonic,
        *,
        certificates: Certificates | None = None,
    ) -> None:
        """Prepare.

        Args:
            services: What is served.
            settings: Where, for whom and within which bounds; its `tls` is that of `certificates`.
            clock: By what the limits of keys are counted, in seconds.
            certificates: Those of HTTPS; without them it is plain HTTP.
        """
        self._certificates = certificates
        self._services = services
        self._clock = clock
        self._settings = settings
        self._newcomers = Newcomers()
        self._admission = Admission(
            limit=settings.max_requests,
            for_each_address=settings.max_requests_per_address,
            seconds=settings.request_seconds,
            newcomers=self._newcomers,
        )
        self._encoders = EncoderThreads(count=_ENCODERS)
        self._runner: web.AppRunner | None = None
        self._listener: HttpListener | None = None

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The hosts and ports listened on; empty before `start` and after `stop`."""
        return () if self._listener is None else self._listener.addresses

    @property
    def connections(self) -> int:
        """How many connections are open, also those that have yet to speak TLS."""
        server = None if self._runner is None else self._runner.server
        beginning = 0 if self._listener is None else self._listener.handshakes
        return beginning + (0 if server is None else len(server.connections))

    async def start(self) -> None:
        """Start listening.

        Raises:
            ConfigurationError: the address is in use, is not this machine's, or nobody there can have a key.
        """
        host = self._host()
        # Without this, work goes on for clients that have left.
        self._runner = web.AppRunner(
            self._application(), handler_cancellation=True, shutdown_timeout=_LAST_SECONDS
        )
        await self._runner.setup()
        assert self._runner.server is not None  # noqa: S101 - setup has made it
        self._listener = HttpListener(
            self._runner.server,
            self._newcomers,
            limit=self._settings.max_connections,
            for_each_address=self._settings.max_connections_per_address,
            idle_seconds=self._settings.idle_seconds,
            certificates=self._certificates,
        )
        try:
            await self._listener.open(host, self._settings.port)
        except ConfigurationError:
            await self._runner.cleanup()
            raise

    async def stop(self, grace: float) -> None:
        """Accept no new requests, give running ones `grace` seconds, and close every connection."""
        if self._runner is None or self._listener is None:
            return
        await self._listener.close()
        await self._admission.close(grace)
        self._listener.end_handshakes()
        await self._runner.cleanup()
        self._runner = None
        self._encoders.close()

    def _application(self) -> web.Application:
        metrics = Metrics(self._services.turn_log, self._readings)
        origins = Origins(self._settings.cors_origins)
        gatekeeper = Gatekeeper(
            self._settings, self._services.access, origins, self._clock, self._services.ingress
        )
        application = web.Application(
            middlewares=[
                middleware.observe(metrics),
                middleware.report_failures,
                merge_slashes,
                origins.middleware(),
                gatekeeper.middleware(),
                middleware.answer_expectation,
            ]
        )
        application.on_response_prepare.extend((middleware.sign, origins.sign, self._part))
        context = RouteContext(
            self._services,
            self._settings,
            self._admission,
            metrics,
            HeldFiles(limit=self._settings.max_held_bytes),
            self._encoders,
            gatekeeper,
        )
        for routes in _ROUTES:
            application.add_routes(
                _patient(route) for listed in routes(context) for route in spellings(listed)
            )
        application.on_shutdown.extend(_closing(close) for close in context.at_shutdown)
        return application

    async def _part(self, request: web.Request, response: web.StreamResponse) -> None:
        """Have clients open new connections from now on, if this process is about to stop: to another one."""
        if not isinstance(response, web.WebSocketResponse):  # its first work is still to come
            self._newcomers.leave(request.protocol)
        if self._services.readiness.withdrawn and hdrs.CONNECTION not in response.headers:
            response.force_close()
            response.headers[hdrs.CONNECTION] = "close"

    def _host(self) -> str | None:
        """Return where to listen: where nobody else can have a key, on this machine alone."""
        settings, access = self._settings, self._services.access
        if settings.api_keys or (settings.host is not None and is_loopback(settings.host)):
            return settings.host
        others_have_keys = access is not None and (settings.pairing or bool(access.paired))
        if settings.host is None:
            return None if others_have_keys else _LOOPBACK
        if settings.host in _EVERY_ADDRESS and others_have_keys:
            return settings.host
        # On one address of the network, this machine could not be told from others.
        raise ConfigurationError(
            f"HTTP on {settings.host} would serve nobody without a key",
            hint=f"set {setting('core.http.api_keys')}, or leave {setting('core.http.host')} out: this"
            " machine is served then, and other clients once they are paired",
        )

    def _readings(self) -> Iterator[MetricReading]:
        yield MetricReading(table.HTTP_CONNECTIONS, self.connections)
        yield MetricReading(table.HTTP_RUNNING, self._admission.running)
        yield from self._services.readings()


def _closing(close: Callable[[], Awaitable[None]]) -> Callable[[web.Application], Awaitable[None]]:
    async def at_shutdown(_: web.Application) -> None:
        await close()

    return at_shutdown


def _patient(route: web.RouteDef) -> web.RouteDef:
    """Return a route that is not asked for its body before the request is checked."""
    kwargs = {**route.kwargs, "expect_handler": middleware.expect_nothing_yet}
    return web.RouteDef(route.method, route.path, route.handler, kwargs)
