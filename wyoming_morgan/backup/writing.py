"""Writes a backup, while Morgan may be running."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from wyoming_morgan import __version__
from wyoming_morgan.backup.access import access_files
from wyoming_morgan.backup.archive import entry_of, write_archive
from wyoming_morgan.backup.manifest import BackupEntry, BackupManifest, BackupPart
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.dump import TABLES, hold_still, write_table

VARIABLES = "morgan.env"
"""The file with variables of the service or of the containers."""


@dataclass(frozen=True, slots=True)
class BackupOrigin:
    """Where Morgan keeps what is backed up."""

    database: Database | None
    """None where nothing was ever stored."""
    data: Path
    configuration: Path
    setting_files: tuple[str, ...]
    """The names of the files with settings."""


async def write_backup(origin: BackupOrigin, target: Path) -> BackupManifest:
    """Write everything that Morgan keeps into one file, as it is at one moment.

    Raises:
        StoreUnavailable: the database does not answer.
        OSError: a file cannot be read or written.
    """
    # On the same disk as the backup: there must be room for it anyway.
    with TemporaryDirectory(dir=target.parent, prefix=".morgan-backup-") as name:
        folder = _with_folders(Path(name))
        rows = await _dump(origin.database, folder / BackupPart.DATABASE.value)
        _copy(
            origin.configuration, (*origin.setting_files, VARIABLES), folder / BackupPart.CONFIGURATION.value
        )
        for file in access_files(origin.data).values():
            _copy(file.parent, (file.name,), folder / BackupPart.ACCESS.value)
        files = dict(_files(folder))
        manifest = BackupManifest(
            morgan=__version__,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            database=_kind(origin.database),
            entries={name: _entry(name, path, rows) for name, path in files.items()},
        )
        write_archive(target, manifest, files)
    return manifest


def _with_folders(folder: Path) -> Path:
    for part in BackupPart:
        (folder / part.value).mkdir()
    return folder


async def _dump(database: Database | None, folder: Path) -> dict[str, int]:
    if database is None:
        return {}

    def dump(connection: Connection) -> dict[str, int]:
        hold_still(connection)
        rows = {}
        for table in TABLES:
            with (folder / f"{table}.jsonl").open("wb") as stream:
                rows[table] = write_table(connection, table, stream.write).rows
        return rows

    return await database.read(dump)


def _copy(source: Path, names: tuple[str, ...], target: Path) -> None:
    for name in names:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for part in BackupPart:
        for path in sorted((folder / part.value).iterdir()):
            yield f"{part.value}/{path.name}", path


def _entry(name: str, path: Path, rows: dict[str, int]) -> BackupEntry:
    return entry_of(path, rows.get(path.stem) if name.startswith(BackupPart.DATABASE.value) else None)


def _kind(database: Database | None) -> str:
    if database is None:
        return "none"
    return "postgresql" if database.remote else "sqlite"
