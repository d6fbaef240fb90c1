"""Writing to disk: durably, in one step, and with an error of its own for a full disk."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from wyoming_morgan.errors import DiskFull
from wyoming_morgan.settings import setting

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

# linux/fcntl.h and linux/fs.h
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def no_room(path: Path) -> Iterator[None]:
    """Convert "no space left" into an error with a hint.

    Raises:
        DiskFull: there is not enough disk space for `path`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(
            f"{path} cannot be written: {error.strerror}",
            hint="free disk space and pull again, which resumes the download; `morgan models rm` removes "
            "what was downloaded so far",
        ) from error


def need_room(folder: Path, needed: int) -> None:
    """Check that there is disk space for `needed` bytes.

    Raises:
        DiskFull: there is not.
    """
    free = shutil.disk_usage(_existing(folder)).free
    if needed > free:
        raise DiskFull(
            f"{folder} needs {megabytes(needed)} of disk space, and {megabytes(free)} are free",
            hint=f"free disk space, run: morgan models rm, or set {setting('core.models_dir')}",
        )


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(new: Path, place: Path) -> None:
    """Move a finished folder to its place. An old folder there is replaced in one step, then removed.

    Both must be on one file system; the old folder is moved to `new.parent` meanwhile.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    sync(new)
    if place.exists():
        old = new.with_name(f"{new.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if _exchange(new, place):
            new.rename(old)
        else:
            place.rename(old)
            try:
                new.rename(place)
            except OSError:
                old.rename(place)
                raise
        sync(place.parent)
        shutil.rmtree(old, ignore_errors=True)
    else:
        new.rename(place)
        sync(place.parent)


def recover(staging: Path, place: Path) -> None:
    """Restore the old folder after a replacement that was interrupted by a power cut or crash."""
    old = staging.with_name(f"{staging.name}.old")
    if old.is_dir() and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        old.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def megabytes(size: int) -> str:
    """Return a number of bytes as text."""
    if size >= 1_000_000_000:  # noqa: PLR2004 - a gigabyte
        return f"{size / 1_000_000_000:.2f} GB"
    return f"{max(size / 1_000_000, 0.1):.1f} MB"


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, if the system and the file system support it: renameat2(2)."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    swapped: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return swapped == 0


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


async def in_thread(function: Callable[[*Ts], T], *args: *Ts) -> T:
    """Run `function(*args)` in a thread. A caller that is cancelled waits until the thread is done.

    Otherwise the thread would continue with files that another task uses again.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        raise
