from __future__ import annotations

import asyncio
import gc
from typing import Any

from wyoming_morgan.tasks import drop_failure


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
