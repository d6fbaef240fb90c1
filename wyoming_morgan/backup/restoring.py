"""Restores a backup, and compares what is there then with what it holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection

from wyoming_morgan.access.keys import PairedKeys
from wyoming_morgan.backup.access import access_files
from wyoming_morgan.backup.archive import entry_of
from wyoming_morgan.backup.manifest import BackupEntry, BackupManifest, BackupPart
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.dump import TABLES, clear, insert_lines, is_empty, write_table

_FORCE = "--force replaces it; what is replaced is lost, except for files of settings"
BEFORE = ".before-restore"
"""How the names of replaced files of settings end."""


_NOTHING = BackupEntry(bytes=0, sha256=hashlib.sha256().hexdigest(), rows=0)


class Restoration:
    """Restores parts of a backup whose files lie in a folder."""

    def __init__(self, manifest: BackupManifest, folder: Path, parts: Collection[BackupPart]) -> None:
        self._manifest = manifest
        self._folder = folder
        self._parts = parts

    async def check(self, database: Database | None, data: Path, configuration: Path) -> None:
        """Look whether there is nothing yet where it goes.

        Raises:
            InvalidRequest: there is something.
            StoreUnavailable: the database does not answer.
        """
        if BackupPart.DATABASE in self._parts and database is not None and not await database.read(is_empty):
            raise InvalidRequest(f"the database {database.shown} is not empty", hint=_FORCE)
        if BackupPart.ACCESS in self._parts:
            keys = PairedKeys(data)
            keys.load()
            if keys.entries:
                raise InvalidRequest(f"clients are paired already, in {data}", hint=_FORCE)
        if BackupPart.CONFIGURATION in self._parts:
            for name in self._manifest.of(BackupPart.CONFIGURATION):
                if (configuration / name).exists():
                    raise InvalidRequest(f"{configuration / name} exists already", hint=_FORCE)

    async def restore_database(self, database: Database) -> int:
        """Put the rows in place of those that are there: all or none; return how many there are.

        Raises:
            InvalidRequest: a row is none that this version knows, or there are others than in the backup.
            StoreUnavailable: the database does not answer.
        """
        folder = self._folder / BackupPart.DATABASE.value

        def restore(connection: Connection) -> int:
            clear(connection)
            for table in TABLES:
                file = folder / f"{table}.jsonl"
                if file.is_file():
                    with file.open("rb") as lines:
                        insert_lines(connection, table, lines)
            return self._compared(connection)

        await database.write(restore)
        return await database.read(self._compared)

    def restore_files(self, part: BackupPart, target: Path) -> list[Path]:
        """Put files of a part in place, readable for their owner alone; return which.

        Raises:
            OSError: one cannot be written.
        """
        places = access_files(target) if part is BackupPart.ACCESS else {}
        restored = []
        for name, entry in self._manifest.of(part).items():
            if part is BackupPart.ACCESS and name not in places:
                raise InvalidRequest(f"{name} is no file of {part.value}", hint="update Morgan")
            content = (self._folder / part.value / name).read_bytes()
            file = places.get(name, target / name)
            _place(file, content, keep=part is BackupPart.CONFIGURATION)
            if entry_of(file) != entry:
                raise OSError(f"{file} is not what was written")
            restored.append(file)
        return restored

    def _compared(self, connection: Connection) -> int:
        """Return how many rows there are, which are the same as in the backup."""
        total, entries = 0, self._manifest.of(BackupPart.DATABASE)
        for table in TABLES:
            digest, entry = write_table(connection, table), entries.get(f"{table}.jsonl", _NOTHING)
            if (digest.rows, digest.sha256) != (entry.rows, entry.sha256):
                raise InvalidRequest(
                    f"of {table} there would be {digest.rows} rows, or others than the backup has",
                    hint="nothing was changed; restore it with the version that wrote it, and update then",
                )
            total += digest.rows
        return total


def _place(file: Path, content: bytes, *, keep: bool) -> None:
    """Write a file in one step; `keep` the one before under another name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if keep and file.exists():
        file.replace(file.with_name(f"{file.name}{BEFORE}"))
    draft = file.with_name(f".{file.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
    draft.replace(file)
