"""The cache of a single process, in RAM."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from wyoming_morgan.errors import Busy
from wyoming_morgan.store.cache import Shared

WAITING_EVENTS = 1000
"""Maximum number of events queued for a slow reader; the oldest are dropped."""

_MAX_ENTRIES = 10_000
_MAX_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class EventQueue:
    """The unread events of one subscriber. Iterating never ends by itself."""

    _waiting: deque[bytes] = field(default_factory=lambda: deque(maxlen=WAITING_EVENTS))
    _available: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, payload: bytes) -> None:
        """Add an event."""
        self._waiting.append(payload)
        self._available.set()

    def __aiter__(self) -> EventQueue:
        return self

    async def __anext__(self) -> bytes:
        while not self._waiting:
            self._available.clear()
            await self._available.wait()
        return self._waiting.popleft()


@dataclass(slots=True)
class _NamedLock:
    """The lock of one name, and how many hold or want it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class MemoryCache:
    """Fulfils `Cache` for one process, within bounds: the least recently used values are dropped."""

    available = True
    """It is never down."""

    def __init__(self, *, max_entries: int = _MAX_ENTRIES, max_bytes: int = _MAX_BYTES) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._bytes = 0
        self._values: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._locks: defaultdict[str, _NamedLock] = defaultdict(_NamedLock)
        self._subscribers: defaultdict[str, list[EventQueue]] = defaultdict(list)

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""
        entry = self._values.get(key)
        if entry is None:
            return None
        value, until = entry
        if time.monotonic() >= until:
            self._forget(key)
            return None
        self._values.move_to_end(key)
        return value

    async def look(self, key: str) -> Shared:
        """Return what all tasks see under a key."""
        return Shared(await self.get(key))

    async def swap(self, key: str, old: bytes, new: bytes, *, seconds: float) -> bool:
        """Replace a value if it is still the old one."""
        if await self.get(key) != old:
            return False
        return await self.set(key, new, seconds=seconds)

    async def set(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Keep a value for some seconds; one larger than the whole cache is not kept."""
        self._forget(key)
        if seconds <= 0 or len(value) > self._max_bytes:
            return False
        self._values[key] = (value, time.monotonic() + seconds)
        self._bytes += len(value)
        while len(self._values) > self._max_entries or self._bytes > self._max_bytes:
            self._forget(next(iter(self._values)))
        return key in self._values

    async def delete(self, key: str) -> None:
        """Forget a value."""
        self._forget(key)

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among the tasks of this process; it does not expire, since they end with the process.

        Raises:
            Busy: it was not free within `seconds`.
        """
        return self._lock(name, seconds)

    async def publish(self, channel: str, payload: bytes) -> None:
        """Send an event to every subscriber in this process."""
        for events in self._subscribers.get(channel, ()):
            events.put(payload)

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield the events published while the block lasts."""
        return self.listen(channel)

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncIterator[EventQueue]:
        """Subscribe, and yield the queue itself."""
        events = EventQueue()
        self._subscribers[channel].append(events)
        try:
            yield events
        finally:
            # By identity, since equal queues are different subscribers.
            others = [queue for queue in self._subscribers[channel] if queue is not events]
            if others:
                self._subscribers[channel] = others
            else:
                del self._subscribers[channel]

    async def close(self) -> None:
        """Forget every value."""
        self._values.clear()
        self._bytes = 0

    @asynccontextmanager
    async def _lock(self, name: str, seconds: float) -> AsyncIterator[None]:
        named_lock = self._locks[name]
        named_lock.users += 1
        try:
            try:
                async with asyncio.timeout(seconds):
                    await named_lock.lock.acquire()
            except TimeoutError as error:
                raise busy(name, seconds) from error
            try:
                yield
            finally:
                named_lock.lock.release()
        finally:
            named_lock.users -= 1
            if not named_lock.users:
                del self._locks[name]

    def _forget(self, key: str) -> None:
        value, _ = self._values.pop(key, (b"", 0.0))
        self._bytes -= len(value)


def busy(name: str, seconds: float) -> Busy:
    """Return the error for a lock that was not free in time."""
    return Busy(f"{name} was locked for longer than {seconds:g} seconds", hint="try again in a moment")
