"""How a process ends: with its own exit code, within a bound, whatever the threads of libraries still do.

Python's own end waits for some threads without a bound, and runs C++ destructors while others still work, for
which C++ aborts the process. `end_with` does neither. This module imports little, so that a signal that comes
early finds a handler.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_LOGGER = logging.getLogger(__name__)

TERMINATION = (signal.SIGTERM, signal.SIGHUP)
"""Signals that ask a process to end: by a supervisor, and by a terminal that is closed."""

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a command that Ctrl-C ended before it was done."""

_FAILED = 1
TIDY_SECONDS = 5.0
"""How long a command that was interrupted, and afterwards what libraries do at the end, may take."""


def run_program(program: Callable[[], object], *, interrupted: int | None = None) -> NoReturn:
    """Run a program to its end, and end the process with its exit code.

    A signal that asks it to end interrupts it as Ctrl-C does. The exit code is then `interrupted`; by default
    the usual one, 128 and the number of the signal.
    """
    received: list[int] = []

    def on_termination(number: int, frame: FrameType | None) -> None:
        received.append(number)
        end_within(TIDY_SECONDS, 128 + number if interrupted is None else interrupted)
        _interrupt(number, frame)

    for number in TERMINATION:
        if signal.getsignal(number) is signal.SIG_DFL:  # not under nohup
            signal.signal(number, on_termination)
    code = _exit_code(program)
    if code == INTERRUPTED:
        code = 128 + (received[0] if received else signal.SIGINT) if interrupted is None else interrupted
    end_with(code)


def is_interruption(error: BaseException) -> bool:
    """Whether an error is Ctrl-C; Python 3.11 wraps one that comes while a class is made."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__
    return cause is not None


def end_with(code: int) -> NoReturn:
    """End the process, without waiting for threads; a line that cannot be written makes it a failure."""
    for number in (signal.SIGINT, *TERMINATION):
        signal.signal(number, signal.SIG_IGN)
    end_within(TIDY_SECONDS, code)
    atexit._run_exitfuncs()  # noqa: SLF001 - what Python's own end calls: temporary folders, logging
    os._exit(code if _flushed() else code or _FAILED)


def end_within(seconds: float, code: int) -> None:
    """End the process with this code if it still runs after some seconds."""

    def end() -> None:
        time.sleep(seconds)
        _LOGGER.error("what still runs did not end within %g s, and is cut off", seconds)
        _flushed()
        os._exit(code)

    threading.Thread(target=end, name="end", daemon=True).start()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C does, also in a background job, in which SIGINT is ignored."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        raise KeyboardInterrupt
    handler(number, frame)


def _exit_code(program: Callable[[], object]) -> int:
    """Run a program; return the exit code that Python would end with, except that no signal ends it."""
    try:
        program()
    except SystemExit as end:
        if isinstance(end.code, int):
            return end.code
        if end.code is None:
            return 0
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{end.code}\n")
        return _FAILED
    except BaseException as error:  # noqa: BLE001 - the last one who can report it
        if is_interruption(error):
            return INTERRUPTED
        sys.excepthook(*sys.exc_info())
        return _FAILED
    return 0


def _flushed() -> bool:
    """Write what the standard streams still hold; return whether everything was."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # without a console there is none
                stream.flush()
    except (OSError, ValueError):  # a pipe that nobody reads any more, or a stream that was closed
        return False
    return True
