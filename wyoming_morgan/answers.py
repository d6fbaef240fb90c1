"""Bounds what other servers answer over HTTP, for clients made of httpx or httpx2.

The libraries themselves unpack a received piece at once, however large it becomes, and read a whole answer
however long it is.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Any

from wyoming_morgan.unpacking import Unpacker, unpacker

ACCEPTED = {"Accept-Encoding": "gzip, deflate"}
"""The header of requests whose answers are bounded here."""

_MAX_ERROR_BYTES = 256 * 1024
_FIRST_ERROR = 400
_EVENTS = "text/event-stream"
_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_LONGEST_END = max(map(len, _EVENT_ENDS))

Hook = Callable[[Any], Awaitable[None]]


def bounded_answers(
    library: Any, *, most_bytes: float, event_bytes: int | None = None, most_parts: float = math.inf
) -> Hook:
    """Return a hook for the responses of a client.

    A response that breaks a bound raises the library's `DecodingError` where it is read.

    Args:
        library: The module `httpx` or `httpx2`.
        most_bytes: The bytes of one answer, unpacked; infinite for one whose reader counts itself. An answer
            that reports an error has fewer.
        event_bytes: The bytes of one event in a stream of server-sent events, whose length then has no bound.
        most_parts: The lists and objects in the JSON of one answer or event, for a client that makes much of
            each.
    """

    class Bounded(library.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, response: Any, unpacking: Unpacker, count: Callable[[bytes], None]) -> None:
            self._request = response.request
            self._stream = response.stream
            self._pieces = _unpacked(self._stream, unpacking, count)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                async with aclosing(self._pieces):
                    async for piece in self._pieces:
                        yield piece
            except (_BrokenBound, zlib.error) as error:
                raise library.DecodingError(str(error), request=self._request) from error

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: Any) -> None:
        unpacking = unpacker(",".join(response.headers.get_list("content-encoding")))
        if unpacking is None:
            raise library.DecodingError(
                "an answer that is packed in an unknown way", request=response.request
            )
        response.headers.pop("content-encoding", None)
        count: Callable[[bytes], None]
        if response.status_code >= _FIRST_ERROR:
            count = _Bytes(min(most_bytes, _MAX_ERROR_BYTES), most_parts).add
        elif event_bytes is not None and _EVENTS in response.headers.get("content-type", ""):
            count = _EventBytes(event_bytes, most_parts).add
        else:
            count = _Bytes(most_bytes, most_parts).add
        response.stream = Bounded(response, unpacking, count)

    return bound


class _BrokenBound(Exception):
    """An answer is larger than its bound."""


async def _unpacked(
    pieces: AsyncIterator[bytes], unpacking: Unpacker, count: Callable[[bytes], None]
) -> AsyncGenerator[bytes, None]:
    begun = False
    async for piece in pieces:
        begun = begun or bool(piece)
        for step in unpacking.feed(piece):
            count(step)
            if step:
                yield step
    if begun:
        unpacking.end()


class _Bytes:
    """Counts the bytes of an answer."""

    def __init__(self, most: float, most_parts: float) -> None:
        self._most = most
        self._most_parts = most_parts
        self._bytes = 0
        self._parts = 0

    def add(self, piece: bytes) -> None:
        """Count a piece, or raise `_BrokenBound`."""
        self._bytes += len(piece)
        if self._bytes > self._most:
            raise _BrokenBound(f"more than {self._most:.0f} bytes")
        self._parts += _parts(piece)
        if self._parts > self._most_parts:
            raise _BrokenBound(f"more than {self._most_parts:.0f} lists and objects")


class _EventBytes:
    """Counts the bytes of each event; an empty line ends one."""

    def __init__(self, most: int, most_parts: float) -> None:
        self._most = most
        self._most_parts = most_parts
        self._open = 0
        self._parts = 0
        self._tail = b""

    def add(self, piece: bytes) -> None:
        """Count a piece, or raise `_BrokenBound`."""
        # An end may be split between two pieces.
        text = self._tail + piece
        self._tail = text[1 - _LONGEST_END :]
        end = max(_ends(text))
        self._open = self._open + len(piece) if end < 0 else len(text) - end
        if self._open > self._most:
            raise _BrokenBound(f"an event of more than {self._most} bytes")
        self._parts = self._parts + _parts(piece) if end < 0 else _parts(text[end:])
        if self._parts > self._most_parts:
            raise _BrokenBound(f"an event with more than {self._most_parts:.0f} lists and objects")


def _parts(piece: bytes) -> int:
    return piece.count(b"[") + piece.count(b"{")


def _ends(text: bytes) -> Iterator[int]:
    """Yield where the last event ends by each kind of empty line; -1 for none."""
    for end in _EVENT_ENDS:
        at = text.rfind(end)
        yield -1 if at < 0 else at + len(end)
