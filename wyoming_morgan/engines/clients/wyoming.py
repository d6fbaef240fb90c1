"""The client of another Wyoming server: a connection for each request, errors that name the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator
from pydantic_core import from_json
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_write_event
from wyoming.info import Describe, Info

from wyoming_morgan.engines.clients.remote import (
    MALFORMED,
    AnswerTimeout,
    ConnectionLost,
    ConnectTimeout,
    RemoteErrors,
    close_politely,
    shown,
)
from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError, UnknownVoice
from wyoming_morgan.trace_context import outgoing

_VOICE_CODES = ("VoiceNotFoundError",)
"""The code of wyoming-piper for a voice that it does not have and cannot download."""
_VOICE_HINT = "put it on that server's disk, or ask for another one"

_MAX_HEADER = 1024 * 1024
_MAX_DATA = 1024 * 1024
_MAX_PAYLOAD = 8 * 1024 * 1024
"""Bytes of the parts of an event. Old servers have all data in its header."""

_REQUESTS = frozenset({"transcribe", "synthesize"})
"""The events that begin a turn of the server."""

T = TypeVar("T")


def _checked(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port or parts.path:
        raise ValueError("expected tcp://host:port")
    return uri


class WyomingClientOptions(EngineOptions):
    """Where a Wyoming server is, and how long to wait for it."""

    uri: Annotated[str, AfterValidator(_checked)]
    """The server's address: `tcp://host:port`."""
    connect_timeout: ConnectTimeout = 5.0
    answer_timeout: AnswerTimeout = 30.0


class WyomingClient:
    """The client of one Wyoming server.

    `settings` is the path of the options, such as `stt.engines.wyoming`.
    """

    def __init__(self, options: WyomingClientOptions, settings: str) -> None:
        parts = urlsplit(options.uri)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._options = options
        self.errors = RemoteErrors(
            name=f"the Wyoming server at {parts.netloc}",
            settings=settings,
            address="uri",
            answer_timeout=options.answer_timeout,
        )

    @property
    def name(self) -> str:
        """The server as messages name it."""
        return self.errors.name

    async def info(self, read: Callable[[Info], T]) -> T:
        """Return what `read` makes of the server's description of its services.

        Raises:
            EngineUnavailable: it cannot be reached or sends an invalid response.
        """
        try:
            async with self.connect() as connection, asyncio.timeout(self._options.answer_timeout):
                await connection.send(Describe())
                while True:
                    event = await connection.receive()
                    if Info.is_type(event.type):
                        return read(Info.from_event(event))
        except (EngineFailed, DeadlineExceeded) as error:
            hint = f"start it, or correct {self.errors.option('uri')}"
            raise EngineUnavailable(error.message, hint=hint) from error

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[ClientConnection]:
        """Open a connection for one request. Leaving the block closes it, which cancels the request.

        Raises:
            EngineFailed: the server cannot be reached, goes away, or sends an invalid response.
            DeadlineExceeded: it does not answer in time.
            MorganError: the error that the server sent, by its code.
        """
        try:
            async with asyncio.timeout(self._options.connect_timeout):
                reader, writer = await asyncio.open_connection(self._host, self._port, limit=_MAX_HEADER)
        except (OSError, TimeoutError) as error:
            raise self.errors.unreachable(error) from error
        try:
            yield ClientConnection(
                reader, writer, self.errors.name, answer_timeout=self._options.answer_timeout
            )
        except TimeoutError as error:
            raise self.errors.late() from error
        except (OSError, EOFError) as error:
            raise self.errors.lost(error) from error
        except MALFORMED as error:
            raise self.errors.invalid_response(repr(error)) from error
        finally:
            writer.close()
            await close_politely(writer.wait_closed())


class ClientConnection:
    """An open connection to a Wyoming server. What the server sends is bounded."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str, *, answer_timeout: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._name = name
        self._answer_timeout = answer_timeout

    async def send(self, event: Eventable) -> None:
        """Send an event, within the trace in which it is asked for; other servers ignore that field."""
        sent = event.event()
        if (trace := outgoing()) and sent.type in _REQUESTS:
            sent.data = sent.data | trace
        await async_write_event(sent, self._writer)

    async def receive(self) -> Event:
        """Return the next event; raise the error of an `error` event.

        Raises:
            TimeoutError: it does not come in time.
            ValueError: it is not an event, or larger than any event is.
        """
        async with asyncio.timeout(self._answer_timeout):
            event = await self._read()
        # Events that have arrived together come without a wait, thousands of them.
        await asyncio.sleep(0)
        if Error.is_type(event.type):
            raise _server_error(self._name, Error.from_event(event))
        return event

    async def _read(self) -> Event:
        line = await self._reader.readline()
        if not line:
            raise ConnectionLost(f"{self._name} closed the connection", hint="check its log")
        header = _object(line)
        data, payload = header.get("data") or {}, None
        if size := _size(header, "data_length", _MAX_DATA):
            data = data | _object(await self._reader.readexactly(size))
        if size := _size(header, "payload_length", _MAX_PAYLOAD):
            payload = await self._reader.readexactly(size)
        return Event(type=header["type"], data=data, payload=payload)


def _object(data: bytes) -> dict[str, Any]:
    value = from_json(data)
    if not isinstance(value, dict):
        raise ValueError("something other than an event")  # noqa: TRY004 - the data is wrong, not an argument
    return value


def _size(header: dict[str, Any], name: str, most: int) -> int:
    size = header.get(name) or 0
    if not isinstance(size, int) or not 0 <= size <= most:
        raise ValueError(f"an event with a {name} of {size!r:.20}")
    return size


def _server_error(name: str, error: Error) -> MorganError:
    """Return the error that a server sent, by its code: one of Morgan's, or one that others use."""
    code = shown(error.code or "")
    if kind := _kinds(MorganError).get(code):
        return kind(f"{name} says: {shown(error.text)}")
    message = f"{name} says: {shown(error.text)}" + (f" ({code})" if code else "")
    return UnknownVoice(message, hint=_VOICE_HINT) if code in _VOICE_CODES else EngineFailed(message)


def _kinds(base: type[MorganError]) -> dict[str, type[MorganError]]:
    """Return the kinds of error below `base` by their codes; the most general one where several share one."""
    kinds: dict[str, type[MorganError]] = {}
    for kind in base.__subclasses__():
        kinds = _kinds(kind) | {kind.code: kind} | kinds
    return kinds
