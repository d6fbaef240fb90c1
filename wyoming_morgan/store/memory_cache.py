"""The cache of a single process, in its own memory."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from wyoming_morgan.errors import Busy

WAITING_EVENTS = 1000
"""Events that wait for a slow reader; the oldest make room."""

_MAX_ENTRIES = 10_000
_MAX_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class Events:
    """What one subscriber has not read yet. Iterating never ends by itself."""

    _waiting: deque[bytes] = field(default_factory=lambda: deque(maxlen=WAITING_EVENTS))
    _some: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, payload: bytes) -> None:
        """Let an event wait."""
        self._waiting.append(payload)
        self._some.set()

    def __aiter__(self) -> Events:
        return self

    async def __anext__(self) -> bytes:
        while not self._waiting:
            self._some.clear()
            await self._some.wait()
        return self._waiting.popleft()


@dataclass(slots=True)
class _Held:
    """A lock of one name, and how many want it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class MemoryCache:
    """Fulfils `Cache` for one process, within bounds: what was unused for longest makes room."""

    def __init__(self, *, max_entries: int = _MAX_ENTRIES, max_bytes: int = _MAX_BYTES) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._bytes = 0
        self._values: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._locks: defaultdict[str, _Held] = defaultdict(_Held)
        self._subscribers: defaultdict[str, list[Events]] = defaultdict(list)

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""
        found = self._values.get(key)
        if found is None:
            return None
        value, until = found
        if time.monotonic() >= until:
            self._forget(key)
            return None
        self._values.move_to_end(key)
        return value

    async def set(self, key: str, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds; one that is too large for all the room there is is not kept."""
        self._forget(key)
        if seconds <= 0 or len(value) > self._max_bytes:
            return
        self._values[key] = (value, time.monotonic() + seconds)
        self._bytes += len(value)
        while len(self._values) > self._max_entries or self._bytes > self._max_bytes:
            self._forget(next(iter(self._values)))

    async def delete(self, key: str) -> None:
        """Forget a value."""
        self._forget(key)

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among the tasks of this process; it does not expire, since they end with the process.

        Raises:
            Busy: it could not be had within `seconds`.
        """
        return self._lock(name, seconds)

    async def publish(self, channel: str, payload: bytes) -> None:
        """Tell every subscriber in this process."""
        for events in self._subscribers.get(channel, ()):
            events.put(payload)

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield what is published while the block lasts."""
        return self.listen(channel)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncIterator[Events]:
        """Subscribe, and give out the queue itself."""
        events = Events()
        self._subscribers[channel].append(events)
        try:
            yield events
        finally:
            # By identity: equal queues are not the same.
            left = [each for each in self._subscribers[channel] if each is not events]
            if left:
                self._subscribers[channel] = left
            else:
                del self._subscribers[channel]

    async def close(self) -> None:
        """Forget every value."""
        self._values.clear()
        self._bytes = 0

    @asynccontextmanager
    async def _lock(self, name: str, seconds: float) -> AsyncIterator[None]:
        held = self._locks[name]
        held.users += 1
        try:
            try:
                async with asyncio.timeout(seconds):
                    await held.lock.acquire()
            except TimeoutError as error:
                raise busy(name, seconds) from error
            try:
                yield
            finally:
                held.lock.release()
        finally:
            held.users -= 1
            if not held.users:
                del self._locks[name]

    def _forget(self, key: str) -> None:
        value, _ = self._values.pop(key, (b"", 0.0))
        self._bytes -= len(value)


def busy(name: str, seconds: float) -> Busy:
    """Say that a lock could not be had."""
    return Busy(f"{name} is locked for longer than {seconds:g} seconds", hint="try again in a moment")
