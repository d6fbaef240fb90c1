"""Tasks that outlive their caller, and the deadline of a call."""

from __future__ import annotations

import asyncio

import pytest

from wyoming_morgan.engines.running.tasks import BackgroundTasks, deadline, shielded
from wyoming_morgan.errors import DeadlineExceeded, ShuttingDown


async def test_a_task_goes_on_when_its_caller_is_cancelled() -> None:
    tasks = BackgroundTasks("test")
    go_on, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()
        ended.set()

    caller = asyncio.ensure_future(asyncio.shield(tasks.start(work())))
    await asyncio.sleep(0)
    caller.cancel()
    go_on.set()
    await tasks.wait()
    assert ended.is_set()


async def test_waiting_for_no_task_returns() -> None:
    await BackgroundTasks("test").wait()


async def test_a_block_that_takes_longer_than_its_deadline_is_ended_with_the_engine_s_name() -> None:
    with pytest.raises(DeadlineExceeded, match=r"parrot did not answer within 0\.01 s"):
        async with deadline("parrot", 0.01):
            await asyncio.sleep(60)


async def test_a_timeout_within_the_deadline_stays_what_it_is() -> None:
    with pytest.raises(TimeoutError, match="of the library"):
        async with deadline("parrot", 60):
            raise TimeoutError("of the library")


async def test_a_caller_learns_that_the_start_it_shares_was_cancelled() -> None:
    start = asyncio.create_task(asyncio.sleep(60))
    caller = asyncio.create_task(shielded(start, "parrot is stopped"))
    await asyncio.sleep(0)
    start.cancel()
    with pytest.raises(ShuttingDown, match="parrot is stopped"):
        await caller


async def test_a_cancelled_caller_leaves_the_start_to_the_others() -> None:
    start = asyncio.create_task(asyncio.sleep(0.01, "model"))
    gone, patient = (asyncio.create_task(shielded(start, "stopped")) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await patient == "model"
    assert gone.cancelled()
