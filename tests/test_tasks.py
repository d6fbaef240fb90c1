from __future__ import annotations

import asyncio
import gc
from typing import Any

from wyoming_morgan.tasks import FairTurns, drop_failure


async def fail() -> None:
    raise ValueError


async def test_a_failure_that_no_caller_awaits_is_not_logged() -> None:
    reports: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, report: reports.append(report))
    task = asyncio.create_task(fail())
    task.add_done_callback(drop_failure)
    await asyncio.wait([task])
    del task
    gc.collect()

    assert reports == []


async def test_a_caller_that_waits_gets_the_failure() -> None:
    task = asyncio.create_task(fail())
    task.add_done_callback(drop_failure)

    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], ValueError)


async def test_a_cancelled_task_has_no_failure() -> None:
    task = asyncio.create_task(asyncio.sleep(60))
    task.cancel()
    await asyncio.wait([task])

    drop_failure(task)


async def test_others_have_their_turn_in_work_that_never_waits() -> None:
    turns: list[int] = []

    async def other() -> None:
        for turn in range(3):
            turns.append(turn)
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    fair = FairTurns(0)
    for _ in range(4):
        await fair.turn()

    assert turns == [0, 1, 2]
    await task


async def test_work_that_has_just_begun_is_not_interrupted() -> None:
    task = asyncio.create_task(asyncio.sleep(0))
    await FairTurns(60).turn()

    assert not task.done()
    await task
