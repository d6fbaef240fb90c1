"""A bounded number of places, and a bounded queue for them."""

from __future__ import annotations

import asyncio
from collections import deque

from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.errors import Busy, ShuttingDown


class Places:
    """A bounded number of places with a bounded queue, first come first served."""

    def __init__(self, name: str, limits: WorkLimits) -> None:
        self._name = name
        self._limits = limits
        self._queue: deque[asyncio.Future[None]] = deque()
        self.taken = 0

    @property
    def waiting(self) -> int:
        """The length of the queue."""
        return len(self._queue)

    async def take(self) -> None:
        """Take a place; wait for one if all are taken.

        Raises:
            Busy: the queue is full.
        """
        if self.taken < self._limits.parallel:
            self.taken += 1
            return
        if len(self._queue) >= self._limits.queue:
            raise Busy(
                f"{self._name} is busy: {self.taken} calls run and {len(self._queue)} wait",
                hint="try again in a moment",
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._queue:
                self._queue.remove(turn)
            elif not turn.cancelled() and turn.exception() is None:
                self.leave()  # the place came at the same moment as the cancellation
            raise

    def leave(self) -> None:
        """Pass the place on to the first in the queue, or free it."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.taken -= 1

    def clear(self) -> None:
        """Reject everyone in the queue with `ShuttingDown`."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_exception(ShuttingDown(f"{self._name} is stopped"))
