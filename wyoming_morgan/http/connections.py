"""Accepts connections, up to a bound, and answers in Morgan's error format even if a request is not HTTP."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import hdrs, web

from wyoming_morgan.crowd import Crowd
from wyoming_morgan.errors import Busy, ConfigurationError
from wyoming_morgan.http import errors
from wyoming_morgan.http.handshakes import Handshake, Reception
from wyoming_morgan.http.middleware import REQUEST_ID, new_request_id
from wyoming_morgan.http.newcomers import Newcomers
from wyoming_morgan.http.refusals import REFUSAL_SECONDS, Refusal
from wyoming_morgan.settings import setting
from wyoming_morgan.sockets import stop_listening, watch_reading
from wyoming_morgan.tls.served import ServedCertificate

_LOGGER = logging.getLogger(__name__)

# How long a client that was refused may go on sending its body before it reads why.
_LINGER_SECONDS = 10.0


class Certificates(Protocol):
    """What the server is shown by."""

    @property
    def served(self) -> ServedCertificate:
        """The certificate that a new connection is shown."""


class HttpListener:
    """Listens on one address and hands its connections to an aiohttp server; with certificates, over TLS.

    aiohttp's own sites accept any number of connections and answer broken HTTP in plain text.
    """

    def __init__(
        self,
        server: web.Server,
        newcomers: Newcomers,
        *,
        limit: int,
        for_each_address: int,
        idle_seconds: float,
        certificates: Certificates | None = None,
    ) -> None:
        self._server = server
        self._newcomers = newcomers
        self._limit = limit
        self._certificates = certificates
        self._crowd = Crowd[_Connection | Handshake](limit=limit, for_each_address=for_each_address)
        self._handshakes: set[Handshake] = set()
        self._refusals: set[Refusal] = set()
        self._idle_seconds = idle_seconds
        self._listening: asyncio.Server | None = None

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The hosts and ports listened on, those of IPv4 first."""
        if self._listening is None:
            return ()
        names = (socket.getsockname()[:2] for socket in self._listening.sockets)
        return tuple(sorted(names, key=lambda name: ":" in name[0]))

    @property
    def handshakes(self) -> int:
        """How many connections have yet to speak TLS."""
        return len(self._handshakes)

    async def open(self, host: str | None, port: int) -> None:
        """Start listening; a `host` of None is every address of the machine.

        Raises:
            ConfigurationError: the address is in use or is not this machine's.
        """
        loop = asyncio.get_running_loop()
        try:
            self._listening = await loop.create_server(self._beginning, host, port)
        except OSError as error:
            raise ConfigurationError(
                f"HTTP cannot listen on port {port} of {host or 'this machine'}: {error.strerror or error}",
                hint="stop the program that uses it (`morgan doctor` checks), or change"
                f" {setting('core.http.host')} or {setting('core.http.port')}",
            ) from error

    async def close(self) -> None:
        """Accept no more connections; open ones stay open."""
        if self._listening is not None:
            listening, self._listening = self._listening, None
            await stop_listening((listening,), self._beginning)

    def end_handshakes(self) -> None:
        """Let go whoever does not speak TLS yet."""
        for handshake in tuple(self._handshakes):
            handshake.make_room()

    def _beginning(self) -> asyncio.Protocol:
        if self._certificates is None:
            return self._connection()
        served = self._certificates.served
        return Handshake(self, served.context, served.certificate.fingerprint)

    def _connection(self, fingerprint: str = "", *, counted: bool = False) -> _Connection:
        return _Connection(
            self._server,
            self,
            fingerprint=fingerprint,
            counted=counted,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._idle_seconds,
            lingering_time=min(_LINGER_SECONDS, self._idle_seconds),
            auto_decompress=False,  # it unpacks before anybody can count: `body_bytes` does both
            access_log=None,  # how aiohttp's own run_app turns it off
        )

    def admit(self, connection: _Connection, transport: asyncio.BaseTransport) -> bool:
        """Whether a new connection may be served; another one that is idle may have to make room.

        One that may not gets an answer that says so.
        """
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's transport
        try:
            if self._enter(connection, transport):
                self._newcomers.enter(connection)
                return True
        except Busy as error:
            refusal = self._refusal(error)
            if refusal is not None:
                transport.set_protocol(refusal)
                refusal.connection_made(transport)
                return False
        transport.abort()
        return False

    def receive(self, handshake: Handshake, transport: asyncio.Transport) -> Reception | None:
        """Count a connection that has yet to speak TLS; one that is refused gets its answer within TLS."""
        try:
            if not self._enter(handshake, transport):
                return None
        except Busy as error:
            refusal = self._refusal(error)
            return None if refusal is None else Reception(refusal, REFUSAL_SECONDS)
        self._handshakes.add(handshake)
        self._newcomers.enter(handshake)
        return Reception(self._connection(handshake.fingerprint, counted=True), self._idle_seconds)

    def hand_over(self, handshake: Handshake, successor: asyncio.Protocol) -> None:
        """Count a connection that speaks TLS from now on as what serves it."""
        self._handshakes.discard(handshake)
        self._newcomers.hand_over(handshake, successor)
        if isinstance(successor, _Connection):
            self._crowd.hand_over(handshake, successor)

    def release(self, handshake: Handshake, reception: Reception) -> None:
        """Count a connection no longer that ended before it spoke TLS."""
        self._handshakes.discard(handshake)
        self._newcomers.leave(handshake)
        self._crowd.leave(handshake)
        if isinstance(reception.successor, Refusal):
            self._refusals.discard(reception.successor)

    def leave(self, connection: _Connection) -> None:
        """Count a connection no longer."""
        self._newcomers.leave(connection)
        self._crowd.leave(connection)

    def _enter(self, guest: _Connection | Handshake, transport: asyncio.Transport) -> bool:
        """Count a connection, for which another one may have to go; False if it has gone itself.

        Raises:
            Busy: there is no place for it.
        """
        peer = transport.get_extra_info("peername")
        if peer is None:
            return False
        try:
            displaced = self._crowd.enter(guest, peer[0])
        except Busy as error:
            _LOGGER.warning("a connection was refused: %s", error)
            raise
        if displaced is not None:
            displaced.make_room()
        return True

    def _refusal(self, error: Busy) -> Refusal | None:
        """Return what refuses a client; None if too many are being refused."""
        if len(self._refusals) >= self._limit:
            return None
        refusal = Refusal(error, self._refusals.discard)
        self._refusals.add(refusal)
        return refusal


