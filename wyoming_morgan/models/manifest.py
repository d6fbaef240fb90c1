"""`manifest.json` in a model's folder: its sources, and the checksums of its files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from wyoming_morgan.models.disk import no_room, sync

NAME = "manifest.json"
LICENCE_ACCEPTED = "LICENCE-ACCEPTED"
"""The file that records when the user accepted a model's license."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model as it was pulled. `checked` is whether checksums were known for all of its files."""

    id: str
    sources: tuple[str, ...]
    license: str
    checked: bool
    pulled_at: str
    files: dict[str, FileRecord]
    own: bool = False
    """Whether it is one of the user's own, which cannot be pulled."""

    def write(self, folder: Path) -> None:
        """Write it into a folder.

        Raises:
            DiskFull: there is not enough disk space.
        """
        path = folder / NAME
        with no_room(path):
            path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
            sync(path)


def read(folder: Path) -> Manifest | None:
    """Read the manifest of a folder; None if there is no valid one."""
    try:
        fields = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Manifest(
            id=str(fields["id"]),
            sources=tuple(map(str, fields["sources"])),
            license=str(fields.get("license", fields.get("licence"))),  # spelled so by Morgan 0.1.0
            checked=bool(fields["checked"]),
            pulled_at=str(fields["pulled_at"]),
            files={
                str(path): FileRecord(int(record["size"]), str(record["sha256"]))
                for path, record in fields["files"].items()
            },
            own=fields.get("own") is True,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def now() -> str:
    """Return the current time in UTC, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
