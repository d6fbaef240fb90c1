"""Whatever a Redis answers, the process goes on without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from tests.store.conftest import QUICK
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.store.breaker import CircuitBreaker
from wyoming_morgan.store.budget import WaitingBudget
from wyoming_morgan.store.cache import Shared
from wyoming_morgan.store.redis_cache import RedisCache

Reply = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]

ANSWERS = {
    "loads": b"-LOADING Redis is loading the dataset in memory\r\n",
    "only reads": b"-READONLY You can't write against a read only replica.\r\n",
    "full": b"-OOM command not allowed when used memory > 'maxmemory'.\r\n",
    "locked": b"-NOAUTH Authentication required.\r\n",
    "cannot save": b"-MISCONF Redis is configured to save RDB snapshots, but it cannot persist to disk.\r\n",
    "forbids it": b"-NOPERM this user has no permissions to run the command\r\n",
    "a cluster that is down": b"-CLUSTERDOWN The cluster is down\r\n",
    "a cluster": b"-MOVED 3999 127.0.0.1:6381\r\n",
    "a cluster that moves": b"-TRYAGAIN Multiple keys request during rehashing of slot\r\n",
    "a replica without a master": b"-MASTERDOWN Link with MASTER is down\r\n",
    "a master without replicas": b"-NOREPLICAS Not enough good replicas to write.\r\n",
    "works on a script": b"-BUSY Redis is busy running a script.\r\n",
    "has another kind of value": b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n",
    "knows no such command": b"-ERR unknown command\r\n",
    "knows no scripts": b"-NOSCRIPT No matching script.\r\n",
    "an error of no kind": b"-\r\n",
    "another server": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "noise": b"\x00\xff\xfe\r\n",
    "a list": b"*2\r\n$1\r\na\r\n$1\r\nb\r\n",
    "a number": b":5\r\n",
    "a length that is none": b"$abc\r\n",
    "a length that never comes": b"$99999999999\r\nabc",
    "a list without end": b"*1\r\n" * 100_000,
    "half an answer": b"$10\r\nabc",
    "nothing": b"",
}


@asynccontextmanager
async def standing_in(reply: Reply) -> AsyncIterator[RedisCache]:
    """Return the cache of a server that replies so, but to requests in which clients name themselves."""
    ended: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError):
            while request := await reader.read(65_536):
                if names := request.count(b"CLIENT"):
                    writer.write(b"+OK\r\n" * names)
                else:
                    await reply(request, writer)
        writer.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        ended.add(task)
        task.add_done_callback(ended.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    cache = await asyncio.to_thread(RedisCache, url, QUICK)
    try:
        yield cache
    finally:
        await cache.close()
        server.close()
        for task in [*ended]:
            task.cancel()
        await asyncio.gather(*ended)


@pytest.mark.slow
@pytest.mark.parametrize("closes", [False, True], ids=["and waits", "and closes"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_no_answer_of_redis_ends_a_turn(answer: bytes, *, closes: bool) -> None:
    async def reply(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        if closes:
            await writer.drain()
            writer.close()

    async with standing_in(reply) as cache:
        for call in (
            lambda: cache.look("k"),
            lambda: cache.get("k"),
            lambda: cache.set("k", b"v", seconds=5),
            lambda: cache.swap("k", b"a", b"b", seconds=5),
            lambda: cache.delete("k"),
            lambda: cache.publish("c", b"x"),
        ):
            cache._breaker.succeed()  # each call reaches the server
            await call()
        cache._breaker.succeed()
        assert await cache.look("k") == Shared(None, reachable=False)


async def test_an_answer_that_comes_too_late_is_nobody_elses() -> None:
    async def reply(request: bytes, writer: asyncio.StreamWriter) -> None:
        if b"GET" not in request:
            writer.write(b"+OK\r\n")
            return
        key = request.split()[-1]
        if key.endswith(b"late"):
            await asyncio.sleep(0.3)
        writer.write(b"$%d\r\n%s\r\n" % (len(key), key))

    async with standing_in(reply) as cache:
        cache._seconds = 0.1
        assert not (await cache.look("late")).reachable
        cache._seconds = 30
        for key in ("a", "b", "c"):
            assert (await cache.look(key)).value in {f"morgan:{key}".encode(), None}
            await asyncio.sleep(0.15)
        assert await cache.look("d") == Shared(b"morgan:d")


async def answers_in_a_turn(cache: RedisCache, calls: int) -> int:
    """How many of the calls of one turn, which is a task of its own, are answered."""

    async def turn() -> int:
        return sum([(await cache.look("k")).reachable for _ in range(calls)])

    return await asyncio.create_task(turn())


async def test_many_slow_answers_cost_a_turn_no_more_than_its_budget_and_the_next_has_its_own() -> None:
    async def reply(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(b"$1\r\nv\r\n")

    async with standing_in(reply) as cache:
        cache._seconds, cache._budget = 30, WaitingBudget(0.5)
        for _ in range(2):
            cache._breaker = CircuitBreaker(60)
            assert await answers_in_a_turn(cache, 20) <= 5
            assert not cache.available


async def test_answers_that_are_quick_are_never_too_many() -> None:
    async def reply(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"$1\r\nv\r\n")

    async with standing_in(reply) as cache:
        cache._seconds, cache._budget = 30, WaitingBudget(30)
        assert await answers_in_a_turn(cache, 50) == 50


@pytest.mark.parametrize("answer", ["locked", "forbids it", "another server"])
async def test_what_waiting_does_not_mend_is_told_at_the_start(answer: str) -> None:
    async def reply(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWERS[answer])

    async with standing_in(reply) as cache:
        with pytest.raises(ConfigurationError, match="refuses the login"):
            await cache.open()


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["loads", "a cluster that is down", "works on a script", "nothing"])
async def test_what_passes_does_not_keep_morgan_from_starting(answer: str) -> None:
    async def reply(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(ANSWERS[answer])

    async with standing_in(reply) as cache:
        await cache.open()
        assert not cache.available
