"""The worker: one load, fair and bounded queue, deadline, cancellation, idle unload."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.waiting import until
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    ShuttingDown,
)


class Model:
    """Notes what it was asked, and lets a call wait until it is told to go on."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.go_on = threading.Event()

    def wait(self) -> None:
        assert self.go_on.wait(10)


def note(model: Model, text: str) -> str:
    model.calls.append(text)
    return text.upper()


def note_and_wait(model: Model, text: str) -> str:
    model.calls.append(text)
    model.wait()
    return text


@asynccontextmanager
async def working(worker: Worker[Model]) -> AsyncIterator[Worker[Model]]:
    try:
        yield worker
    finally:
        await worker.close()


async def test_a_call_runs_off_the_loop_on_the_loaded_model() -> None:
    async with working(Worker("test", Model)) as worker:
        assert await worker.run(note, "hello") == "HELLO"
        assert await worker.run(lambda _model: threading.current_thread() is threading.main_thread()) is False


async def test_two_loads_at_once_are_one_load() -> None:
    loads: list[int] = []

    def load() -> Model:
        loads.append(1)
        return Model()

    async with working(Worker("test", load)) as worker:
        await asyncio.gather(worker.load(), worker.load(), worker.run(note, "x"))
        await worker.load()
        assert loads == [1]
        assert worker.state.loaded
        assert worker.state.load_seconds is not None


async def test_a_failed_load_reaches_all_who_wait_and_may_be_tried_again() -> None:
    attempts: list[int] = []

    def load() -> Model:
        attempts.append(1)
        if len(attempts) == 1:
            raise ModuleNotFoundError("No module named 'speech'")
        return Model()

    async with working(Worker("test", load)) as worker:
        failures = await asyncio.gather(worker.load(), worker.load(), return_exceptions=True)
        assert [type(failure) for failure in failures] == [EngineUnavailable, EngineUnavailable]
        assert "No module named 'speech'" in str(failures[0])
        assert len(attempts) == 1
        await worker.load()
        assert worker.state.loaded


async def test_what_a_library_raises_names_the_engine_and_the_cause() -> None:
    def fail(_model: Model) -> None:
        raise ValueError("bad shape")

    async with working(Worker("whisper", Model)) as worker:
        with pytest.raises(EngineFailed, match="whisper failed: ValueError: bad shape"):
            await worker.run(fail)
        assert await worker.run(note, "next") == "NEXT"


async def test_an_error_of_ours_stays_itself() -> None:
    def refuse(_model: Model) -> None:
        raise InvalidRequest("not that", hint="this")

    async with working(Worker("test", Model)) as worker:
        with pytest.raises(InvalidRequest, match=r"not that \(this\)"):
            await worker.run(refuse)


async def test_calls_run_in_the_order_they_came() -> None:
    model = Model()
    async with working(Worker("test", lambda: model)) as worker:
        first = asyncio.create_task(worker.run(note_and_wait, "0"))
        await until(lambda: worker.state.running == 1)
        rest = []
        for number in range(1, 6):
            rest.append(asyncio.create_task(worker.run(note, str(number))))
            await asyncio.sleep(0)
        assert worker.state.waiting == 5
        model.go_on.set()
        await asyncio.gather(first, *rest)
        assert model.calls == ["0", "1", "2", "3", "4", "5"]


async def test_a_full_queue_is_busy_and_says_which_engine() -> None:
    model = Model()
    async with working(Worker("vosk", lambda: model, limits=WorkLimits(queue=1))) as worker:
        running = asyncio.create_task(worker.run(note_and_wait, "running"))
        await until(lambda: worker.state.running == 1)
        waiting = asyncio.create_task(worker.run(note, "waiting"))
        await until(lambda: worker.state.waiting == 1)
        with pytest.raises(Busy, match="vosk is busy"):
            await worker.run(note, "too many")
        model.go_on.set()
        await asyncio.gather(running, waiting)
        assert model.calls == ["running", "waiting"]


async def test_a_waiting_call_that_is_cancelled_leaves_the_queue() -> None:
    model = Model()
    async with working(Worker("test", lambda: model, limits=WorkLimits(queue=1))) as worker:
        running = asyncio.create_task(worker.run(note_and_wait, "running"))
        await until(lambda: worker.state.running == 1)
        leaving = asyncio.create_task(worker.run(note, "leaving"))
        await until(lambda: worker.state.waiting == 1)
        leaving.cancel()
        await until(lambda: worker.state.waiting == 0)
        staying = asyncio.create_task(worker.run(note, "staying"))
        await until(lambda: worker.state.waiting == 1)
        model.go_on.set()
        await asyncio.gather(running, staying)
        assert model.calls == ["running", "staying"]


async def test_a_running_call_that_is_cancelled_keeps_its_place_until_it_ends() -> None:
    model = Model()
    async with working(Worker("test", lambda: model)) as worker:
        leaving = asyncio.create_task(worker.run(note_and_wait, "leaving"))
        await until(lambda: model.calls == ["leaving"])
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert worker.state.running == 1
        following = asyncio.create_task(worker.run(note, "following"))
        await until(lambda: worker.state.waiting == 1)
        assert model.calls == ["leaving"]
        model.go_on.set()
        assert await following == "FOLLOWING"
        assert worker.state.running == 0


