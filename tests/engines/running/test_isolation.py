"""Isolated processes: they answer, crash alone, end with their parent, and leak nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from tests.engines.running import isolated_functions as inside
from tests.waiting import until
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.errors import (
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    ShuttingDown,
    UnknownVoice,
)

pytestmark = pytest.mark.slow


_PIPES = 3
_OTHERS: set[int] = set()
"""What other tests' servers run in, that serve a whole run of tests."""


@pytest.fixture(autouse=True)
def _know_others() -> None:
    _OTHERS.clear()
    _OTHERS.update(child.pid for child in psutil.Process().children(recursive=True))


def children(*, recursive: bool = False) -> list[psutil.Process]:
    """What this process has started, but for multiprocessing's helper, which stays once it was needed."""
    return [
        child
        for child in psutil.Process().children(recursive=recursive)
        if child.pid not in _OTHERS and "multiprocessing.resource_tracker" not in " ".join(child.cmdline())
    ]


@asynccontextmanager
async def isolated(
    load: Callable[[], str] = inside.load, limits: WorkLimits | None = None
) -> AsyncIterator[Worker[str]]:
    worker = Worker("test", load, limits=limits, isolation=Isolation.PROCESS)
    try:
        yield worker
    finally:
        await worker.close()
        assert children() == []


async def test_a_call_runs_in_another_process_on_its_model() -> None:
    async with isolated() as worker:
        assert await worker.run(inside.describe, "hello") == "model: hello"
        assert await worker.run(inside.process_id) != os.getpid()


async def test_much_audio_goes_there_and_back() -> None:
    audio = bytes(range(256)) * 20_000
    async with isolated() as worker:
        assert await worker.run(inside.double, audio) == audio * 2


async def test_of_an_answer_one_copy_is_made_and_none_is_kept() -> None:
    audio = bytes(8_000_000)
    async with isolated() as worker:
        await worker.run(inside.describe, "warm")
        tracemalloc.start()
        try:
            size = len(await worker.run(inside.double, audio))
            await asyncio.sleep(0)  # what called back has been forgotten
            kept, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert kept < size / 8
    assert most < 3 * size  # the request and what is sent of it, the answer as it arrives, and its value


async def test_what_a_library_prints_is_logged_and_never_mistaken_for_an_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="wyoming_morgan")
    async with isolated() as worker:
        assert await worker.run(inside.print_and_add, 2, 3) == 5
        await until(lambda: "and past Python as well" in caplog.text)
        assert "a library prints to stdout" in caplog.text


async def test_errors_travel_back() -> None:
    async with isolated() as worker:
        with pytest.raises(EngineFailed, match="test failed: ValueError: bad shape"):
            await worker.run(inside.fail)
        with pytest.raises(UnknownVoice) as refusal:
            await worker.run(inside.refuse)
        assert (refusal.value.message, refusal.value.hint) == ("no such voice", "say: morgan voices")
        with pytest.raises(EngineFailed, match="pickle"):
            await worker.run(inside.answer_with_a_function)
        assert await worker.run(inside.describe, "still here") == "model: still here"


async def test_a_library_that_is_missing_there_is_unavailable_here() -> None:
    async with isolated(inside.load_nothing) as worker:
        with pytest.raises(EngineUnavailable, match="No module named 'speech'"):
            await worker.load()


async def test_a_process_that_dies_while_it_loads_says_its_last_words() -> None:
    async with isolated(inside.load_and_die) as worker:
        with pytest.raises(EngineFailed, match=r"exit status 3.*the model is corrupt"):
            await worker.load()


async def test_a_machine_that_has_no_process_left_fails_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    async with isolated() as worker:
        monkeypatch.setattr(sys, "executable", "/nonexistent/python")
        with pytest.raises(EngineFailed, match="No such file"):
            await worker.run(inside.describe, "hello")
        monkeypatch.undo()
        assert await worker.run(inside.describe, "hello") == "model: hello"


async def test_closing_ends_a_process_in_the_middle_of_its_load() -> None:
    async with isolated(inside.load_for_ever) as worker:
        loading = asyncio.create_task(worker.load())
        await until(lambda: bool(children()))
        await worker.close()
        with pytest.raises(ShuttingDown):
            await loading


async def test_what_a_process_started_itself_ends_with_it() -> None:
    async with isolated(inside.load_with_a_helper) as worker:
        loading = asyncio.create_task(worker.load())
        await until(lambda: len(children(recursive=True)) == 2)
        _, helper = children(recursive=True)
        async with asyncio.timeout(10):
            await worker.close()
        with pytest.raises(ShuttingDown):
            await loading
        await until(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)


