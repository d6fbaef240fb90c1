"""A process ends with its own exit code, within a bound, whatever its threads do: real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow

BOUND = 30.0
"""Seconds that an end may take on a busy machine; what hangs in these programs hangs for an hour."""

HANGING_THREAD = """
import threading, time
threading.Thread(target=time.sleep, args=(3600,), daemon={daemon}).start()
"""

READY = "print('ready', flush=True)\n"


def started(program: str) -> subprocess.Popen[str]:
    """Run a program through `run_program`; it may use `run`, `end_within` and `main` of its own."""
    code = f"import asyncio, sys, time\nfrom wyoming_morgan import ending, loop\n{program}\n"
    return subprocess.Popen(  # noqa: S603 - the text above
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a process and what it wrote to standard error."""
    try:
        _, errors = process.communicate(timeout=BOUND)
    finally:
        process.kill()
    return process.returncode, errors


def body(lines: str) -> str:
    """A program whose `main` consists of these lines."""
    return "def main():\n" + "".join(f"    {line}\n" for line in lines.strip().splitlines())


@pytest.mark.parametrize(
    ("lines", "code", "message"),
    [
        pytest.param("return", 0, "", id="returns"),
        pytest.param("sys.exit()", 0, "", id="exits"),
        pytest.param("sys.exit(7)", 7, "", id="exits with a code"),
        pytest.param("sys.exit('no such thing')", 1, "no such thing", id="exits with a message"),
        pytest.param("raise ValueError('broken')", 1, "ValueError: broken", id="fails"),
        pytest.param("raise KeyboardInterrupt", 130, "", id="is interrupted"),
        pytest.param(
            "raise RuntimeError('__set_name__') from KeyboardInterrupt()",
            *(130, ""),
            id="is interrupted while it makes a class",
        ),
        pytest.param("sys.stdout.close()", 1, "", id="closed its output"),
    ],
)
@pytest.mark.parametrize("thread", [None, True, False], ids=["alone", "daemon", "thread"])
def test_a_program_ends_with_its_own_code_whatever_its_threads_do(
    lines: str, code: int, message: str, thread: bool | None
) -> None:
    before = "" if thread is None else HANGING_THREAD.format(daemon=thread)
    returned, errors = ended(started(before + body(lines) + "ending.run_program(main)"))
    assert returned == code
    assert message in errors
    assert ("Traceback" in errors) is ("Error" in message)


def test_what_was_registered_for_the_end_runs_and_what_was_written_arrives() -> None:
    lines = "import atexit\natexit.register(lambda: sys.stderr.write('goodbye'))\nprint('written', end='')"
    process = started(body(lines) + "ending.run_program(main)")
    written, errors = process.communicate(timeout=BOUND)
    assert (process.returncode, written, errors) == (0, "written", "goodbye")


def test_what_hangs_at_the_end_is_cut_off() -> None:
    lines = "import atexit\natexit.register(time.sleep, 3600)\nsys.exit(3)"
    returned, errors = ended(
        started("ending.TIDY_SECONDS = 0.2\n" + body(lines) + "ending.run_program(main)")
    )
    assert returned == 3
    assert "did not end within" in errors


def test_output_that_nobody_reads_is_a_failure_without_a_traceback() -> None:
    process = started(body("time.sleep(0.5)\nprint('lost')") + "ending.run_program(main)")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert ended(process) == (1, "")


def test_a_task_that_cannot_be_cancelled_delays_no_end() -> None:
    lines = """
async def refuse():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass
async def leave():
    task = asyncio.create_task(refuse())
    await asyncio.sleep(0)
    sys.exit(5)
loop.run(leave())"""
    assert ended(started(body(lines) + "ending.run_program(main)"))[0] == 5


WAITS = {
    "sleeps": "time.sleep(3600)",
    "awaits": "loop.run(asyncio.sleep(3600))",
    "awaits a thread": "loop.run(asyncio.to_thread(time.sleep, 3600))",
    "refuses": """
async def refuse():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass
loop.run(refuse())""",
}
"""What a program may wait for when a signal comes."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("lines", WAITS.values(), ids=WAITS.keys())
def test_a_signal_ends_a_program_with_a_code_of_its_own(lines: str, number: signal.Signals) -> None:
    program = "ending.TIDY_SECONDS = 2.0\n" + body(READY + lines) + "ending.run_program(main)"
    process = started(program)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)  # until it waits
    process.send_signal(number)
    returned, errors = ended(process)
    assert returned == 128 + number
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_program_may_call_an_early_end_a_success(number: signal.Signals) -> None:
    process = started(body(READY + "time.sleep(3600)") + "ending.run_program(main, interrupted=0)")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    assert ended(process) == (0, "")


@pytest.mark.parametrize("lines", WAITS.values(), ids=WAITS.keys())
def test_a_background_job_that_ignores_ctrl_c_still_ends(lines: str) -> None:
    program = "ending.TIDY_SECONDS = 2.0\n" + body(READY + lines) + "ending.run_program(main)"
    ignored = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    process = started(ignored + program)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == 143


def test_under_nohup_a_closed_terminal_ends_nothing() -> None:
    ignored = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    process = started(ignored + body(READY + "time.sleep(0.3)") + "ending.run_program(main)")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    assert ended(process) == (0, "")


def test_signals_while_a_program_ends_change_nothing() -> None:
    lines = "import atexit\natexit.register(time.sleep, 0.5)\natexit.register(print, 'ends', flush=True)"
    process = started(body(lines) + "ending.run_program(main)")
    assert process.stdout is not None
    process.stdout.readline()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process.send_signal(number)
    assert ended(process) == (0, "")


def test_an_end_within_a_bound_has_the_code_it_was_given() -> None:
    returned, errors = ended(started("ending.end_within(0.1, 5)\ntime.sleep(3600)"))
    assert (returned, errors) == (5, "what still runs did not end within 0.1 s, and is cut off\n")
