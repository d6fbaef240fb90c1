"""Files beside the database, for what could not be stored before the process ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import uuid
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from wyoming_morgan.store.texts import digest

_LOGGER = logging.getLogger(__name__)

_LONGEST_FILE = 64 * 1024 * 1024


class Spool(Protocol):
    """Files beside the database, one of each process, for what could not be stored before it ended.

    A record has `subjects`: hashes of the user and the conversation whose deletion takes it.
    """

    async def replace(self, records: Sequence[dict[str, Any]]) -> None:
        """Make these the records of this process, on the disk when this returns; none removes the file.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """

    async def adopt(self) -> tuple[dict[str, Any], ...]:
        """Return the records of every process, and make them this one's."""


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
        self._lock = asyncio.Lock()

    async def replace(self, records: Sequence[dict[str, Any]]) -> None:
        """Make these the records of this process, on the disk when this returns; none removes the file."""
        async with self._lock:
            await asyncio.to_thread(_write, self._own, records)

    async def adopt(self) -> tuple[dict[str, Any], ...]:
        """Return the records of every process, and make them this one's."""
        async with self._lock:
            return await asyncio.to_thread(self._adopt)

    async def scrub(self, subjects: Collection[str]) -> None:
        """Remove every record of these subjects, of every process on this machine."""
        async with self._lock:
            await asyncio.to_thread(self._scrub, frozenset(subjects))

    def _adopt(self) -> tuple[dict[str, Any], ...]:
        files = self._files()
        records = [record for file in files for record in _read(file)]
        if records:
            _write(self._own, records)
        for file in files:
            if file != self._own:
                file.unlink(missing_ok=True)
        return tuple(records)

    def _scrub(self, subjects: frozenset[str]) -> None:
        for file in self._files():
            records = _read(file)
            left = [record for record in records if subjects.isdisjoint(record["subjects"])]
            if len(left) < len(records):
                _write(file, left)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._stem}-*.jsonl"), key=_age)


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
            record["subjects"] = [str(subject) for subject in record["subjects"]]
        except (ValueError, KeyError, TypeError):
            _LOGGER.exception("a line of %s cannot be read", file)
            continue
        yield record


def _write(file: Path, records: Sequence[dict[str, Any]]) -> None:
    if not records:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{uuid.uuid4().hex}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.writelines(json.dumps(record) + "\n" for record in records)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
