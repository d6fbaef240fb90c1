"""The client of another Wyoming server: a connection for each request, errors that name the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe, Info

from wyoming_morgan.engines.clients.remote import (
    AnswerTimeout,
    ConnectTimeout,
    RemoteErrors,
    close_politely,
)
from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError, UnknownVoice

_VOICE_CODES = ("VoiceNotFoundError",)
"""The code of wyoming-piper for a voice that it does not have and cannot download."""
_VOICE_HINT = "put it on that server's disk, or ask for another one"

_MALFORMED = (LookupError, TypeError, ValueError, AttributeError)
"""The exceptions of the library for events with missing or wrong fields."""


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

    async def info(self) -> Info:
        """Return the server's description of its services.

        Raises:
            EngineUnavailable: it cannot be reached or sends an invalid response.
        """
        try:
            async with self.connect() as connection:
                await connection.send(Describe())
                while True:
                    event = await connection.receive()
                    if Info.is_type(event.type):
                        return Info.from_event(event)
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
        client = AsyncTcpClient(
            self._host,
            self._port,
            connect_timeout=self._options.connect_timeout,
            read_timeout=self._options.answer_timeout,
        )
        try:
            await client.connect()
        except (OSError, TimeoutError) as error:
            raise self.errors.unreachable(error) from error
        try:
            yield ClientConnection(client, self.errors.name)
        except TimeoutError as error:
            raise self.errors.late() from error
        except (OSError, EOFError) as error:
            raise self.errors.lost(error) from error
        except _MALFORMED as error:
            raise self.errors.invalid_response(repr(error)) from error
        finally:
            await close_politely(client.disconnect())


class ClientConnection:
    """An open connection to a Wyoming server."""

    def __init__(self, client: AsyncTcpClient, name: str) -> None:
        self._client = client
        self._name = name

    async def send(self, event: Eventable) -> None:
        """Send an event."""
        await self._client.write_event(event.event())

    async def receive(self) -> Event:
        """Return the next event; raise the error of an `error` event."""
        event = await self._client.read_event()
        if event is None:
            raise EngineFailed(f"{self._name} closed the connection", hint="check its log")
        if Error.is_type(event.type):
            raise _server_error(self._name, Error.from_event(event))
        return event


def _server_error(name: str, error: Error) -> MorganError:
    """Return the error that a server sent, by its code: one of Morgan's, or one that others use."""
    code = error.code or ""
    if kind := _kinds(MorganError).get(code):
        return kind(f"{name} says: {error.text}")
    message = f"{name} says: {error.text}" + (f" ({code})" if code else "")
    return UnknownVoice(message, hint=_VOICE_HINT) if code in _VOICE_CODES else EngineFailed(message)


def _kinds(base: type[MorganError]) -> dict[str, type[MorganError]]:
    """Return the kinds of error below `base` by their codes; the most general one where several share one."""
    kinds: dict[str, type[MorganError]] = {}
    for kind in base.__subclasses__():
        kinds = _kinds(kind) | {kind.code: kind} | kinds
    return kinds
