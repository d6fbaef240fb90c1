"""The cache that replicas share, in Redis (or Valkey). While it is down, this process works without it."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from wyoming_morgan.advice import advice
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.settings import setting
from wyoming_morgan.store.breaker import CircuitBreaker
from wyoming_morgan.store.budget import WaitingBudget
from wyoming_morgan.store.cache import Shared
from wyoming_morgan.store.memory_cache import EventQueue, MemoryCache, busy
from wyoming_morgan.store.redis_failures import failures, is_refusal

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from wyoming_morgan.store.settings import StoreSettings

_LOGGER = logging.getLogger(__name__)

_PREFIX = "morgan:"

# Only its holder may release a lock: an expired one may belong to somebody else by now.
_RELEASE = """
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
return 0
"""
_SWAP = """
if redis.call("get", KEYS[1]) ~= ARGV[1] then return 0 end
redis.call("set", KEYS[1], ARGV[2], "px", ARGV[3])
return 1
"""
_FIRST_POLL_SECONDS = 0.01
_LONGEST_POLL_SECONDS = 0.25

_LONGEST_PAUSE_SECONDS = 10.0
_PING_SECONDS = 5.0
_TURN_SHARE = 1.5
"""How long a turn may wait for Redis in all, as a multiple of what one answer may take."""

ResultT = TypeVar("ResultT")


class RedisCache:
    """Fulfils `Cache` among replicas."""

    def __init__(self, url: str, settings: StoreSettings) -> None:
        """Read the URL.

        Raises:
            ConfigurationError: it is not valid, or the library is not installed.
        """
        if importlib.util.find_spec("redis") is None:
            raise ConfigurationError(
                "the library for Redis is not installed", hint=advice("pip install 'wyoming-morgan[redis]'")
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
                # Without this it reads its own version from the disk for every connection.
                driver_info=None,
                # One immediate retry: a connection that broke while it was idle is not a failure.
                retry=Retry(NoBackoff(), 1),
            )
        except ValueError:
            # The cause is not shown: it may contain the password.
            raise ConfigurationError(
                "the URL of Redis is not valid",
                hint=f"{setting('core.store.redis_url')} is redis://:PASSWORD@HOST:6379/0, rediss://… or unix://…",
            ) from None
        self._client = client
        where = client.connection_pool.connection_kwargs
        self.shown = where.get("path") or f"{where.get('host', 'localhost')}:{where.get('port', 6379)}"
        self._breaker = CircuitBreaker(settings.retry_seconds)
        # In this process: orders tasks that wait for locks, and replaces Redis while it is down.
        self._local = MemoryCache()
        self._seconds = settings.cache_seconds
        self._budget = WaitingBudget(_TURN_SHARE * settings.cache_seconds)
        self._opening_seconds = settings.connect_seconds + settings.statement_seconds
        self._release = client.register_script(_RELEASE)
        self._swap = client.register_script(_SWAP)

    @property
    def available(self) -> bool:
        """Whether it answered the last time."""
        return not self._breaker.failed

    async def open(self) -> None:
        """Check the login; a Redis that is down is not an error.

        Raises:
            ConfigurationError: the password is wrong.
        """
        try:
            await self._ask(self._client.ping(), seconds=self._opening_seconds)
        except _RedisUnavailable as error:
            if is_refusal(error.__cause__):
                raise ConfigurationError(
                    f"Redis at {self.shown} refuses the login: {error.__cause__}",
                    hint=f"check {setting('core.store.redis_url')}",
                ) from error.__cause__

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""
        return (await self.look(key)).value

    async def look(self, key: str) -> Shared:
        """Return what all replicas see under a key."""
        try:
            value = await self._ask(self._client.get(_PREFIX + key))
        except _RedisUnavailable:
            return Shared(None, reachable=False)
        if value is None or isinstance(value, bytes):
            return Shared(value)
        return Shared(None, reachable=False)

    async def set(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Keep a value for some seconds; return whether Redis has it."""
        milliseconds = round(seconds * 1000)
        try:
            if milliseconds > 0:
                await self._ask(self._client.set(_PREFIX + key, value, px=milliseconds))
            else:
                await self._ask(self._client.delete(_PREFIX + key))
        except _RedisUnavailable:
            return False
        return True

    async def swap(self, key: str, old: bytes, new: bytes, *, seconds: float) -> bool | None:
        """Replace a value if it is still the old one."""
        arguments: list[bytes | int] = [old, new, max(1, round(seconds * 1000))]
        try:
            return bool(await self._ask(self._swap(keys=[_PREFIX + key], args=arguments)))
        except _RedisUnavailable:
            return None

    async def delete(self, key: str) -> None:
        """Forget a value."""
        try:
            await self._ask(self._client.delete(_PREFIX + key))
        except _RedisUnavailable:
            return

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among all replicas; while Redis is down, among the tasks of this process.

        Raises:
            Busy: it was not free within `seconds`.
        """
        return self._lock(name, seconds)

    async def publish(self, channel: str, payload: bytes) -> None:
        """Send an event to every replica that subscribes; while Redis is down, only to this process."""
        try:
            await self._ask(self._client.publish(_PREFIX + channel, payload))
        except _RedisUnavailable:
            await self._local.publish(channel, payload)

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield the events published while the block lasts; while Redis is down, only this process's."""
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
                    except _RedisUnavailable:
                        _LOGGER.debug("the lock %s was not released; it expires by itself", name)

    async def _acquire(self, key: str, token: str, name: str, seconds: float, until: float) -> bool:
        """Take a lock in Redis; return False if Redis is down."""
        pause = _FIRST_POLL_SECONDS
        while True:
            attempt = self._client.set(key, token, nx=True, px=max(1, round(seconds * 1000)))
            try:
                if await self._ask(attempt):
                    return True
            except _RedisUnavailable:
                return False
            remaining = until - time.monotonic()
            if remaining <= 0:
                raise busy(name, seconds)
            await asyncio.sleep(min(pause, remaining))
            pause = min(2 * pause, _LONGEST_POLL_SECONDS)

    @asynccontextmanager
    async def _subscribe(self, channel: str) -> AsyncIterator[AsyncIterator[bytes]]:
        ready = asyncio.Event()
        async with self._local.listen(channel) as events:
            reader = asyncio.create_task(self._read(channel, events, ready), name=f"events of {channel}")
            # However it ends: nobody may wait forever for it to be ready.
            reader.add_done_callback(lambda _: ready.set())
            try:
                # Until Redis has confirmed the subscription, or is known to be down.
                await ready.wait()
                yield events
            finally:
                reader.cancel()
                with suppress(asyncio.CancelledError):
                    await reader

    async def _read(self, channel: str, events: EventQueue, ready: asyncio.Event) -> None:
        """Put a channel's messages into a queue, forever; reconnect when Redis is back."""
        pause = 0.1
        while True:
            try:
                async with aclosing(self._client.pubsub()) as listener:
                    await listener.subscribe(_PREFIX + channel)
                    while True:
                        # The timeout bounds how long a silently broken connection goes unnoticed.
                        message = await listener.get_message(timeout=_PING_SECONDS)
                        if message is None:
                            await listener.ping()
                        elif message["type"] == "subscribe":
                            pause = 0.1
                            ready.set()
                        elif message["type"] == "message":
                            events.put(message["data"])
            except failures() as error:
                ready.set()
                self._record_failure(error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _ask(self, call: Awaitable[Any], *, seconds: float | None = None) -> Any:
        """Wait for an answer.

        Raises:
            _RedisUnavailable: Redis does not answer, or did not answer a moment ago.
        """
        if not self._breaker.admit():
            if asyncio.iscoroutine(call):
                call.close()
            raise _RedisUnavailable
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds or min(self._seconds, self._budget.left())):
                result = await call
        except failures() as error:
            self._record_failure(error)
            raise _RedisUnavailable from error
        finally:
            if seconds is None:
                self._budget.spend(time.monotonic() - began)
        if self._breaker.succeed():
            _LOGGER.info("Redis at %s answers again", self.shown)
        return result

    def _record_failure(self, error: Exception) -> None:
        reason = str(error) or (
            "it takes too long" if isinstance(error, TimeoutError) else type(error).__name__
        )
        if self._breaker.fail(reason):
            _LOGGER.warning(
                "Redis at %s does not answer: %s; until it does, replicas share nothing",
                self.shown,
                reason,
            )


class _RedisUnavailable(Exception):
    """Redis does not answer."""