class _Connection(web.RequestHandler):
    """aiohttp's connection, with failures outside any request reported in Morgan's error format."""

    __slots__ = ("_counted", "_listener", "fingerprint")

    def __init__(
        self,
        server: web.Server,
        listener: HttpListener,
        *,
        fingerprint: str = "",
        counted: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(server, **options)
        self.fingerprint = fingerprint
        self._listener = listener
        self._counted = counted

    @property
    def idle_since(self) -> float | None:
        """When its last request ended, or it was opened; None while one is worked on."""
        if self._request_in_progress or self._messages:
            return None
        return self._next_keepalive_close_time - self._keepalive_timeout

    def make_room(self) -> None:
        """End it, as it is idle."""
        transport = self.transport
        self.force_close()
        if self.fingerprint and transport is not None:
            transport.abort()  # it would wait for the client to say goodbye

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        watch_reading(transport)
        if self._counted or self._listener.admit(self, transport):
            super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._listener.leave(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        request_id = new_request_id()
        if exc is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _LOGGER.error("%s: unexpected failure", request_id, exc_info=exc)
        else:
            _LOGGER.debug("%s: invalid HTTP from %s: %s", request_id, request.remote, message)
        if request.writer.output_size > 0:
            raise ConnectionError("the reply has begun")  # aiohttp's own way to end it
        if exc is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            failure = errors.internal(request_id)
        else:
            failure = errors.Failure(
                status, f"not an HTTP request: {(message or 'unreadable').partition(':')[0]}", "protocol"
            )
        response = failure.response()
        response.headers[REQUEST_ID] = request_id
        response.headers[hdrs.SERVER] = "Morgan"
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log failures of broken clients for debugging only; Morgan's own are handled before."""
        _LOGGER.debug(*args, **kw)


def certificate_shown(request: web.Request) -> str:
    """Return the fingerprint of the certificate that was shown to who sends a request; empty without TLS."""
    protocol: object = request.protocol
    return protocol.fingerprint if isinstance(protocol, _Connection) else ""
