"""What a backup says about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from wyoming_morgan.errors import InvalidRequest

FORMAT = 1
"""The format of backups; a change that older versions could not read makes it greater."""


class BackupPart(StrEnum):
    """What can be restored by itself: a folder in the backup."""

    DATABASE = "database"
    CONFIGURATION = "configuration"
    ACCESS = "access"
    """This server's id, and the paired clients."""


@dataclass(frozen=True, slots=True)
class BackupEntry:
    """One file of a backup."""

    bytes: int
    sha256: str
    rows: int | None = None
    """The rows of a table."""


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """Everything that a backup says about itself."""

    morgan: str
    """The version that wrote it."""
    created: str
    """When, in ISO 8601."""
    database: str
    """The kind of database that it was read from; it can be restored into another one."""
    entries: Mapping[str, BackupEntry] = field(default_factory=dict)
    """Its files by their names: `database/morgan_facts.jsonl`."""

    def of(self, part: BackupPart) -> dict[str, BackupEntry]:
        """Return the files of a part by their names in it."""
        prefix = f"{part.value}/"
        return {
            name.removeprefix(prefix): entry
            for name, entry in self.entries.items()
            if name.startswith(prefix)
        }

    def rows(self, table: str) -> int:
        """Return how many rows of a table there are."""
        entry = self.of(BackupPart.DATABASE).get(f"{table}.jsonl")
        return 0 if entry is None else entry.rows or 0

    def as_json(self) -> bytes:
        """Write it."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1).encode() + b"\n"


def read_manifest(text: bytes) -> BackupManifest:
    """Read a manifest.

    Raises:
        InvalidRequest: it is none, or one of a newer Morgan.
    """
    try:
        content: Any = json.loads(text)
        number = content["format"]
        if number == FORMAT:
            return BackupManifest(
                morgan=str(content["morgan"]),
                created=str(content["created"]),
                database=str(content["database"]),
                entries={str(name): BackupEntry(**entry) for name, entry in content["entries"].items()},
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidRequest(
            "the file is no backup of Morgan", hint="`morgan backup FILE` writes one"
        ) from error
    raise InvalidRequest(
        f"the backup has the format {number!r} of a newer Morgan",
        hint=f"update Morgan; this one reads {FORMAT}",
    )
