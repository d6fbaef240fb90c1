"""Whether models on disk are still what was pulled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wyoming_morgan.models import manifest
from wyoming_morgan.models.catalogue import Entry
from wyoming_morgan.models.checksums import Expected, checksums


class State(StrEnum):
    """What a look at a model came to."""

    GOOD = "good"
    UNKNOWN = "unknown"
    """It was put there by somebody; nothing tells what it should be."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one model; `problems` are for people."""

    id: str
    state: State
    problems: tuple[str, ...] = ()
    mend: str = ""
    """The command that repairs it."""


def verify(model: str, folder: Path, entry: Entry | None) -> Verdict:
    """Read every file of a model through, and hold it against its manifest. Blocks."""
    about = manifest.read(folder)
    if about is not None:
        problems = tuple(_differences(folder, about))
        return Verdict(
            model,
            State.BROKEN if problems else State.GOOD,
            problems,
            f"morgan models pull {about.id} --force" if problems else "",
        )
    there = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    if entry is not None and (lacking := entry.lacks(there)):
        return Verdict(
            model,
            State.BROKEN,
            tuple(f"{pattern} is missing" for pattern in lacking),
            f"morgan models pull {model} --force",
        )
    return Verdict(model, State.UNKNOWN, (f"it has no {manifest.NAME}, so nothing tells what it should be",))


def _differences(folder: Path, about: manifest.Manifest) -> Iterator[str]:
    for name, kept in about.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
            continue
        try:
            # The size alone tells most; a file of gigabytes need not be read for it.
            size = path.stat().st_size
            if size != kept.size:
                yield f"{name} has {size} bytes in place of {kept.size}"
            elif difference := Expected(sha256=kept.sha256).difference(checksums(path)):
                yield f"{name}: {difference}"
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"
