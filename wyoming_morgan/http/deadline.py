"""The deadline of one request, which counts the time that Morgan takes, and not that of who listens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

_LEAST_UNREAD_SECONDS = 10.0
"""A client may pause this long, however short the deadline is: players read ahead, and then nothing."""
_PART_BYTES = 48 * 1024
"""Bytes that are sent in one go: so few that who reads slowly is seen to read on."""


class Deadline:
    """Ends a request after some seconds of work; while a client reads, only if it stops reading.

    Enter `limit` around the work; its `TimeoutError` says that one of the two times has passed.
    """

    def __init__(self, seconds: float) -> None:
        self.limit = asyncio.timeout(seconds)
        self.seconds = seconds
        self.unread_seconds = max(seconds, _LEAST_UNREAD_SECONDS)
        self._listening = False
        self._ended = False

    @property
    def expired(self) -> bool:
        """Whether the time has passed."""
        return self.limit.expired()

    @property
    def listening(self) -> bool:
        """Whether it is the client that is waited for."""
        return self._listening

    def extend(self, seconds: float) -> None:
        """Give the work more time: there is more of it than a request usually has."""
        due = self.limit.when()
        if due is not None and not self._is_over():
            self.seconds += seconds
            self.limit.reschedule(due + seconds)

    def end(self) -> None:
        """End the work now."""
        self._ended = True
        if not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count the time of the block as the client's, which may leave nothing unread for too long."""
        if self._ended or self._listening:
            yield
            return
        loop = asyncio.get_running_loop()
        began, due = loop.time(), self.limit.when()
        self._listening = True
        self.limit.reschedule(began + self.unread_seconds)
        yield
        # Not after a failure: then the time that has passed is the reason, or nothing follows.
        self._listening = False
        if due is not None and not self._is_over():
            self.limit.reschedule(due + loop.time() - began)

    def _is_over(self) -> bool:
        return self._ended or self.limit.expired()


DEADLINE = web.RequestKey("deadline", Deadline)
"""The deadline of a request that is behind the admission."""


async def write(request: web.Request, response: web.StreamResponse, data: bytes | bytearray) -> None:
    """Send data to the client, at the pace at which it reads."""
    deadline = request[DEADLINE]
    for start in range(0, len(data), _PART_BYTES):
        with deadline.paused():
            await response.write(bytes(data[start : start + _PART_BYTES]))


async def finish(request: web.Request, response: web.StreamResponse) -> None:
    """Send what is left of a reply to the client."""
    with request[DEADLINE].paused():
        await response.prepare(request)
        await response.write_eof()
