"""Extracts files from untrusted archives: zip and tar, compressed or not.

Only regular files whose name matches are extracted, without their folders. Nothing else is ever written, so
no member can escape the target folder; an archive with a member that would is refused.
"""

from __future__ import annotations

import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models.catalogue import matching
from wyoming_morgan.models.disk import need_room, no_room, sync

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, RuntimeError)
"""The exceptions of the libraries for broken archives; the last one also for encrypted ones."""


def is_archive(path: Path) -> bool:
    """Whether a file is an archive that can be read."""
    return path.is_file() and (zipfile.is_zipfile(path) or tarfile.is_tarfile(path))


def unpack(archive: Path, folder: Path, patterns: Iterable[str]) -> tuple[str, ...]:
    """Extract the matching files into one folder; return their names.

    Raises:
        InvalidRequest: the archive is not valid, is broken, or has members outside its folder.
        DiskFull: there is not enough disk space.
    """
    names = tuple(pattern.rsplit("/", 1)[-1] for pattern in patterns)
    try:
        with _members(archive) as members:
            chosen = _choose(archive, members, names)
            need_room(folder, sum(member.size for member in chosen.values()))
            folder.mkdir(parents=True, exist_ok=True)
            for name, member in chosen.items():
                target = folder / name
                with member.open() as source, no_room(target), target.open("wb") as file:
                    shutil.copyfileobj(source, file)
                sync(target)
    except _BROKEN as error:
        raise _broken(archive, error) from error
    except OSError as error:
        if error.errno is not None:  # without a number it is an error of gzip or bz2 in the data
            raise
        raise _broken(archive, error) from error
    return tuple(chosen)


class _Member:
    """One regular file of an archive."""

    def __init__(
        self, archive: zipfile.ZipFile | tarfile.TarFile, info: zipfile.ZipInfo | tarfile.TarInfo
    ) -> None:
        self._archive = archive
        self._info = info

    @property
    def path(self) -> str:
        return self._info.filename if isinstance(self._info, zipfile.ZipInfo) else self._info.name

    @property
    def size(self) -> int:
        return self._info.file_size if isinstance(self._info, zipfile.ZipInfo) else self._info.size

    def open(self) -> IO[bytes]:
        if isinstance(self._archive, zipfile.ZipFile):
            return self._archive.open(self.path)
        assert isinstance(self._info, tarfile.TarInfo)  # noqa: S101 - members are of their archive's kind
        file = self._archive.extractfile(self._info)
        assert file is not None  # noqa: S101 - only regular files are members
        return file


@contextmanager
def _members(archive: Path) -> Iterator[list[_Member]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as zipped:
            yield [_Member(zipped, info) for info in zipped.infolist() if not info.is_dir()]
        return
    with tarfile.open(archive) as tarred:
        infos = tarred.getmembers()
        for info in infos:
            if not info.isfile() and not info.isdir():
                raise _escapes(archive, info.name)
        yield [_Member(tarred, info) for info in infos if info.isfile()]


def _choose(archive: Path, members: Iterable[_Member], names: tuple[str, ...]) -> dict[str, _Member]:
    chosen: dict[str, _Member] = {}
    for member in members:
        path = PurePosixPath(member.path)
        if path.is_absolute() or ".." in path.parts or "\\" in member.path:
            raise _escapes(archive, member.path)
        if "__MACOSX" in path.parts or not matching((path.name,), names):
            continue
        if path.name in chosen:
            raise InvalidRequest(
                f"{archive} has {path.name} more than once", hint="unpack it, and specify the right folder"
            )
        chosen[path.name] = member
    return chosen


def _broken(archive: Path, error: Exception) -> InvalidRequest:
    return InvalidRequest(
        f"{archive} cannot be unpacked: {error}",
        hint="download it again: it is not a complete zip or tar archive",
    )


def _escapes(archive: Path, member: str) -> InvalidRequest:
    return InvalidRequest(
        f"{archive} has {member!r}, which is outside its folder", hint="do not trust it; download another"
    )
