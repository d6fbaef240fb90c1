"""The cache that replicas share, in Redis (or Valkey). While it is down this process goes on alone."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.store.breaker import Breaker
from wyoming_morgan.store.memory_cache import Events, MemoryCache, busy

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from wyoming_morgan.store.settings import StoreSettings

_LOG = logging.getLogger(__name__)

_PREFIX = "morgan:"

# Only its holder may release a lock: what has expired is somebody else's by now.
_RELEASE = """
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
return 0
"""
_FIRST_POLL_SECONDS = 0.01
_LONGEST_POLL_SECONDS = 0.25

_LONGEST_PAUSE_SECONDS = 10.0
_PING_SECONDS = 5.0

ResultT = TypeVar("ResultT")


class RedisCache:
    """Fulfils `Cache` among replicas."""

    def __init__(self, url: str, settings: StoreSettings) -> None:
        """Read the URL.

        Raises:
            ConfigurationError: it cannot be used, or the library is not installed.
        """
        if importlib.util.find_spec("redis") is None:
            raise ConfigurationError(
                "the library for Redis is not installed", hint="run: pip install 'wyoming-morgan[redis]'"
            )
        from redis.asyncio import from_url  # noqa: PLC0415 - an extra
        from redis.asyncio.retry import Retry  # noqa: PLC0415 - an extra
        from redis.backoff import NoBackoff  # noqa: PLC0415 - an extra

        try:
            client: Redis = from_url(
                url,
                socket_connect_timeout=settings.connect_seconds,
                socket_timeout=settings.statement_seconds,
                health_check_interval=30,
                # Without this it looks its own version up, on the disk, for every connection.
                driver_info=None,
                # Once more at once: a connection that broke while it was idle is no failure.
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError:
            # The cause is not shown: it may hold the password.
            raise ConfigurationError(
                "the URL of Redis cannot be read",
                hint="memory.redis_url in core.yaml is redis://:PASSWORD@HOST:6379/0, rediss://… or unix://…",
            ) from None
        self._client = client
        where = client.connection_pool.connection_kwargs
        self.shown = where.get("path") or f"{where.get('host', 'localhost')}:{where.get('port', 6379)}"
        self._breaker = Breaker(settings.retry_seconds)
        # What this process does alone: it queues for the locks, and it is all there is while Redis is down.
        self._local = MemoryCache()
        self._release = client.register_script(_RELEASE)

    @property
    def available(self) -> bool:
        """Whether it answered last."""
        return not self._breaker.failed

    async def open(self) -> None:
        """Try whether it lets us in; that it is down is no mistake.

        Raises:
            ConfigurationError: the password is wrong.
        """
        from redis.exceptions import AuthenticationError, RedisError  # noqa: PLC0415 - an extra

        refusal: BaseException | None = None
        try:
            await self._ask(self._client.ping())
        except _Down as down:
            if isinstance(down.__cause__, AuthenticationError):
                refusal = down.__cause__
        except RedisError as error:
            refusal = error
        if refusal is not None:
            raise ConfigurationError(
                f"Redis at {self.shown} does not let Morgan in: {refusal}",
                hint="check memory.redis_url in core.yaml",
            ) from refusal

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""
        try:
            value: bytes | None = await self._ask(self._client.get(_PREFIX + key))
        except _Down:
            return None
        return value

    async def set(self, key: str, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds."""
        milliseconds = round(seconds * 1000)
        try:
            if milliseconds > 0:
                await self._ask(self._client.set(_PREFIX + key, value, px=milliseconds))
            else:
                await self._ask(self._client.delete(_PREFIX + key))
        except _Down:
            return

    async def delete(self, key: str) -> None:
        """Forget a value."""
        try:
            await self._ask(self._client.delete(_PREFIX + key))
        except _Down:
            return

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among all replicas; while Redis is down, among the tasks of this process.

        Raises:
            Busy: it could not be had within `seconds`.
        """
        return self._lock(name, seconds)

    async def publish(self, channel: str, payload: bytes) -> None:
        """Tell every replica that subscribes; while Redis is down, this process."""
        try:
            await self._ask(self._client.publish(_PREFIX + channel, payload))
        except _Down:
            await self._local.publish(channel, payload)

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield what is published while the block lasts; what is published while Redis is down is lost."""
        return self._subscribe(channel)

    @asynccontextmanager
    async def _lock(self, name: str, seconds: float) -> AsyncIterator[None]:
        until = time.monotonic() + seconds
        async with self._local.lock(name, seconds=seconds):
            key, token = f"{_PREFIX}lock:{name}", secrets.token_hex(16)
            shared = await self._acquire(key, token, name, seconds, until)
            try:
                yield
            finally:
                if shared:
                    try:
                        await self._ask(self._release(keys=[key], args=[token]))
                    except _Down:
                        _LOG.debug("the lock %s expires by itself", name)

    async def _acquire(self, key: str, token: str, name: str, seconds: float, until: float) -> bool:
        """Take a lock in Redis; return False if Redis is down."""
        pause = _FIRST_POLL_SECONDS
        while True:
            taking = self._client.set(key, token, nx=True, px=max(1, round(seconds * 1000)))
            try:
                if await self._ask(taking):
                    return True
            except _Down:
                return False
            left = until - time.monotonic()
            if left <= 0:
                raise busy(name, seconds)
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_POLL_SECONDS)

    @asynccontextmanager
    async def _subscribe(self, channel: str) -> AsyncIterator[AsyncIterator[bytes]]:
        ready = asyncio.Event()
        async with self._local.listen(channel) as events:
            reader = asyncio.create_task(self._read(channel, events, ready), name=f"events of {channel}")
            # Whatever ends it: whoever waits for it to be ready must not wait for ever.
            reader.add_done_callback(lambda _: ready.set())
            try:
                # Until Redis has confirmed, or is known to be down.
                await ready.wait()
                yield events
            finally:
                reader.cancel()
                with suppress(asyncio.CancelledError):
                    await reader

    async def _read(self, channel: str, events: Events, ready: asyncio.Event) -> None:
        """Bring a channel's messages into a queue, for ever; connect again when Redis comes back."""
        pause = 0.1
        while True:
            try:
                async with aclosing(self._client.pubsub()) as listener:
                    await listener.subscribe(_PREFIX + channel)
                    while True:
                        # The time bounds how long a connection that died in silence goes unnoticed.
                        message = await listener.get_message(timeout=_PING_SECONDS)
                        if message is None:
                            await listener.ping()
                        elif message["type"] == "subscribe":
                            pause = 0.1
                            ready.set()
                        elif message["type"] == "message":
                            events.put(message["data"])
            except _failures() as error:
                ready.set()
                self._failed(error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _ask(self, call: Awaitable[Any]) -> Any:
        """Wait for an answer.

        Raises:
            _Down: Redis does not answer, or did not a moment ago.
        """
        if not self._breaker.closed:
            if asyncio.iscoroutine(call):
                call.close()
            raise _Down
        try:
            result = await call
        except _failures() as error:
            self._failed(error)
            raise _Down from error
        if self._breaker.succeed():
            _LOG.info("Redis at %s answers again", self.shown)
        return result

    def _failed(self, error: Exception) -> None:
        if self._breaker.fail(str(error) or type(error).__name__):
            _LOG.warning(
                "Redis at %s does not answer: %s; until it does, every replica is on its own",
                self.shown,
                error,
            )


class _Down(Exception):
    """Redis does not answer."""


def _failures() -> tuple[type[Exception], ...]:
    """Return what the library raises when Redis cannot be reached or used now."""
    from redis import exceptions  # noqa: PLC0415 - an extra

    # ConnectionError also stands for a wrong password, and for a server that loads its data.
    return (
        exceptions.ConnectionError,
        exceptions.TimeoutError,
        exceptions.ReadOnlyError,
        exceptions.OutOfMemoryError,
        OSError,
        TimeoutError,
    )
