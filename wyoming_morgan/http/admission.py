"""Bounds how many requests run and for how long, and ends them when the server stops."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler

from wyoming_morgan.crowd import bound_of_network, network_of, plain_address
from wyoming_morgan.errors import Busy, DeadlineExceeded, ShuttingDown
from wyoming_morgan.http.deadline import DEADLINE, Deadline, finish
from wyoming_morgan.http.newcomers import Newcomers
from wyoming_morgan.sockets import NEWCOMER_SECONDS


class _Client(NamedTuple):
    address: str
    network: str


class Admission:
    """Admits up to `limit` requests at a time, of at most `seconds` of work each, until it is closed.

    Of these, `for_each_address` may come from one address, and some more from one network of IPv6. A request
    whose client is reading what it was sent takes no place. Once it is closed, only the first requests of
    `newcomers` are admitted, for a moment.
    """

    def __init__(
        self, *, limit: int, for_each_address: int, seconds: float, newcomers: Newcomers | None = None
    ) -> None:
        self._limit = limit
        self._for_each_address = for_each_address
        self._for_each_network = bound_of_network(limit=limit, for_each_address=for_each_address)
        self._seconds = seconds
        self._newcomers = newcomers or Newcomers()
        self._deadlines: dict[Deadline, _Client] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False

    @property
    def running(self) -> int:
        """How many requests are running."""
        return len(self._deadlines)

    @property
    def closed(self) -> bool:
        """Whether no more requests are admitted."""
        return self._closed

    def guard(self, handler: Handler) -> Handler:
        """Return `handler` behind the admission."""

        @functools.wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            async with self.slot(request.remote or "", client=request.protocol) as deadline:
                request[DEADLINE] = deadline
                response = await handler(request)
                # Sent here, so that a client that does not read its reply is given up.
                await finish(request, response)
                return response

        return guarded

    @asynccontextmanager
    async def slot(
        self, address: str, *, seconds: float | None = None, client: Hashable = None
    ) -> AsyncIterator[Deadline]:
        """Hold a place for a client of an address while the block runs, for another time than usual if given.

        `client` is the connection of a request.

        Raises:
            Busy: no place is free.
            DeadlineExceeded: the block took too long, or nothing was read for too long; it was cancelled.
            ShuttingDown: the server is stopping; the block was not started, or was cancelled.
        """
        is_first = self._newcomers.leave(client)
        if self._closed and not is_first:
            raise _stopping()
        origin = plain_address(address)
        newcomer = _Client(origin, network_of(origin))
        self._require_place(newcomer)
        deadline = Deadline(self._seconds if seconds is None else seconds)
        try:
            async with deadline.limit:
                self._deadlines[deadline] = newcomer
                self._idle.clear()
                yield deadline
        except TimeoutError as error:
            if not deadline.expired:
                raise
            if self._closed:
                raise _stopping() from error
            if deadline.listening:
                raise DeadlineExceeded(
                    f"the client read nothing for {deadline.unread_seconds:g} seconds", hint="read the reply"
                ) from error
            raise DeadlineExceeded(
                f"the request took longer than {deadline.seconds:g} seconds", hint="send less at a time"
            ) from error
        finally:
            self._deadlines.pop(deadline, None)
            if not self._deadlines:
                self._idle.set()

    def _require_place(self, newcomer: _Client) -> None:
        working = [client for deadline, client in self._deadlines.items() if not deadline.listening]
        for count, most, whose in (
            (len(working), self._limit, ""),
            (
                sum(client.address == newcomer.address for client in working),
                self._for_each_address,
                " of this address",
            ),
            (
                sum(client.network == newcomer.network for client in working),
                self._for_each_network,
                f" of the network {newcomer.network}",
            ),
        ):
            if count >= most:
                raise Busy(f"{most} requests{whose} are already running", hint="try again in a moment")

    async def close(self, grace: float) -> None:
        """Admit no more; running requests have `grace` seconds to finish, then end in `ShuttingDown`."""
        self._closed = True
        try:
            async with asyncio.timeout(grace):
                await self._newcomers.settle(NEWCOMER_SECONDS)
                await self._idle.wait()
        except TimeoutError:
            for deadline in self._deadlines:
                deadline.end()


def _stopping() -> ShuttingDown:
    return ShuttingDown("the server is stopping", hint="try again in a moment")
