from __future__ import annotations

import asyncio
import time

import pytest

from wyoming_morgan.agent.conversation.patience import Patience
from wyoming_morgan.errors import InvalidRequest, StoreUnavailable


class Silence:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


async def value() -> int:
    return 5


async def test_work_that_ends_in_time_is_waited_for() -> None:
    assert await Patience(10, Silence()).wait(value) == 5


async def test_after_a_silence_nothing_is_waited_for_until_it_is_over() -> None:
    silence = Silence()
    patience = Patience(0.01, silence)
    with pytest.raises(StoreUnavailable, match="takes too long"):
        await patience.wait(lambda: asyncio.sleep(60))
    with pytest.raises(StoreUnavailable, match="does not answer"):
        await patience.wait(value)
    assert silence.count == 1
    patience.answered()
    assert await patience.wait(value) == 5


async def test_work_that_a_turn_is_about_is_waited_for_longer() -> None:
    assert await Patience(0.001, Silence()).wait(lambda: asyncio.sleep(0.05, 5), seconds=10) == 5


async def test_an_error_is_no_silence() -> None:
    async def fail() -> None:
        raise InvalidRequest("no")

    patience = Patience(10, Silence())
    with pytest.raises(InvalidRequest):
        await patience.wait(fail)
    assert not patience.silent


async def test_a_database_that_answers_others_is_waited_for() -> None:
    silence = Silence()
    answers = iter(range(1000))
    patience = Patience(0.05, silence, lambda: next(answers))
    assert await patience.wait(lambda: asyncio.sleep(0.5, "slow")) == "slow"
    assert silence.count == 0


async def test_a_database_that_a_busy_process_cannot_hear_is_not_silent() -> None:
    async def work() -> str:
        for _ in range(20):
            await asyncio.sleep(0)
            time.sleep(0.05)  # noqa: ASYNC251 - the process is busy
        return "slow"

    silence = Silence()
    assert await Patience(0.5, silence).wait(work) == "slow"
    assert silence.count == 0


async def test_several_who_wait_at_once_find_out_together() -> None:
    silence = Silence()
    patience = Patience(0.1, silence)
    waiting = [patience.wait(lambda: asyncio.sleep(60)) for _ in range(10)]
    async with asyncio.timeout(5):
        failures = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(failure, StoreUnavailable) for failure in failures)


async def test_who_leaves_cancels_the_wait() -> None:
    patience = Patience(60, Silence())
    waiting = asyncio.create_task(patience.wait(lambda: asyncio.sleep(60)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not patience.silent


@pytest.mark.parametrize(("retry_seconds", "retries"), [(0, True), (1000, False), (None, False)])
async def test_where_nobody_else_finds_out_one_caller_tries_again(
    retry_seconds: float | None, *, retries: bool
) -> None:
    patience = Patience(0.01, Silence(), retry_seconds=retry_seconds)
    with pytest.raises(StoreUnavailable, match="takes too long"):
        await patience.wait(lambda: asyncio.sleep(60))
    with pytest.raises(StoreUnavailable, match="takes too long" if retries else "does not answer"):
        await patience.wait(lambda: asyncio.sleep(60))
    if retries:
        assert await patience.wait(value) == 5
    assert patience.silent is not retries
