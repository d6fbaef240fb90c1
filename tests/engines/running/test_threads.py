"""Threads that share one model: when it is freed, and what a close waits for."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from tests.waiting import until
from wyoming_morgan.engines.running import threads
from wyoming_morgan.engines.running.threads import Threads
from wyoming_morgan.errors import EngineFailed


class Freed:
    """Makes models that take a while to be freed, like large ones of C++ libraries; counts the freed ones."""

    def __init__(self) -> None:
        self.count = 0

    def model(self) -> object:
        return _Model(self)


class _Model:
    def __init__(self, freed: Freed) -> None:
        self._freed = freed

    def __del__(self) -> None:
        assert threading.current_thread() is not threading.main_thread()
        time.sleep(0.2)
        self._freed.count += 1


@pytest.fixture
def freed() -> Freed:
    return Freed()


def threads_of(name: str) -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(f"{name}-")]


async def test_a_close_returns_once_the_model_is_freed_and_the_threads_have_ended(freed: Freed) -> None:
    pool = Threads("slow", freed.model, count=3)
    await pool.load()
    await pool.close()
    assert freed.count == 1
    await until(lambda: not threads_of("slow"))


async def test_a_close_waits_for_a_call_that_ends_soon(freed: Freed) -> None:
    pool = Threads("slow", freed.model, count=2)
    await pool.load()
    call = asyncio.ensure_future(pool.call(lambda _model: time.sleep(0.3), ()))
    await asyncio.sleep(0)
    await pool.close()
    assert call.done()
    assert freed.count == 1


async def test_a_close_leaves_a_call_that_hangs_behind(freed: Freed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_CLOSE_SECONDS", 0.1)
    pool, go_on = Threads("slow", freed.model, count=1), threading.Event()
    await pool.load()
    call = asyncio.ensure_future(pool.call(lambda _model: go_on.wait(30), ()))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await pool.close()
    assert not call.done()
    go_on.set()
    assert await call


async def test_a_close_leaves_a_load_that_hangs_behind(freed: Freed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_CLOSE_SECONDS", 0.1)
    go_on = threading.Event()
    pool = Threads("slow", lambda: go_on.wait(30) and freed.model(), count=2)
    load = asyncio.ensure_future(pool.load())
    await asyncio.sleep(0)
    load.cancel()
    async with asyncio.timeout(10):
        await asyncio.wait({load})
    assert load.cancelled()
    go_on.set()


async def test_a_load_that_fails_leaves_no_thread() -> None:
    def fail() -> None:
        raise ValueError("broken")

    pool = Threads("broken", fail, count=2)
    with pytest.raises(EngineFailed, match="broken"):
        await pool.load()
    await until(lambda: not threads_of("broken"))


async def test_a_pool_that_was_never_loaded_closes_at_once_and_again(freed: Freed) -> None:
    pool = Threads("slow", freed.model, count=2)
    await pool.close()
    await pool.close()
    await pool.load()
    await pool.close()
    assert freed.count == 1
