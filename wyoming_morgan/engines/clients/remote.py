"""What the clients of other servers share: options, addresses, the library's client, and errors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated, Any, Generic, TypeGuard, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field

from wyoming_morgan.addresses import MASK
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError
from wyoming_morgan.settings import header_value
from wyoming_morgan.trace_context import outgoing

Library = TypeVar("Library")

_CLOSE_SECONDS = 1.0  # for connections whose other end does not read
_MAX_MESSAGE = 300
MAX_ANSWER = 4 * 1024 * 1024
"""Bytes of a whole answer, such as a transcript or a list of models."""
_MAX_NAME = 256
_MAX_REPLY = 32 * 1024 * 1024
"""Bytes of a streamed reply; each token takes some hundred."""
_MAX_LINE = 1024 * 1024
"""Bytes of one line of it, which is parsed at once."""
_TOO_LONG = f"a line of more than {_MAX_LINE} bytes"
_MOST_TAGS = 500
_LONGEST_TAG = 35
"""Characters of a language tag: RFC 5646, 4.4.1."""
_LARGEST_COUNT = 2**53
_LARGEST_FLOAT = 3.4e38
_MOST_DIMENSIONS = 16_384

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What code raises, a library's or ours, that reads an answer in which fields are missing or wrong."""

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
    text = text[: 4 * _MAX_MESSAGE]
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_MESSAGE]


def count(value: object) -> int | None:
    """Return a value of another server that is a count, such as of tokens; None for any other."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < _LARGEST_COUNT else None


def is_name(value: object) -> TypeGuard[str]:
    """Whether a value of another server can be the name of a model or a voice."""
    return isinstance(value, str) and 0 < len(value) <= _MAX_NAME and value.isprintable()


def language_tags(values: object) -> tuple[str, ...]:
    """Return the language tags of a list, with hyphens as BCP 47 has them."""
    names = dict.fromkeys(filter(is_name, values)) if isinstance(values, list) else ()
    tags = (name.replace("_", "-") for name in names if len(name) <= _LONGEST_TAG)
    return tuple(islice(tags, _MOST_TAGS))


def vector(value: object) -> tuple[float, ...]:
    """Return an embedding.

    Raises:
        ValueError: it is not a list of numbers that 32 bits can hold.
    """
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_DIMENSIONS:
        raise ValueError("an embedding that is not a list of numbers")
    if not all(isinstance(number, (int, float)) and abs(number) <= _LARGEST_FLOAT for number in value):
        raise ValueError("an embedding with something other than numbers")
    return tuple(map(float, value))


async def whole(pieces: AsyncIterator[bytes], *, most_bytes: int = MAX_ANSWER) -> bytes:
    """Read an answer to its end.

    Raises:
        ValueError: it is longer than `most_bytes`.
    """
    answer = bytearray()
    async for piece in pieces:
        answer += piece
        if len(answer) > most_bytes:
            raise ValueError(f"more than {most_bytes} bytes")
    return bytes(answer)


async def lines(pieces: AsyncIterator[bytes], *, returns: bool = False) -> AsyncGenerator[bytes, None]:
    """Yield the lines of a streamed reply, each as soon as it is complete, without its end.

    With `returns` a carriage return ends a line, too, as in server-sent events.

    Raises:
        ValueError: a line, or all of them, are too long.
    """
    held = bytearray()
    received = 0
    after_return = False
    async for part in pieces:
        received += len(part)
        if received > _MAX_REPLY:
            raise ValueError(f"more than {_MAX_REPLY} bytes")
        piece = part
        if returns and part:
            piece = part[1:] if after_return and part.startswith(b"\n") else part
            after_return = part.endswith(b"\r")
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *whole, rest = piece.split(b"\n")
        for line in whole:
            held += line
            yield _line(held)
            held.clear()
        # Only what is new was looked at, however small the pieces are.
        held += rest
        if len(held) > _MAX_LINE:
            raise ValueError(_TOO_LONG)
    if held:
        yield _line(held)


def _line(held: bytearray) -> bytes:
    if len(held) > _MAX_LINE:
        raise ValueError(_TOO_LONG)
    return bytes(held)


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


class ConnectionLost(EngineFailed):
    """The connection to another server was refused, or it broke: an answer that had begun may be in part."""


class ConnectionRefused(EngineUnavailable):
    """The connection to a server was refused: it was not asked anything."""


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

    def unreachable(self, cause: BaseException, *, late: bool = False) -> MorganError:
        """Return the error for a connection that was refused, or not opened in time."""
        kind = self.unreachable_kind
        if not late and not isinstance(cause, TimeoutError):
            kind = ConnectionRefused if issubclass(kind, EngineUnavailable) else ConnectionLost
        return kind(f"{self.name} cannot be reached: {self._reason(cause)}", hint=self.start_hint)

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

    def lost(self, cause: BaseException) -> ConnectionLost:
        """Return the error for a connection that broke."""
        return ConnectionLost(f"{self.name} went away: {self._reason(cause)}", hint="try again")

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
            return self.unreachable(cause, late=isinstance(cause, library.ConnectTimeout))
        if isinstance(cause, (library.TimeoutException, TimeoutError)):
            return self.late()
        if isinstance(cause, library.DecodingError):
            return self.invalid_response(str(cause))
        return self.lost(cause)

    def _reason(self, cause: BaseException) -> str:
        fallback = "no answer" if isinstance(cause, TimeoutError) else type(cause).__name__
        return self.shown(str(cause)) or fallback


async def continue_trace(request: Any) -> None:
    """Tell a server in which trace it is asked: a hook of httpx and httpx2 for each request."""
    request.headers.update(outgoing())
