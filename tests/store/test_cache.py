"""The cache: in memory, and in Redis among replicas."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from tests.store.conftest import QUICK
from tests.store.servers import Valkey
from wyoming_morgan.errors import Busy, ConfigurationError
from wyoming_morgan.store.cache import Cache
from wyoming_morgan.store.memory_cache import WAITING_EVENTS, MemoryCache
from wyoming_morgan.store.redis_cache import RedisCache

SOON = 10.0  # seconds in which a busy machine gets anything done


@pytest.fixture(params=["memory", "redis"])
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    if request.param == "memory":
        yield MemoryCache()
        return
    valkey: Valkey = request.getfixturevalue("valkey")
    redis = await redis_cache(valkey)
    await redis._client.flushdb()
    yield redis
    await redis.close()


@pytest.fixture(scope="module")
def own_valkey() -> Iterator[Valkey]:
    """One that may be stopped."""
    server = Valkey()
    server.start()
    yield server
    server.remove()


@pytest.fixture
async def pair(own_valkey: Valkey) -> AsyncIterator[tuple[RedisCache, RedisCache]]:
    """The caches of two replicas."""
    caches = (await redis_cache(own_valkey), await redis_cache(own_valkey))
    yield caches
    for cache in caches:
        await cache.close()


async def redis_cache(server: Valkey, **settings: float) -> RedisCache:
    patient = replace(QUICK, connect_seconds=1.0, statement_seconds=1.0, cache_seconds=5.0)
    quick = replace(patient, **settings)  # type: ignore[arg-type] # fields by name
    return await asyncio.to_thread(RedisCache, server.url, quick)


async def test_a_value_is_kept_for_its_time(cache: Cache) -> None:
    assert await cache.get("k") is None
    await cache.set("k", b"\0value\xff", seconds=SOON)
    assert await cache.get("k") == b"\0value\xff"
    await cache.set("k", b"", seconds=SOON)
    assert await cache.get("k") == b""
    await cache.delete("k")
    await cache.delete("k")
    assert await cache.get("k") is None
    await cache.set("k", b"short", seconds=0.05)
    await asyncio.sleep(0.1)
    assert await cache.get("k") is None
    await cache.set("k", b"none", seconds=0)
    assert await cache.get("k") is None


async def test_a_lock_is_held_by_one_at_a_time(cache: Cache) -> None:
    inside, most = 0, 0

    async def work() -> None:
        nonlocal inside, most
        async with cache.lock("l", seconds=SOON):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.005)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert most == 1


async def test_a_lock_that_cannot_be_had_is_busy_and_others_are_free(cache: Cache) -> None:
    async with cache.lock("l", seconds=SOON):
        with pytest.raises(Busy):
            async with cache.lock("l", seconds=0.05):
                pytest.fail("two hold it")
        async with cache.lock("m", seconds=SOON):
            pass
    async with cache.lock("l", seconds=SOON):
        pass


async def test_a_lock_is_free_again_when_its_holder_fails(cache: Cache) -> None:
    with pytest.raises(RuntimeError):
        async with cache.lock("l", seconds=SOON):
            raise RuntimeError
    async with cache.lock("l", seconds=0.5):
        pass


async def test_every_subscriber_of_a_channel_is_told(cache: Cache) -> None:
    async with cache.subscribe("c") as first, cache.subscribe("c") as second, cache.subscribe("d") as other:
        await cache.publish("d", b"0")
        await cache.publish("c", b"1")
        await cache.publish("c", b"\xff2")
        for events in (first, second):
            async with asyncio.timeout(SOON):
                assert [await anext(events), await anext(events)] == [b"1", b"\xff2"]
        async with asyncio.timeout(SOON):
            assert await anext(other) == b"0"


async def test_what_was_published_before_is_not_told(cache: Cache) -> None:
    await cache.publish("c", b"before")
    async with cache.subscribe("c") as events:
        await cache.publish("c", b"after")
        async with asyncio.timeout(SOON):
            assert await anext(events) == b"after"


async def test_of_a_slow_reader_s_events_the_last_ones_wait() -> None:
    cache = MemoryCache()
    async with cache.subscribe("c") as events:
        for number in range(WAITING_EVENTS + 5):
            await cache.publish("c", str(number).encode())
        assert await anext(events) == b"5"


async def test_memory_keeps_what_was_used_last_within_its_bounds() -> None:
    cache = MemoryCache(max_entries=2, max_bytes=10)
    await cache.set("a", b"1", seconds=SOON)
    await cache.set("b", b"2", seconds=SOON)
    await cache.get("a")
    await cache.set("c", b"3", seconds=SOON)
    assert [await cache.get(key) for key in "abc"] == [b"1", None, b"3"]
    await cache.set("d", b"x" * 10, seconds=SOON)
    assert [await cache.get(key) for key in "acd"] == [None, None, b"x" * 10]
    await cache.set("e", b"x" * 11, seconds=SOON)
    assert [await cache.get(key) for key in "de"] == [b"x" * 10, None]


async def test_replicas_share_values_locks_and_events(pair: tuple[RedisCache, RedisCache]) -> None:
    one, other = pair
    await one.set("k", b"v", seconds=SOON)
    assert await other.get("k") == b"v"
    async with one.lock("l", seconds=SOON):
        with pytest.raises(Busy):
            async with other.lock("l", seconds=0.1):
                pytest.fail("two replicas hold it")
    async with other.lock("l", seconds=0.5), one.subscribe("c") as events:
        await other.publish("c", b"hello")
        async with asyncio.timeout(SOON):
            assert await anext(events) == b"hello"


async def test_a_lock_whose_time_is_over_is_another_replica_s_to_have_and_to_keep(
    pair: tuple[RedisCache, RedisCache],
) -> None:
    one, other = pair
    slow = one.lock("l", seconds=0.2)
    await slow.__aenter__()
    async with other.lock("l", seconds=SOON):
        held = await other._client.get("morgan:lock:l")
        await slow.__aexit__(None, None, None)
        assert held is not None
        assert await other._client.get("morgan:lock:l") == held


async def test_while_redis_is_down_the_process_goes_on_alone(
    pair: tuple[RedisCache, RedisCache], own_valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cache, other = pair
    async with cache.subscribe("c") as events:
        await asyncio.to_thread(own_valkey.stop, signal.SIGKILL)
        await cache.set("k", b"v", seconds=SOON)
        assert await cache.get("k") is None
        await cache.delete("k")
        assert not cache.available
        async with cache.lock("l", seconds=SOON):
            with pytest.raises(Busy):
                async with cache.lock("l", seconds=0.05):
                    pytest.fail("two tasks hold it")
        await cache.publish("c", b"alone")
        async with asyncio.timeout(SOON):
            assert await anext(events) == b"alone"
        await asyncio.to_thread(own_valkey.start)
        await cache.set("k", b"v", seconds=SOON)
        assert await other.get("k") == b"v"
        async with asyncio.timeout(2 * SOON):
            while True:
                await other.publish("c", b"together")
                try:
                    async with asyncio.timeout(0.1):
                        assert await anext(events) == b"together"
                        break
                except TimeoutError:
                    continue
    said = [record.getMessage() for record in caplog.records if record.name.startswith("wyoming_morgan")]
    assert len([line for line in said if "does not answer" in line]) <= 2, "each replica says it once"


async def test_a_redis_that_stalls_holds_nobody_for_long(own_valkey: Valkey) -> None:
    cache = await redis_cache(
        own_valkey, statement_seconds=0.3, connect_seconds=0.3, cache_seconds=0.2, retry_seconds=60
    )
    await cache.open()
    own_valkey.stall()
    try:
        async with asyncio.timeout(SOON):
            for _ in range(100):
                assert await cache.get("k") is None
            async with cache.subscribe("c"), cache.lock("l", seconds=SOON):
                pass
    finally:
        own_valkey.go_on()
        await cache.close()


async def test_a_redis_that_is_down_does_not_keep_morgan_from_starting() -> None:
    cache = await asyncio.to_thread(RedisCache, "redis://127.0.0.1:9/0", QUICK)
    await cache.open()
    assert await cache.get("k") is None
    await cache.close()


async def test_a_wrong_password_is_a_mistake_of_the_configuration() -> None:
    server = Valkey("geheim")
    try:
        await asyncio.to_thread(server.start)
        for url, right in ((server.url, False), (server.url.replace("//", "//:geheim@"), True)):
            cache = await asyncio.to_thread(RedisCache, url, QUICK)
            if right:
                await cache.open()
                assert cache.available
            else:
                with pytest.raises(ConfigurationError, match="refuses the login"):
                    await cache.open()
            assert "geheim" not in cache.shown
            await cache.close()
    finally:
        await asyncio.to_thread(server.remove)


@pytest.mark.parametrize("url", ["http://:geheim@host", "redis://:geheim@host:port/0"])
def test_a_url_that_cannot_be_used_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        RedisCache(url, QUICK)
    assert "geheim" not in str(failure.value)
