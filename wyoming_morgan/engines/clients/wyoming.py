"""Talking to another Wyoming server: a connection per request, errors that name the server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe, Info

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError, UnknownVoice

_GOODBYE = 1.0  # seconds to close a connection whose other end does not read

_VOICE_CODES = ("VoiceNotFoundError",)
"""What wyoming-piper calls a voice that it does not have and cannot fetch."""
_VOICE_HINT = "put it on that server's disk, or ask for another one"

_MALFORMED = (LookupError, TypeError, ValueError, AttributeError)
"""What the library raises for events with missing or wrong fields."""


def _checked(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port or parts.path:
        raise ValueError("expected tcp://host:port")
    return uri


class RemoteOptions(EngineOptions):
    """Where a Wyoming server is, and how long to wait for it."""

    uri: Annotated[str, AfterValidator(_checked)] = Field(
        description="Where the server is: `tcp://host:port`."
    )
    connect_timeout: float = Field(default=5.0, gt=0, description="Seconds until a connection stands.")
    answer_timeout: float = Field(
        default=30.0, gt=0, description="Seconds until the next event of an answer."
    )


class Remote:
    """A Wyoming server somewhere else."""

    def __init__(self, options: RemoteOptions) -> None:
        parts = urlsplit(options.uri)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._options = options
        self.name = f"the Wyoming server at {parts.netloc}"

    async def info(self) -> Info:
        """Ask what it offers.

        Raises:
            EngineUnavailable: it cannot be reached or gives no sensible answer.
        """
        try:
            async with self.connect() as connection:
                await connection.send(Describe())
                while True:
                    event = await connection.receive()
                    if Info.is_type(event.type):
                        return Info.from_event(event)
        except (EngineFailed, DeadlineExceeded) as error:
            raise EngineUnavailable(error.message, hint="start it, or correct the uri") from error

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection for one request; leaving closes it, which gives the request up.

        Raises:
            EngineFailed: the server cannot be reached, goes away, or answers with nonsense.
            DeadlineExceeded: it does not answer in time.
            MorganError: what it answered itself, as the error its code stands for.
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
            raise EngineFailed(
                f"{self.name} cannot be reached: {str(error) or 'no answer'}", hint="see whether it runs"
            ) from error
        try:
            yield Connection(client, self.name)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"{self.name} did not answer within {self._options.answer_timeout:g} s", hint="try again"
            ) from error
        except (OSError, EOFError) as error:
            raise EngineFailed(f"{self.name} went away: {error}", hint="try again") from error
        except _MALFORMED as error:
            raise EngineFailed(f"{self.name} sent nonsense: {error!r}", hint="see its log") from error
        finally:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await client.disconnect()


class Connection:
    """One connection while it is open."""

    def __init__(self, client: AsyncTcpClient, name: str) -> None:
        self._client = client
        self._name = name

    async def send(self, event: Eventable) -> None:
        """Send an event."""
        await self._client.write_event(event.event())

    async def receive(self) -> Event:
        """Return the next event; an `error` is raised."""
        event = await self._client.read_event()
        if event is None:
            raise EngineFailed(f"{self._name} closed the connection", hint="see its log")
        if Error.is_type(event.type):
            error = Error.from_event(event)
            raise _told(self._name, error)
        return event


def sendable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry."""
    return text.encode(errors="replace").decode()


def _told(name: str, error: Error) -> MorganError:
    """Return the error that a server means by its code: Morgan's own codes, and what others call theirs."""
    code = error.code or ""
    if own := _kinds(MorganError).get(code):
        return own(f"{name} says: {error.text}")
    said = f"{name} says: {error.text}" + (f" ({code})" if code else "")
    return UnknownVoice(said, hint=_VOICE_HINT) if code in _VOICE_CODES else EngineFailed(said)


def _kinds(base: type[MorganError]) -> dict[str, type[MorganError]]:
    """Return every kind of error below `base` by its code; where several share one, the most general."""
    kinds: dict[str, type[MorganError]] = {}
    for kind in base.__subclasses__():
        kinds = _kinds(kind) | {kind.code: kind} | kinds
    return kinds
