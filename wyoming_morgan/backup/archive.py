"""The file of a backup: a compressed tar that says first what is in it."""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

from wyoming_morgan.backup.manifest import BackupEntry, BackupManifest, read_manifest
from wyoming_morgan.errors import InvalidRequest

_MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 1024**2
_NAME = re.compile(r"(?:database|configuration|access)/[\w.-]{1,100}")
_PIECE = 1024**2


def entry_of(path: Path, rows: int | None = None) -> BackupEntry:
    """Return what a manifest says of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return BackupEntry(path.stat().st_size, digest.hexdigest(), rows)


def write_archive(target: Path, manifest: BackupManifest, files: Mapping[str, Path]) -> None:
    """Write a backup that its owner alone can read: whole, or not at all.

    Raises:
        OSError: it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            _write(stream, manifest, files)
            stream.flush()
            os.fsync(descriptor)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink()


def _write(stream: IO[bytes], manifest: BackupManifest, files: Mapping[str, Path]) -> None:
    text = manifest.as_json()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        archive.addfile(_member(_MANIFEST, len(text)), BytesIO(text))
        for name, entry in manifest.entries.items():
            with files[name].open("rb") as content:
                archive.addfile(_member(name, entry.bytes), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(time.time())
    return member


def read_archive(source: Path, folder: Path) -> BackupManifest:
    """Put the files of a backup into a folder, and compare each with what the backup says of it.

    Raises:
        InvalidRequest: it is no backup, or is damaged.
    """
    damaged = "it is not whole: take another backup"
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            first = archive.next()
            if first is None or first.name != _MANIFEST or first.size > _LONGEST_MANIFEST:
                raise InvalidRequest(
                    f"{source} is no backup of Morgan", hint="`morgan backup FILE` writes one"
                )
            manifest = read_manifest(_content(archive, first).read())
            missing = dict(manifest.entries)
            while member := archive.next():
                entry = missing.pop(member.name, None)
                if entry is None or not _NAME.fullmatch(member.name) or member.size != entry.bytes:
                    raise InvalidRequest(f"{source} has a file that it does not name", hint=damaged)
                _extract(archive, member, folder / member.name)
                if entry_of(folder / member.name, entry.rows) != entry:
                    raise InvalidRequest(f"{member.name} in {source} was changed", hint=damaged)
    except (tarfile.TarError, EOFError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InvalidRequest(f"{source} cannot be read: {reason}", hint=damaged) from error
    if missing:
        raise InvalidRequest(f"{source} has no {', '.join(missing)}", hint=damaged)
    return manifest


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = _content(archive, member)
    with target.open("wb") as stream:
        while piece := content.read(_PIECE):
            stream.write(piece)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return content
