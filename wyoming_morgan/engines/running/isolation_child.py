"""The program of an isolated process: it loads one model and calls functions on it, one at a time.

Started by `isolation`. It imports little, so that such a process needs little memory beyond the model's
library. A message is its length (8 bytes, big-endian) and a pickle: first the function that loads the
model, then any number of `(function, args)`. Each is answered by `(worked, value or error)`.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError

HEADER = struct.Struct("!Q")
_PR_SET_PDEATHSIG = 1  # prctl(2)


def pack(message: object) -> bytes:
    """Return a message as bytes for the pipe."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def as_morgan_error(name: str, error: BaseException) -> MorganError:
    """Return a library's exception as an error that names the engine; a `MorganError` unchanged."""
    if isinstance(error, MorganError):
        return error
    if isinstance(error, ImportError):
        return EngineUnavailable(f"{name} cannot be loaded: {error}", hint="run: morgan doctor")
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return EngineFailed(f"{name} failed: {cause}", hint="try again; see the log")


class _Responder:
    """Answers messages with one model."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._respond: Callable[[Any], Any] = self._load

    def answer(self, body: bytes) -> bytes:
        """Return the packed answer to a message's body."""
        try:
            # Unpickling imports modules and packing takes values of any kind: both may fail like the call.
            return pack((True, self._respond(pickle.loads(body))))  # noqa: S301 - only the parent writes here
        except Exception as error:  # noqa: BLE001 - the process boundary: every failure is reported to the parent
            failure = as_morgan_error(self._name, error)
            if failure is not error:
                sys.excepthook(*sys.exc_info())
            return pack((False, failure))

    def _load(self, load: Callable[[], Any]) -> None:
        model = load()
        self._respond = lambda request: request[0](model, *request[1])


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, for whatever reason."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Serve the parent until it closes the pipe or dies."""
    name, parent = sys.argv[1], int(sys.argv[2])
    # The parent decides when this process ends, even if a signal goes to the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    die_with_parent()
    if os.getppid() != parent:
        return  # it died before prctl
    # Anything a library prints goes to the log, never between the messages.
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        _serve(_Responder(name), requests, answers)
    os._exit(0)  # destructors of a library at Python's own end can only hang or abort


def _serve(responder: _Responder, requests: BinaryIO, answers: BinaryIO) -> None:
    while header := requests.read(HEADER.size):
        answers.write(responder.answer(requests.read(*HEADER.unpack(header))))
        answers.flush()


if __name__ == "__main__":
    main()
