"""Accepts connections, up to a bound, and answers in Morgan's error format even if a request is not HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from wyoming_morgan.crowd import Crowd
from wyoming_morgan.errors import Busy, ConfigurationError
from wyoming_morgan.http import errors
from wyoming_morgan.http.middleware import REQUEST_ID, new_request_id
from wyoming_morgan.http.newcomers import Newcomers
from wyoming_morgan.settings import setting
from wyoming_morgan.sockets import stop_listening, watch_reading

_LOGGER = logging.getLogger(__name__)

# How long a refused client has to send the request that the refusal answers.
_REFUSAL_SECONDS = 2.0

# How long a client that was refused may go on sending its body before it reads why.
_LINGER_SECONDS = 10.0


class HttpListener:
    """Listens on one address and hands its connections to an aiohttp server.

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
    ) -> None:
        self._server = server
        self._newcomers = newcomers
        self._limit = limit
        self._crowd = Crowd[_Connection](limit=limit, for_each_address=for_each_address)
        self._refusals: set[_Refusal] = set()
        self._idle_seconds = idle_seconds
        self._listening: asyncio.Server | None = None

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The hosts and ports listened on, those of IPv4 first."""
        if self._listening is None:
            return ()
        names = (socket.getsockname()[:2] for socket in self._listening.sockets)
        return tuple(sorted(names, key=lambda name: ":" in name[0]))

    async def open(self, host: str | None, port: int) -> None:
        """Start listening; a `host` of None is every address of the machine.

        Raises:
            ConfigurationError: the address is in use or is not this machine's.
        """
        loop = asyncio.get_running_loop()
        try:
            self._listening = await loop.create_server(self._connection, host, port)
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
            await stop_listening((listening,), self._connection)

    def _connection(self) -> asyncio.Protocol:
        return _Connection(
            self._server,
            self,
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
        peer = transport.get_extra_info("peername")
        if peer is None:  # it has gone already
            transport.abort()
            return False
        try:
            displaced = self._crowd.enter(connection, peer[0])
        except Busy as error:
            _LOGGER.warning("a connection was refused: %s", error)
            self._refuse(error, transport)
            return False
        if displaced is not None:
            displaced.force_close()
        self._newcomers.enter(connection)
        return True

    def leave(self, connection: _Connection) -> None:
        """Count a connection no longer."""
        self._newcomers.leave(connection)
        self._crowd.leave(connection)

    def _refuse(self, error: Busy, transport: asyncio.Transport) -> None:
        if len(self._refusals) >= self._limit:
            transport.abort()
            return
        refusal = _Refusal(error, self._refusals.discard)
        self._refusals.add(refusal)
        transport.set_protocol(refusal)
        refusal.connection_made(transport)


class _Connection(web.RequestHandler):
    """aiohttp's connection, with failures outside any request reported in Morgan's error format."""

    __slots__ = ("_listener",)

    def __init__(self, server: web.Server, listener: HttpListener, **options: Any) -> None:
        super().__init__(server, **options)
        self._listener = listener

    @property
    def idle_since(self) -> float | None:
        """When its last request ended, or it was opened; None while one is worked on."""
        if self._request_in_progress or self._messages:
            return None
        return self._next_keepalive_close_time - self._keepalive_timeout

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        watch_reading(transport)
        if self._listener.admit(self, transport):
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


class _Refusal(asyncio.Protocol):
    """Tells one client that too many are connected, as soon as it sends a request."""

    def __init__(self, error: Busy, ended: Callable[[_Refusal], None]) -> None:
        self._failure = errors.from_morgan(error)
        self._ended = ended
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's transport
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(_REFUSAL_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        del data
        if self._transport is None or self._transport.is_closing():
            return
        body = json.dumps(self._failure.body()).encode()
        headers: dict[str, Any] = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": len(body),
            "Connection": "close",
            REQUEST_ID: new_request_id(),
            **self._failure.headers,
        }
        lines = [f"HTTP/1.1 {self._failure.status} Busy", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
        self._transport.write("\r\n".join(lines).encode() + body)
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._ended(self)
        if self._timer is not None:
            self._timer.cancel()
