"""`manifest.json` in a model's folder: where it came from, and what its files are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from wyoming_morgan.models.disk import no_room, sync

NAME = "manifest.json"
LICENCE_ACCEPTED = "LICENCE-ACCEPTED"
"""The file that tells when somebody agreed to a model's license."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model as it was pulled. `checked` tells whether its files were held against known checksums."""

    id: str
    sources: tuple[str, ...]
    license: str
    checked: bool
    pulled_at: str
    files: dict[str, Kept]

    def write(self, folder: Path) -> None:
        """Write it into a folder.

        Raises:
            DiskFull: there is no room for it.
        """
        path = folder / NAME
        with no_room(path):
            path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
            sync(path)


def read(folder: Path) -> Manifest | None:
    """Read the manifest of a folder, or None where there is none that can be read."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Manifest(
            id=str(told["id"]),
            sources=tuple(map(str, told["sources"])),
            license=str(told.get("license", told.get("licence"))),  # spelled so by Morgan 0.1.0
            checked=bool(told["checked"]),
            pulled_at=str(told["pulled_at"]),
            files={
                str(path): Kept(int(each["size"]), str(each["sha256"]))
                for path, each in told["files"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def now() -> str:
    """Return the time for people and programs, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
