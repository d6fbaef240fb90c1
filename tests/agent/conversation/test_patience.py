from __future__ import annotations

import asyncio

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
    with pytest.raises(StoreUnavailable, match="took longer than"):
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
