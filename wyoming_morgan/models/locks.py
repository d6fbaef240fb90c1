"""Locks: one pull of a model at a time, across processes."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from wyoming_morgan.errors import Busy

_LOOK_AGAIN_SECONDS = 0.1


@asynccontextmanager
async def waiting_lock(path: Path, on_wait: Callable[[], None]) -> AsyncIterator[bool]:
    """Hold a lock file, waiting for it if needed; yield whether it was held by another process.

    The lock ends with the process that holds it. The file stays: removing it would let two processes in.
    """
    descriptor = _open(path)
    try:
        waited = False
        while not _take(descriptor):
            if not waited:
                on_wait()
            waited = True
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        yield waited
    finally:
        os.close(descriptor)


@contextmanager
def lock(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file.

    Raises:
        Busy: another process holds it.
    """
    descriptor = _open(path)
    try:
        if not _take(descriptor):
            raise Busy(f"{what} is being pulled right now", hint="wait for the other pull to end, or stop it")
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
