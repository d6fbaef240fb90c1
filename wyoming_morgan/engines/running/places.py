"""A bounded number of places, and a bounded queue for them."""

from __future__ import annotations

import asyncio
from collections import deque

from wyoming_morgan.durations import Durations
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.errors import Busy, ShuttingDown


class Places:
    """A bounded number of places with a bounded queue, first come first served.

    What goes on with something that has begun is never refused. It is served when it is due, or when nothing
    that begins is waiting.
    """

    def __init__(self, name: str, limits: WorkLimits, waits: Durations | None = None) -> None:
        """Bound what `name` does; count in `waits` how long calls waited, also those that left."""
        self._name = name
        self.waits = waits or Durations()
        self._limits = limits
        self._queue: deque[asyncio.Future[None]] = deque()
        self._ongoing: dict[asyncio.Future[None], float] = {}
        """When each is due, in the event loop's time."""
        self.taken = 0

    @property
    def waiting(self) -> int:
        """The length of the queue."""
        return len(self._queue) + len(self._ongoing)

    async def take(self, *, due: float | None = None) -> None:
        """Take a place; wait for one if all are taken. `due` is for what goes on: see the class.

        Raises:
            Busy: the queue is full.
        """
        if self.taken < self._limits.parallel:
            self.taken += 1
            self.waits.add(0.0)
            return
        if due is None and self.waiting >= self._limits.queue:
            raise Busy(
                f"{self._name} is busy: {self.taken} calls run and {self.waiting} wait",
                hint="try again in a moment",
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if due is None:
            self._queue.append(turn)
        else:
            self._ongoing[turn] = due
        await self._wait(turn)

    async def _wait(self, turn: asyncio.Future[None]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._queue:
                self._queue.remove(turn)
            elif self._ongoing.pop(turn, None) is not None:
                pass  # it has no place yet
            elif not turn.cancelled() and turn.exception() is None:
                self.leave()  # the place came at the same moment as the cancellation
            raise
        finally:
            self.waits.add(loop.time() - began)

    def leave(self) -> None:
        """Pass the place on to the next one that waits, or free it."""
        while (turn := self._next()) is not None:
            if not turn.done():
                turn.set_result(None)
                return
        self.taken -= 1

    def clear(self) -> None:
        """Reject everyone who waits with `ShuttingDown`."""
        while (turn := self._next()) is not None:
            if not turn.done():
                turn.set_exception(ShuttingDown(f"{self._name} is stopped"))

    def _next(self) -> asyncio.Future[None] | None:
        first = min(self._ongoing, key=lambda turn: self._ongoing[turn], default=None)
        if first is not None and (
            not self._queue or self._ongoing[first] <= asyncio.get_running_loop().time()
        ):
            del self._ongoing[first]
            return first
        return self._queue.popleft() if self._queue else None
