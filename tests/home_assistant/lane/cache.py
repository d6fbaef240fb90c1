"""Where the lane is, which of its folders are complete, and the lock on it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.home_assistant.lane.failure import LaneFailed

_STAMP = ".finished"
_POLL_SECONDS = 0.5
_PATIENCE_SECONDS = 1800.0


def lane_folder() -> Path:
    """Return the folder of the lane: in the user's cache, so outside of every checkout."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "morgan-tests" / "home-assistant"


def key_of(*parts: str, makers: Iterable[str] = ()) -> str:
    """Return the key of a folder: it changes with the parts, and with the modules that make it."""
    digest = hashlib.sha256("\0".join(parts).encode())
    for module in makers:
        digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    return digest.hexdigest()


def finished(folder: Path, key: str) -> bool:
    """Whether the folder is complete and has this key."""
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text() == key


@contextmanager
def made_anew(folder: Path, key: str) -> Iterator[None]:
    """Empty the folder, and mark it as finished when the block has ended."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield
    unfinished = folder / f"{_STAMP}.new"
    unfinished.write_text(key)
    unfinished.replace(folder / _STAMP)


@contextmanager
def held(folder: Path, *, alone: bool, say: Callable[[str], None] = print) -> Iterator[None]:
    """Keep others from changing the lane during the block, and with `alone` from using it too.

    Raises:
        LaneFailed: others kept it for half an hour.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        give_up = time.monotonic() + _PATIENCE_SECONDS
        waiting = False
        while not _locked(lock.fileno(), how):
            if time.monotonic() > give_up:
                raise LaneFailed(f"{folder} is in use", hint="end the other test run, or wait for it")
            if not waiting:
                say("waiting for another test run to leave Home Assistant's folder")
                waiting = True
            time.sleep(_POLL_SECONDS)
        yield


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
