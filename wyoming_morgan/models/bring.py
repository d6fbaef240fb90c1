"""A model from a folder or an archive that somebody brought: for machines that no network reaches."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models import manifest
from wyoming_morgan.models.archives import is_archive, unpack
from wyoming_morgan.models.catalogue import Entry, UrlSource, matching
from wyoming_morgan.models.checksums import Checksums, Expected, checksums
from wyoming_morgan.models.disk import need_room, no_room, sync


def bring(
    entry: Entry, source: Path, staging: Path, advance: Callable[[int], None]
) -> tuple[dict[str, Checksums], bool]:
    """Copy a model's files into a folder of its own; return them, and whether checksums were known for all.

    A `manifest.json` beside the files, as a pull of the same model on another machine wrote it, is what they
    are checked against; so are the catalogue's own checksums. Blocks.

    Raises:
        InvalidRequest: it cannot be read, lacks a file, or a file is not what it should be.
        DiskFull: there is no room.
    """
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        _take(entry, source, staging)
        return _check(entry, source, staging, advance)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _take(entry: Entry, source: Path, staging: Path) -> None:
    if source.is_dir():
        names = _copy(entry, source, staging)
    elif is_archive(source):
        names = unpack(source, staging, (*entry.kept, manifest.NAME))
    else:
        raise InvalidRequest(
            f"{source} is no folder and no archive" if source.exists() else f"{source} does not exist",
            hint="name a folder with the files, a .zip or a .tar",
        )
    if lacking := entry.lacks(names):
        raise InvalidRequest(
            f"{source} lacks {', '.join(lacking)}", hint=f"{entry.id} needs: {', '.join(entry.wanted)}"
        )


def _copy(entry: Entry, source: Path, staging: Path) -> tuple[str, ...]:
    there = [path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file()]
    names = matching(there, (*entry.kept, manifest.NAME))
    need_room(staging, sum((source / name).stat().st_size for name in names))
    for name in names:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with no_room(target):
            try:
                shutil.copyfile(source / name, target)
            except shutil.SameFileError as error:
                raise InvalidRequest(f"{source} is where models are put together") from error
        sync(target)
    return names


def _check(
    entry: Entry, source: Path, staging: Path, advance: Callable[[int], None]
) -> tuple[dict[str, Checksums], bool]:
    told = manifest.read(staging)
    (staging / manifest.NAME).unlink(missing_ok=True)
    if told is not None and told.id != entry.id:
        raise InvalidRequest(
            f"{source} is {told.id} by its {manifest.NAME}, not {entry.id}",
            hint=f"run: morgan models pull {told.id} --from {source}",
        )
    expected = {
        each.file: Expected(size=each.bytes, sha256=each.sha256)
        for each in entry.sources
        if isinstance(each, UrlSource) and not each.unpack
    }
    if told is not None:
        expected |= {path: Expected(size=kept.size, sha256=kept.sha256) for path, kept in told.files.items()}
    files: dict[str, Checksums] = {}
    for path in sorted(staging.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(staging).as_posix()
        files[name] = found = checksums(path)
        if difference := expected.get(name, Expected()).difference(found):
            raise InvalidRequest(
                f"{name} in {source} is not what it should be: {difference}", hint="copy it anew"
            )
        advance(found.size)
    return files, all(name in expected and expected[name].known for name in files)
