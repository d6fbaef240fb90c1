"""`morgan backup` and `morgan restore`: everything that Morgan keeps, in one file."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.backup.manifest import BackupManifest, BackupPart
from wyoming_morgan.cli.options import ConfigDir, load_configuration
from wyoming_morgan.cli.output import STANDARD_STREAM, examples, notice

if TYPE_CHECKING:
    from wyoming_morgan.config.loader import Loaded
    from wyoming_morgan.config.schema import CoreSettings
    from wyoming_morgan.store.database import Database

BACKUP_EXAMPLES = examples(
    "morgan backup morgan.tar.gz",
    "morgan backup ~/backups/",
    "docker compose exec -T morgan morgan backup - > morgan.tar.gz",
)
RESTORE_EXAMPLES = examples(
    "morgan restore morgan.tar.gz",
    "morgan restore morgan.tar.gz --part database",
    "docker compose run --rm -T morgan restore - --part database < morgan.tar.gz",
)
_STATEMENT_SECONDS = 600.0
"""How long a statement may take; a server would wait less, but nobody waits for an answer here."""

Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def backup(
    target: Annotated[
        str, typer.Argument(metavar="FILE", help="The file, a folder, or - for standard output.")
    ],
    *,
    force: Force = False,
    config_dir: ConfigDir = None,
) -> None:
    """Write conversations, facts, settings and paired clients into one file, while Morgan may be running.

    The file holds secrets: those of the settings, and what was said. Models are not in it.
    """
    from wyoming_morgan.errors import InvalidRequest

    loaded = load_configuration(config_dir)
    if target == STANDARD_STREAM:
        with TemporaryDirectory(prefix="morgan-") as folder:
            file = Path(folder, "backup")
            manifest = _written(loaded, file)
            with file.open("rb") as stream:
                shutil.copyfileobj(stream, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    else:
        file = Path(target).expanduser()
        if file.is_dir():
            file /= f"morgan-{datetime.now().astimezone():%Y-%m-%dT%H%M%S}.tar.gz"
        if file.exists() and not force:
            raise InvalidRequest(f"{file} exists already", hint="name another file, or use --force")
        manifest = _written(loaded, file)
        notice(f"wrote {file}, which only you can read: {_contents(manifest)}")
    for text in _left_out(loaded):
        notice(text)


def restore(
    source: Annotated[str, typer.Argument(metavar="FILE", help="A backup, or - for standard input.")],
    *,
    part: Annotated[
        list[BackupPart] | None, typer.Option(help="Restore only this part; everything by default.")
    ] = None,
    force: Force = False,
    config_dir: ConfigDir = None,
) -> None:
    """Restore a backup into an empty Morgan, also into another kind of database, and compare the result.

    Stop Morgan before.
    """
    from wyoming_morgan.backup.archive import read_archive
    from wyoming_morgan.errors import ConfigurationError

    parts = frozenset(part or BackupPart)
    with TemporaryDirectory(prefix="morgan-") as name, _as_file(source, Path(name)) as file:
        folder = Path(name, "content")
        for one in BackupPart:
            (folder / one.value).mkdir(parents=True)
        manifest = read_archive(file, folder)
        try:
            loop.run(_restore(manifest, folder, parts, config_dir, force=force))
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename or 'a file'} cannot be written: {error.strerror or error}",
                hint="make it writable, or choose parts with --part",
            ) from error


async def _restore(
    manifest: BackupManifest,
    folder: Path,
    parts: Collection[BackupPart],
    config_dir: Path | None,
    *,
    force: bool,
) -> None:
    from wyoming_morgan.backup.restoring import Restoration
    from wyoming_morgan.config.files import home_folder

    settings_come = BackupPart.CONFIGURATION in parts
    loaded = load_configuration(folder / BackupPart.CONFIGURATION.value if settings_come else config_dir)
    configuration = home_folder(config_dir, os.environ) if settings_come else loaded.folder.path
    core, restoration = loaded.config.core, Restoration(manifest, folder, parts)
    async with _database(core, create=BackupPart.DATABASE in parts) as database:
        if not force:
            _check_stopped(loaded)
            await restoration.check(database, core.folders.data, configuration)
        if BackupPart.DATABASE in parts and database is not None:
            rows = await restoration.restore_database(database)
            notice(f"restored {rows} rows into {database.shown}, and compared them with the backup")
    for one, target in ((BackupPart.ACCESS, core.folders.data), (BackupPart.CONFIGURATION, configuration)):
        if one in parts:
            for file in restoration.restore_files(one, target):
                notice(f"restored {file}")
    notice(f"the backup is of {manifest.created}, by Morgan {manifest.morgan}; start it: morgan serve")


@asynccontextmanager
async def _database(core: CoreSettings, *, create: bool) -> AsyncIterator[Database | None]:
    """Open the configured database; None if it is a file that does not exist and is not to be created."""
    from dataclasses import replace

    from wyoming_morgan.store.address import read_address
    from wyoming_morgan.store.store import open_database

    file = read_address(core.store.database_url, core.folders.data).file
    if file is not None and not file.exists() and not create:
        yield None
        return
    database = open_database(replace(core.store, statement_seconds=_STATEMENT_SECONDS), core.folders.data)
    try:
        await database.open()
        yield database
    finally:
        await database.close()


def _written(loaded: Loaded, file: Path) -> BackupManifest:
    from wyoming_morgan.backup.writing import BackupOrigin, write_backup
    from wyoming_morgan.config.loader import FILES
    from wyoming_morgan.errors import ConfigurationError

    core = loaded.config.core

    async def write() -> BackupManifest:
        async with _database(core, create=False) as database:
            origin = BackupOrigin(database, core.folders.data, loaded.folder.path, FILES)
            return await write_backup(origin, file)

    try:
        return loop.run(write())
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or file} cannot be read or written: {error.strerror or error}",
            hint="run it as the user that runs Morgan, and check the free space: df -h",
        ) from error


def _contents(manifest: BackupManifest) -> str:
    counts = (
        (manifest.rows("morgan_conversations"), "conversations"),
        (manifest.rows("morgan_messages"), "messages"),
        (manifest.rows("morgan_facts"), "facts"),
        (len(manifest.of(BackupPart.CONFIGURATION)), "files of settings"),
        (len(manifest.of(BackupPart.ACCESS)), "files about this server's id and the paired clients"),
    )
    return ", ".join(f"{count} {name}" for count, name in counts)


def _left_out(loaded: Loaded) -> Iterator[str]:
    """Yield what is not in a backup, and has to be kept in another way."""
    from wyoming_morgan.config.files import FOLDER_VARIABLE
    from wyoming_morgan.models.catalogue import Catalogue
    from wyoming_morgan.models.store import ModelStore

    catalogue = Catalogue.load()
    models = list(ModelStore(loaded.config.core.folders.models).ids())
    own = [model for model in models if catalogue.find(model) is None]
    if own:
        yield f"not in it: models of your own, which no download brings again: {', '.join(own)}"
    elif models:
        yield f"not in it: models; morgan models pull {' '.join(models)}"
    if any(loaded.config.core.folders.data.glob("unsaved-*")):
        yield "not in it: what waits for the database to answer; take another backup then"
    variables = sorted({name for name in os.environ if name.startswith("MORGAN_")} - {FOLDER_VARIABLE})
    if variables:
        yield f"not in it: settings of the environment, {', '.join(variables)}"


def _check_stopped(loaded: Loaded) -> None:
    """Look whether a server runs: it would go on with what it knew before."""
    from wyoming_morgan.cli.running import get_json, server_of
    from wyoming_morgan.errors import DownloadFailed, InvalidRequest, Unauthorized

    server = server_of(loaded.config, None)
    try:
        get_json(server, "/health")
    except DownloadFailed:
        return
    except Unauthorized:
        pass
    raise InvalidRequest(
        f"Morgan is running at {server.url}",
        hint="stop it first, with Ctrl-C or: systemctl --user stop morgan",
    )


@contextmanager
def _as_file(source: str, folder: Path) -> Iterator[Path]:
    """Return a backup as a file; standard input is copied into one."""
    if source != STANDARD_STREAM:
        yield Path(source).expanduser()
        return
    file = folder / "backup"
    with file.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
    yield file