async def test_a_crash_fails_one_call_and_the_next_has_a_fresh_process() -> None:
    async with isolated() as worker:
        before = await worker.run(inside.process_id)
        with pytest.raises(EngineFailed, match="SIGSEGV") as failure:
            await worker.run(inside.crash)
        assert failure.value.retryable
        assert await worker.run(inside.process_id) != before


async def test_a_process_killed_while_idle_is_replaced_and_no_call_fails() -> None:
    async with isolated() as worker:
        before = await worker.run(inside.process_id)
        files = psutil.Process().num_fds()
        os.kill(before, signal.SIGKILL)
        await until(lambda: psutil.Process().num_fds() == files - _PIPES)
        assert await worker.run(inside.process_id) != before


async def test_a_call_over_its_deadline_is_killed() -> None:
    async with isolated(limits=WorkLimits(deadline=0.5)) as worker:
        await worker.load()
        before = await worker.run(inside.process_id)
        with pytest.raises(DeadlineExceeded):
            await worker.run(inside.sleep, 60.0)
        await until(lambda: worker.state.running == 0)
        assert not psutil.pid_exists(before)
        await worker.load()


async def test_a_call_that_is_cancelled_ends_by_itself_and_its_process_lives_on(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with isolated() as worker:
        before = await worker.run(inside.process_id)
        leaving = asyncio.create_task(worker.run(inside.sleep_and_note, 0.2, note))
        await until(lambda: worker.state.running == 1)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert worker.state.running == 1
        assert await worker.run(inside.process_id) == before
        assert note.read_text() == "done"


async def test_a_call_that_ends_with_its_caller_ends_its_process_and_the_next_has_a_fresh_one(
    tmp_path: Path,
) -> None:
    note = tmp_path / "note"
    worker = Worker("test", inside.load, isolation=Isolation.PROCESS, ends_with_caller=True)
    try:
        before = await worker.run(inside.process_id)
        leaving = asyncio.create_task(worker.run(inside.sleep_and_note, 60.0, note))
        await until(lambda: worker.state.running == 1)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        await until(lambda: worker.state.running == 0)
        assert not psutil.pid_exists(before)
        assert await worker.run(inside.process_id) != before
        assert not note.exists()
    finally:
        await worker.close()


async def test_closing_ends_a_process_in_the_middle_of_a_call() -> None:
    async with isolated() as worker:
        leaving = asyncio.create_task(worker.run(inside.sleep, 60.0))
        await until(lambda: worker.state.running == 1 and worker.state.loaded)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving


async def test_parallel_calls_have_a_process_each() -> None:
    async with isolated(limits=WorkLimits(parallel=2)) as worker:
        await worker.load()
        both = await asyncio.gather(worker.run(inside.process_id), worker.run(inside.process_id))
        assert len(set(both)) == 2


async def test_signals_to_the_group_leave_the_process_to_its_parent() -> None:
    async with isolated() as worker:
        process = await worker.run(inside.process_id)
        os.kill(process, signal.SIGTERM)
        os.kill(process, signal.SIGINT)
        assert await worker.run(inside.process_id) == process
        assert os.getpgid(process) != os.getpgid(0)


async def test_a_process_imports_nothing_heavy() -> None:
    async with isolated() as worker:
        loaded = await worker.run(inside.modules)
        assert not loaded & {"asyncio", "pydantic", "numpy", "av", "wyoming_morgan.engines.contract.engine"}


def test_a_process_dies_with_its_parent() -> None:
    program = (
        "import asyncio, time\n"
        "from tests.engines.running import isolated_functions as inside\n"
        "from wyoming_morgan.engines.running.worker import Isolation, Worker\n"
        "async def main():\n"
        "    worker = Worker('test', inside.load, isolation=Isolation.PROCESS)\n"
        "    print(await worker.run(inside.process_id), flush=True)\n"
        "    await worker.run(inside.sleep, 60.0)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_a_thousand_calls_and_ten_crashes_leak_nothing() -> None:
    process = psutil.Process()
    async with isolated() as worker:
        await worker.run(inside.describe, "warm")
        files, threads = process.num_fds(), threading.active_count()
        for round_ in range(10):
            for number in range(100):
                assert await worker.run(inside.describe, str(number)) == f"model: {number}"
            with pytest.raises(EngineFailed):
                await worker.run(inside.crash)
            assert await worker.run(inside.describe, str(round_))
        assert process.num_fds() == files
        assert len(children()) == 1
        await until(lambda: threading.active_count() <= threads)
