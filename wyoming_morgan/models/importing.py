"""Imports a model from a folder or an archive, for machines without network access."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.models import manifest
from wyoming_morgan.models.archives import is_archive, unpack
from wyoming_morgan.models.catalogue import CatalogueEntry, UrlSource, matching
from wyoming_morgan.models.checksums import Checksums, Expected, checksums
from wyoming_morgan.models.disk import need_room, no_room, sync

_ONNX = ".onnx"


def import_model(
    entry: CatalogueEntry, source: Path, staging: Path, advance: Callable[[int], None]
) -> tuple[dict[str, Checksums], bool]:
    """Copy a model's files into `staging`; return them, and whether checksums were known for all.

    The files are checked against the catalogue's checksums, and against a `manifest.json` beside them, as a
    pull of the same model on another machine writes it. Blocks.

    Raises:
        InvalidRequest: the source cannot be read, lacks a file, or has one that differs from its checksum.
        DiskFull: there is not enough disk space.
    """
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        _take(entry, source, staging)
        if entry.stem:
            _rename(entry, source, staging)
        return _check(entry, source, staging, advance)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _take(entry: CatalogueEntry, source: Path, staging: Path) -> None:
    if source.is_dir() or source.suffix == _ONNX:
        names = _copy(entry, source, staging)
    elif is_archive(source):
        names = unpack(source, staging, (*entry.kept, manifest.NAME))
    else:
        raise InvalidRequest(
            f"{source} is not a folder or an archive" if source.exists() else f"{source} does not exist",
            hint="specify a folder with the files, a .zip or a .tar, or the .onnx of a voice",
        )
    if missing := entry.lacks(names):
        raise InvalidRequest(
            f"{source} lacks {', '.join(missing)}", hint=f"{entry.id} needs: {', '.join(entry.required)}"
        )


def _copy(entry: CatalogueEntry, source: Path, staging: Path) -> tuple[str, ...]:
    names: tuple[str, ...]
    if source.suffix == _ONNX and not source.is_dir():
        beside = [path.name for path in sorted(source.parent.iterdir()) if path.is_file()]
        source, model = source.parent, source.name
        names = tuple(name for name in beside if name == model or name.startswith(f"{model}."))
    else:
        present = [
            path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file()
        ]
        names = matching(present, (*entry.kept, manifest.NAME))
    need_room(staging, sum((source / name).stat().st_size for name in names))
    for name in names:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with no_room(target):
            try:
                shutil.copyfile(source / name, target)
            except shutil.SameFileError as error:
                raise InvalidRequest(f"{source} is the folder in which models are assembled") from error
        sync(target)
    return names


def _rename(entry: CatalogueEntry, source: Path, staging: Path) -> None:
    """Name a voice's files after the model, since a voice has the name of its file."""
    models = sorted(staging.glob(f"*{_ONNX}"))
    if len(models) > 1:
        raise InvalidRequest(
            f"{source} has {len(models)} voices: {', '.join(model.name for model in models)}",
            hint=f"specify one: morgan models add {entry.id} {source / models[0].name}",
        )
    before = models[0].name
    for path in [path for path in staging.iterdir() if path.name.startswith(before)]:
        path.rename(path.with_name(f"{entry.stem}{_ONNX}{path.name.removeprefix(before)}"))


def _check(
    entry: CatalogueEntry, source: Path, staging: Path, advance: Callable[[int], None]
) -> tuple[dict[str, Checksums], bool]:
    about = manifest.read(staging)
    (staging / manifest.NAME).unlink(missing_ok=True)
    if about is not None and about.id != entry.id and not entry.own:
        raise InvalidRequest(
            f"{source} is {about.id} according to its {manifest.NAME}, not {entry.id}",
            hint=f"run: morgan models pull {about.id} --from {source}",
        )
    expected = {
        origin.file: Expected(size=origin.bytes, sha256=origin.sha256)
        for origin in entry.sources
        if isinstance(origin, UrlSource) and not origin.unpack
    }
    if about is not None:
        expected |= {
            path: Expected(size=record.size, sha256=record.sha256) for path, record in about.files.items()
        }
    files: dict[str, Checksums] = {}
    for path in sorted(staging.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(staging).as_posix()
        files[name] = actual = checksums(path)
        if difference := expected.get(name, Expected()).difference(actual):
            raise InvalidRequest(f"{name} in {source} is damaged: {difference}", hint="copy it again")
        advance(actual.size)
    return files, all(name in expected and expected[name].known for name in files)
