"""What the clients of other servers share: options, addresses, the library's client, and errors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field

from wyoming_morgan.addresses import MASK
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineFailed, MorganError
from wyoming_morgan.settings import header_value

Library = TypeVar("Library")

_CLOSE_SECONDS = 1.0  # for connections whose other end does not read
_MAX_MESSAGE = 300

# Each option is described here once; the defaults differ between engines.
ApiKey = Annotated[
    Annotated[str, AfterValidator(header_value)] | None,
    Field(repr=False, description="The key that the server requires; unset sends none."),
]
ConnectTimeout = Annotated[float, Field(gt=0, description="Seconds to wait for a connection.")]
AnswerTimeout = Annotated[
    float, Field(gt=0, description="Seconds to wait for an answer, and for each further part of it.")
]
MaxConnections = Annotated[int, Field(ge=1, description="Requests at the same time; further ones wait.")]


def http_address(url: str, *, example: str) -> SplitResult:
    """Split the address of an HTTP server.

    Raises:
        ValueError: it is not valid; the message gives `example`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"expected {example}")
    if parts.username or parts.password:
        raise ValueError("expected the key in api_key, not in the address")
    return parts


def sendable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot encode."""
    return text.encode(errors="replace").decode()


def shown(text: str) -> str:
    """Return text of another server as it may appear in a message: one line, bounded."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_MESSAGE]


async def close_politely(closing: Awaitable[object]) -> None:
    """Close a connection without waiting long for the other end; failures are ignored."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await closing


class LazyClient(Generic[Library]):
    """A library's client, created when it is first needed.

    `make` runs in a thread: it imports the library, which is large, and reads certificates.
    """

    def __init__(self, make: Callable[[], Library], close: Callable[[Library], Awaitable[object]]) -> None:
        self._make = make
        self._close = close
        self._client: Library | None = None
        self._making = asyncio.Lock()

    async def get(self) -> Library:
        """Return the client."""
        async with self._making:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    async def close(self) -> None:
        """Close the connections; the next `get` creates another client."""
        client, self._client = self._client, None
        if client is not None:
            await close_politely(self._close(client))


@dataclass(frozen=True, slots=True)
class RemoteErrors:
    """Morgan's errors for the failures of one other server."""

    name: str
    """The server as messages name it, such as `the server at 127.0.0.1:8000`."""
    settings: str
    """The path of the engine's options, such as `stt.engines.openai`."""
    address: str
    """The option that holds the address."""
    answer_timeout: float
    max_connections: int = 1
    unreachable_kind: type[MorganError] = EngineFailed
    start_hint: str = "check that it is running"
    key: str | None = field(default=None, repr=False)
    """The key that is sent, which no message repeats."""

    def option(self, name: str) -> str:
        """Return the full path of one of the engine's options."""
        return f"{self.settings}.{name}"

    def shown(self, text: str) -> str:
        """Return text of the server as it may appear in a message; some servers repeat what they are sent."""
        return shown(text.replace(self.key, MASK) if self.key else text)

    def unreachable(self, cause: BaseException) -> MorganError:
        """Return the error for a connection that could not be opened."""
        return self.unreachable_kind(
            f"{self.name} cannot be reached: {self._reason(cause)}", hint=self.start_hint
        )

    def busy(self) -> Busy:
        """Return the error for a request that got no connection, since all are in use."""
        return Busy(
            f"{self.max_connections} requests to {self.name} are waiting for answers",
            hint=f"try again in a moment, or raise {self.option('max_connections')}",
        )

    def late(self) -> DeadlineExceeded:
        """Return the error for an answer that did not come in time."""
        return DeadlineExceeded(
            f"{self.name} did not answer within {self.answer_timeout:g} s", hint="try again"
        )

    def lost(self, cause: BaseException) -> EngineFailed:
        """Return the error for a connection that broke."""
        return EngineFailed(f"{self.name} went away: {self._reason(cause)}", hint="try again")

    def invalid_response(self, problem: str) -> EngineFailed:
        """Return the error for an answer that cannot be used."""
        return EngineFailed(
            f"{self.name} sent an invalid response: {self.shown(problem)}",
            hint=f"check its log, and {self.option(self.address)}",
        )

    def of_http(self, cause: BaseException, library: Any) -> MorganError:
        """Return the error for an exception of an HTTP library: the module `httpx` or `httpx2`."""
        if isinstance(cause, library.PoolTimeout):
            return self.busy()
        if isinstance(cause, (library.ConnectError, library.ConnectTimeout)):
            return self.unreachable(cause)
        if isinstance(cause, (library.TimeoutException, TimeoutError)):
            return self.late()
        return self.lost(cause)

    def _reason(self, cause: BaseException) -> str:
        fallback = "no answer" if isinstance(cause, TimeoutError) else type(cause).__name__
        return self.shown(str(cause)) or fallback
