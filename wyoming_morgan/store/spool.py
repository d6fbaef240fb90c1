"""Files beside the database, for what could not be stored before the process ended."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import json
import logging
import os
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from wyoming_morgan.store.texts import digest

_LOGGER = logging.getLogger(__name__)

_LONGEST_FILE = 256 * 1024 * 1024
_DRAFT = ".new"
"""How the name of a file ends that is not complete yet."""


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
        """Return the records of processes that have ended, and make them this one's.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """


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
        self._complained: set[Path] = set()
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
        own = _read(self._own)
        # What is missing from a file that is there and whole was deleted.
        whole = self._own.exists() and not own.damaged
        deleted = self._written - {record["key"] for record in own.records} if whole else frozenset()
        left = [record for record in records if record["key"] not in deleted]
        self._store(left)
        self._written = frozenset(record["key"] for record in left)
        return deleted

    def _adopt(self) -> tuple[dict[str, Any], ...]:
        with contextlib.ExitStack() as stack:
            candidates = self._files()
            locks = {lock for lock in {*map(_lock_of, candidates)} if stack.enter_context(self._ended(lock))}
            files = [file for file in candidates if _lock_of(file) in locks and file.exists()]
            contents = {file: content for file in files if (content := self._try_to_read(file)) is not None}
            records = {record["key"]: record for content in contents.values() for record in content.records}
            if records:
                self._store([*_read(self._own).records, *records.values()])
                self._written |= records.keys()
            for file in contents:
                file.unlink(missing_ok=True)
                _lock_of(file).unlink(missing_ok=True)
        return tuple(records.values())

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
        failures: list[OSError] = []
        for file in self._files():
            with contextlib.ExitStack() as stack:
                # A draft is of a process that was killed; one of a living process is gone in a moment.
                if file.suffix == _DRAFT and not stack.enter_context(self._ended(_lock_of(file))):
                    continue
                try:
                    _scrub(file, subjects)
                except OSError as error:
                    failures.append(error)
        if failures:
            raise failures[0]

    def _try_to_read(self, file: Path) -> _Content | None:
        """Read a file of another process; None if it is left for later, since it cannot be read now."""
        try:
            return _read(file)
        except OSError as error:
            self._complain(file, error)
            return None

    def _complain(self, file: Path, error: OSError) -> None:
        """Log it once, however often it is tried."""
        if file not in self._complained:
            self._complained.add(file)
            _LOGGER.error("what waits to be stored cannot be taken over from %s: %s", file, error)

    def _files(self) -> list[Path]:
        """Return the files, and what was to become one when its process was killed; the oldest first."""
        return sorted(
            (*self._folder.glob(f"{self._stem}-*.jsonl"), *self._folder.glob(f"{self._stem}-*{_DRAFT}")),
            key=_age,
        )

    @contextlib.contextmanager
    def _ended(self, lock: Path) -> Iterator[bool]:
        """Yield whether the process of a lock has ended; if so, no other takes its files over meanwhile."""
        if lock == _lock_of(self._own):
            yield False
            return
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            self._complain(lock, error)
            yield False
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class _Content:
    records: Sequence[dict[str, Any]]
    damaged: bool
    """Whether there are lines that cannot be read."""


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name.partition('.')[0]}.lock")


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(file: Path) -> _Content:
    """Read a file; one that another process has just taken over is empty.

    Raises:
        OSError: it cannot be read now, or is larger than any that was written.
    """
    try:
        if file.stat().st_size > _LONGEST_FILE:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return _Content((), damaged=False)
    entries = [_record(line) for line in lines if line]
    records = [record for record in entries if record is not None]
    if len(records) < len(entries):
        _LOGGER.error("%d lines of %s cannot be read", len(entries) - len(records), file)
    return _Content(records, damaged=len(records) < len(entries))


def _record(line: bytes) -> dict[str, Any] | None:
    """Read a line; None if it is none, as the last one of a disk that was full."""
    try:
        record: dict[str, Any] = json.loads(line)
        record["key"] = str(record["key"])
        record["subjects"] = [str(subject) for subject in record["subjects"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return record


def _scrub(file: Path, subjects: frozenset[str]) -> None:
    """Remove the records of these subjects, and what may be some: lines that cannot be read.

    The process of the file finds out by what is missing.
    """
    content = _read(file)
    left = [record for record in content.records if subjects.isdisjoint(record["subjects"])]
    if len(left) == len(content.records) and not content.damaged:
        return
    try:
        _write(file, left, empty=True)
    except OSError:  # the disk is full, or the folder cannot be written: what is left is shorter
        with file.open("r+b") as stream:
            stream.writelines(_lines(left))
            stream.truncate()
            stream.flush()
            os.fsync(stream.fileno())


def _lines(records: Sequence[dict[str, Any]]) -> Iterator[bytes]:
    return (json.dumps(record).encode() + b"\n" for record in records)


def _write(file: Path, records: Sequence[dict[str, Any]], *, empty: bool = False) -> None:
    if not records and not empty:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{uuid.uuid4().hex}{_DRAFT}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            with contextlib.suppress(OSError):  # a command may run as another user than the server
                owner = file.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            stream.writelines(_lines(records))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
