"""The disk: what is written stays written, and a full one is told as such."""

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
    """Turn "no space left" into the error that says what to do.

    Raises:
        DiskFull: there is no room at `path`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(
            f"{path} cannot be written: {error.strerror}",
            hint="make room and pull again, which goes on where it stopped; what has come in is kept, "
            "and `morgan models rm` removes it",
        ) from error


def need_room(folder: Path, needed: int) -> None:
    """Check that `needed` bytes fit before anything is written.

    Raises:
        DiskFull: they do not.
    """
    free = shutil.disk_usage(_existing(folder)).free
    if needed > free:
        raise DiskFull(
            f"{megabytes(needed)} are needed in {folder}, and {megabytes(free)} are free",
            hint=f"make room, remove a model with `morgan models rm`, or set {setting('core.models_dir')}",
        )


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(new: Path, place: Path) -> None:
    """Give a finished folder its place. What is there gives way in one step, and is removed afterwards.

    Both are on one file system, and `new.parent` is where the old one goes meanwhile.
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
    """Put back what a replacement had moved away when the machine stopped in its midst."""
    old = staging.with_name(f"{staging.name}.old")
    if old.is_dir() and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        old.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def megabytes(size: int) -> str:
    """Write a number of bytes for people."""
    if size >= 1_000_000_000:  # noqa: PLR2004 - a gigabyte
        return f"{size / 1_000_000_000:.2f} GB"
    return f"{max(size / 1_000_000, 0.1):.1f} MB"


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where system and file system can (renameat2(2))."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    swapped: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return swapped == 0


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


async def in_thread(function: Callable[[*Ts], T], *args: *Ts) -> T:
    """Return `function(*args)` of a thread. Whoever is cancelled meanwhile waits for its end.

    Else the thread would go on with files that somebody else has begun anew.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        raise