async def test_a_place_given_to_a_call_cancelled_in_the_same_moment_is_not_lost() -> None:
    model = Model()
    async with working(Worker("test", lambda: model)) as worker:
        running = asyncio.create_task(worker.run(note_and_wait, "running"))
        await until(lambda: worker.state.running == 1)
        leaving = asyncio.create_task(worker.run(note, "leaving"))
        await until(lambda: worker.state.waiting == 1)
        worker._places._queue[0].add_done_callback(lambda _turn: leaving.cancel())
        model.go_on.set()
        await running
        assert await worker.run(note, "next") == "NEXT"
        await until(lambda: worker.state.running == 0)


async def test_a_call_over_its_deadline_fails_and_keeps_its_place() -> None:
    model = Model()
    async with working(Worker("slow", lambda: model, limits=WorkLimits(deadline=0.05))) as worker:
        await worker.load()
        with pytest.raises(DeadlineExceeded, match="slow did not answer"):
            await worker.run(note_and_wait, "stuck")
        assert worker.state.running == 1
        model.go_on.set()
        await until(lambda: worker.state.running == 0)
        assert await worker.run(note, "next") == "NEXT"


async def test_as_many_calls_run_at_once_as_are_allowed() -> None:
    model = Model()
    async with working(Worker("test", lambda: model, limits=WorkLimits(parallel=3))) as worker:
        calls = [asyncio.create_task(worker.run(note_and_wait, str(number))) for number in range(5)]
        await until(lambda: len(model.calls) == 3)
        assert (worker.state.running, worker.state.waiting) == (3, 2)
        model.go_on.set()
        await asyncio.gather(*calls)


async def test_an_idle_model_is_unloaded_and_comes_back_with_the_next_call() -> None:
    loads: list[int] = []

    def load() -> Model:
        loads.append(1)
        return Model()

    loop = asyncio.get_running_loop()
    ahead = 0.0
    loop.time = lambda: time.monotonic() + ahead  # type: ignore[method-assign] # a clock that runs ahead
    async with working(Worker("test", load, limits=WorkLimits(idle_unload=600))) as worker:
        await worker.run(note, "one")
        ahead += 500
        await worker.run(note, "two")
        ahead += 500
        await asyncio.sleep(0.02)
        assert worker.state.loaded
        ahead += 101
        await until(lambda: not worker.state.loaded)
        assert await worker.run(note, "three") == "THREE"
        assert len(loads) == 2


async def test_an_unloaded_model_leaves_the_memory() -> None:
    gone = threading.Event()

    class Fleeting(Model):
        def __del__(self) -> None:
            gone.set()

    worker: Worker[Model] = Worker("test", Fleeting)
    await worker.run(note, "x")
    await worker.close()
    await until(gone.is_set)


@pytest.mark.slow
async def test_a_closed_worker_refuses_calls_until_it_is_loaded_again() -> None:
    model = Model()
    worker = Worker("test", lambda: model)
    running = asyncio.create_task(worker.run(note_and_wait, "running"))
    await until(lambda: model.calls == ["running"])
    waiting = asyncio.create_task(worker.run(note, "waiting"))
    await until(lambda: worker.state.waiting == 1)
    await worker.close()
    await worker.close()
    with pytest.raises(ShuttingDown):
        await waiting
    with pytest.raises(ShuttingDown):
        await worker.run(note, "after")
    model.go_on.set()
    assert await running == "running"
    await worker.load()
    assert await worker.run(note, "again") == "AGAIN"
    await worker.close()


@pytest.mark.slow
async def test_closing_does_not_wait_for_a_load() -> None:
    model = Model()

    def load() -> Model:
        model.calls.append("load")
        model.wait()
        return model

    worker = Worker("test", load)
    loading = asyncio.create_task(worker.load())
    calling = asyncio.create_task(worker.run(note, "waiting"))
    await until(lambda: model.calls == ["load"])
    await worker.close()
    for waiting in (loading, calling):
        with pytest.raises(ShuttingDown):
            await waiting
    assert not worker.state.loaded
    model.go_on.set()


@pytest.mark.parametrize("isolation", list(Isolation))
async def test_a_worker_never_used_closes(isolation: Isolation) -> None:
    worker = Worker("test", Model, isolation=isolation)
    await worker.close()
    assert not worker.state.loaded


async def test_what_is_in_memory_is_told_with_the_time_until_it_leaves() -> None:
    worker = Worker("parrot", Model, limits=WorkLimits(idle_unload=60.0))
    assert not worker.state.loaded
    assert worker.state.memory_bytes is None
    async with working(worker):
        await worker.run(note, "hello")
        await until(lambda: worker.state.running == 0)
        state = worker.state
        assert (state.name, state.loaded, state.waiting) == ("parrot", True, 0)
        assert state.unload_seconds is not None
        assert 0 < state.unload_seconds <= 60
        assert state.memory_bytes is not None
        assert state.load_seconds is not None


async def test_a_model_that_stays_has_no_time_to_leave() -> None:
    worker = Worker("parrot", Model)
    async with working(worker):
        await worker.load()
        assert worker.state.unload_seconds is None


async def test_a_close_that_is_cancelled_while_calls_finish_closes_at_once() -> None:
    gate = threading.Event()
    worker = Worker("patient", object)
    call = asyncio.create_task(worker.run(lambda _: gate.wait(10)))
    await until(lambda: bool(worker.state.running))
    closing = asyncio.create_task(worker.close(finish=True))
    await asyncio.sleep(0)
    closing.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await closing
    with pytest.raises(ShuttingDown):
        await worker.run(lambda _: None)
    await asyncio.wait({call})
