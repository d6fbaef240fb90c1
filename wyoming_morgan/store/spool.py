"""Files beside the database, for what could not be stored before the process ended."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from wyoming_morgan.store.texts import digest

_LOGGER = logging.getLogger(__name__)

_LONGEST_FILE = 64 * 1024 * 1024


class Spool(Protocol):
    """Files beside the database, one of each process, for what could not be stored before it ended.

    A record has a `key`, and `subjects`: hashes of the user and the conversation whose deletion takes it.
    """

    async def replace(self, records: Sequence[dict[str, Any]]) -> frozenset[str]:
        """Make these the records of this process, on the disk when this returns; none removes the file.

        Return the keys of those that another process has deleted meanwhile, which are left out.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """

    async def adopt(self) -> tuple[dict[str, Any], ...]:
        """Return the records of processes that have ended, and make them this one's."""


class FileSpool:
    """Fulfils `Spool`. The files are private, and complete or not there."""

    def __init__(self, folder: Path, database: str) -> None:
        """Use a folder.

        Args:
            folder: Where the files are.
            database: The address of the database; records of another one are left alone.
        """
        self._folder = folder
        self._stem = f"unsaved-{digest(database)[:12]}"
        self._own = folder / f"{self._stem}-{uuid.uuid4().hex}.jsonl"
        self._written: frozenset[str] = frozenset()
        self._held: int | None = None
        self._lock = asyncio.Lock()

    async def replace(self, records: Sequence[dict[str, Any]]) -> frozenset[str]:
        """Make these the records of this process, and return the keys of those deleted meanwhile."""
        async with self._lock:
            return await asyncio.to_thread(self._replace, records)

    async def adopt(self) -> tuple[dict[str, Any], ...]:
        """Return the records of processes that have ended, and make them this one's."""
        async with self._lock:
            return await asyncio.to_thread(self._adopt)

    def close(self) -> None:
        """Leave the file to another process."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    async def scrub(self, subjects: Collection[str]) -> None:
        """Remove every record of these subjects, of every process on this machine."""
        async with self._lock:
            await asyncio.to_thread(self._scrub, frozenset(subjects))

    def _replace(self, records: Sequence[dict[str, Any]]) -> frozenset[str]:
        there = {record["key"] for record in _read(self._own)} if self._own.exists() else self._written
        deleted = self._written - there
        left = [record for record in records if record["key"] not in deleted]
        self._store(left)
        self._written = frozenset(record["key"] for record in left)
        return deleted

    def _adopt(self) -> tuple[dict[str, Any], ...]:
        with contextlib.ExitStack() as stack:
            files = [
                file for file in self._files() if file != self._own and stack.enter_context(_ended(file))
            ]
            records = [record for file in files for record in _read(file)]
            if records:
                self._store([*_read(self._own), *records])
                self._written |= {record["key"] for record in records}
            for file in files:
                file.unlink(missing_ok=True)
                _lock_of(file).unlink(missing_ok=True)
        return tuple(records)

    def _store(self, records: Sequence[dict[str, Any]]) -> None:
        """Write the file of this process, which holds its lock as long as there is one."""
        if records and self._held is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._held = os.open(_lock_of(self._own), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._held, fcntl.LOCK_EX)
        _write(self._own, records)
        if not records:
            _lock_of(self._own).unlink(missing_ok=True)
            self.close()

    def _scrub(self, subjects: frozenset[str]) -> None:
        for file in self._files():
            records = _read(file)
            left = [record for record in records if subjects.isdisjoint(record["subjects"])]
            if len(left) < len(records):
                _write(file, left, empty=True)  # its process finds out by what is missing

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._stem}-*.jsonl"), key=_age)


def _lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


@contextlib.contextmanager
def _ended(file: Path) -> Iterator[bool]:
    """Yield whether the process of a file has ended; if so, no other takes it over meanwhile."""
    descriptor = os.open(_lock_of(file), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file.exists()
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(file: Path) -> list[dict[str, Any]]:
    """Read the records of a file; one that another process has just taken over has none."""
    try:
        if file.stat().st_size > _LONGEST_FILE:
            _LOGGER.error("%s is too large to be read", file)
            return []
        lines = file.read_text().splitlines()
    except OSError:
        return []
    return list(_records(lines, file))


def _records(lines: Iterable[str], file: Path) -> Iterable[dict[str, Any]]:
    for line in lines:
        try:
            record = json.loads(line)
            record["key"] = str(record["key"])
            record["subjects"] = [str(subject) for subject in record["subjects"]]
        except (ValueError, KeyError, TypeError):
            _LOGGER.exception("a line of %s cannot be read", file)
            continue
        yield record


def _write(file: Path, records: Sequence[dict[str, Any]], *, empty: bool = False) -> None:
    if not records and not empty:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{uuid.uuid4().hex}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            with contextlib.suppress(OSError):  # a command may run as another user than the server
                owner = file.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            stream.writelines(json.dumps(record) + "\n" for record in records)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
