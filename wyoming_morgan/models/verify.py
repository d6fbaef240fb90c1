"""Verifies models on disk against their checksums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wyoming_morgan.models import manifest
from wyoming_morgan.models.catalogue import CatalogueEntry
from wyoming_morgan.models.checksums import Expected, checksums
from wyoming_morgan.models.repair import repair


class VerificationState(StrEnum):
    """The result of a verification."""

    GOOD = "good"
    UNKNOWN = "unknown"
    """It was not pulled, so its checksums are unknown."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verification of one model; `problems` are messages."""

    id: str
    state: VerificationState
    problems: tuple[str, ...] = ()
    fix: str = ""
    """The command that repairs it."""


def verify(model: str, folder: Path, entry: CatalogueEntry | None) -> Verification:
    """Check every file of a model against its manifest. Blocks."""
    about = manifest.read(folder)
    if about is not None:
        problems = tuple(_differences(folder, about))
        return Verification(
            model,
            VerificationState.BROKEN if problems else VerificationState.GOOD,
            problems,
            repair(model, folder) if problems else "",
        )
    present = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    if entry is not None and (missing := entry.lacks(present)):
        return Verification(
            model,
            VerificationState.BROKEN,
            tuple(f"{pattern} is missing" for pattern in missing),
            repair(model, folder),
        )
    return Verification(
        model, VerificationState.UNKNOWN, (f"it has no {manifest.NAME}, so its checksums are unknown",)
    )


def is_whole(folder: Path) -> bool:
    """Whether every file of a pulled model has its size, which is looked up quickly. Blocks."""
    about = manifest.read(folder)
    return about is None or all(
        (path := folder / name).is_file() and path.stat().st_size == record.size
        for name, record in about.files.items()
    )


def _differences(folder: Path, about: manifest.Manifest) -> Iterator[str]:
    for name, record in about.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
            continue
        try:
            # A wrong size is found without reading gigabytes.
            size = path.stat().st_size
            if size != record.size:
                yield f"{name} has {size} bytes instead of {record.size}"
            elif difference := Expected(sha256=record.sha256).difference(checksums(path)):
                yield f"{name}: {difference}"
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"
