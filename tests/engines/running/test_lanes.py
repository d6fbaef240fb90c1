"""The lanes: one model, finals and guesses that never wait for each other, each within its bounds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.waiting import until
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.lanes import Lanes
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineFailed, ShuttingDown


class Model:
    """Notes what it was asked; its slow calls wait until it is told to go on."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.go_on = threading.Event()


def note(model: Model, text: str) -> str:
    model.calls.append(text)
    return text.upper()


def slow(model: Model, text: str) -> str:
    model.calls.append(text)
    assert model.go_on.wait(10)
    return text


def broken(_model: Model) -> None:
    raise ValueError("it broke")


@asynccontextmanager
async def working(limits: WorkLimits | None = None) -> AsyncIterator[tuple[Lanes[Model], Model]]:
    model = Model()
    lanes = Lanes("test", lambda: model, limits=limits)
    try:
        yield lanes, model
    finally:
        model.go_on.set()
        await lanes.close()


async def test_a_final_overtakes_guesses_that_run_and_guesses_that_wait() -> None:
    async with working() as (lanes, model):
        guesses = [asyncio.create_task(lanes.run(slow, f"guess {i}", speculative=True)) for i in range(3)]
        await until(lambda: model.calls == ["guess 0"])
        assert (lanes.state.running, lanes.state.waiting) == (1, 2)
        assert await lanes.run(note, "final") == "FINAL"
        assert model.calls == ["guess 0", "final"]
        model.go_on.set()
        assert await asyncio.gather(*guesses) == ["guess 0", "guess 1", "guess 2"]


async def test_a_guess_that_was_given_up_keeps_the_place_of_guesses_not_of_finals() -> None:
    async with working() as (lanes, model):
        guess = asyncio.create_task(lanes.run(slow, "stale", speculative=True))
        await until(lambda: model.calls == ["stale"])
        guess.cancel()
        with pytest.raises(asyncio.CancelledError):
            await guess
        fresh = asyncio.create_task(lanes.run(note, "fresh", speculative=True))
        assert await lanes.run(note, "final") == "FINAL"
        assert model.calls == ["stale", "final"]
        model.go_on.set()
        assert await fresh == "FRESH"


async def test_as_many_finals_run_at_once_as_are_allowed_and_the_rest_in_their_order() -> None:
    async with working(WorkLimits(parallel=2)) as (lanes, model):
        calls = [asyncio.create_task(lanes.run(slow, str(number))) for number in range(4)]
        await until(lambda: len(model.calls) == 2)
        assert lanes.state.waiting == 2
        model.go_on.set()
        assert await asyncio.gather(*calls) == ["0", "1", "2", "3"]
        assert model.calls[2:] in (["2", "3"], ["3", "2"])


async def test_each_kind_has_its_own_bounded_queue() -> None:
    async with working(WorkLimits(queue=0)) as (lanes, model):
        guess = asyncio.create_task(lanes.run(slow, "guess", speculative=True))
        await until(lambda: model.calls == ["guess"])
        with pytest.raises(Busy):
            await lanes.run(note, "another", speculative=True)
        assert await lanes.run(note, "final") == "FINAL"
        model.go_on.set()
        assert await guess == "guess"


async def test_waiting_counts_towards_the_deadline() -> None:
    async with working(WorkLimits(deadline=0.05)) as (lanes, model):
        guess = asyncio.create_task(lanes.run(slow, "guess"))
        await until(lambda: model.calls == ["guess"])
        with pytest.raises(DeadlineExceeded, match=r"test did not answer within 0\.05 s"):
            await lanes.run(note, "waits")
        with pytest.raises(DeadlineExceeded):
            await guess
        assert model.calls == ["guess"]


async def test_a_call_that_fails_leaves_its_place() -> None:
    async with working() as (lanes, _):
        for _ in range(3):
            with pytest.raises(EngineFailed, match="it broke"):
                await lanes.run(broken)
        assert await lanes.run(note, "x") == "X"


@pytest.mark.slow
async def test_closing_sends_those_away_who_wait_and_a_load_opens_again() -> None:
    async with working() as (lanes, model):
        running = asyncio.create_task(lanes.run(slow, "runs"))
        await until(lambda: model.calls == ["runs"])
        waiting = asyncio.create_task(lanes.run(note, "waits"))
        await until(lambda: lanes.state.waiting == 1)
        await lanes.close()
        with pytest.raises(ShuttingDown):
            await waiting
        model.go_on.set()
        assert await running == "runs"
        with pytest.raises(ShuttingDown):
            await lanes.run(note, "late")
        await lanes.load()
        assert await lanes.run(note, "again") == "AGAIN"
