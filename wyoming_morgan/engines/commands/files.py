"""What is made of the commands of a home is kept in files: damaged ones are noticed, old ones go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the digest of a file, in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def last_used_first(paths: Iterable[Path]) -> list[Path]:
    """Return files or folders by the time at which they were used, without those that are gone meanwhile."""
    used: list[tuple[float, Path]] = []
    for path in paths:
        with suppress(FileNotFoundError):  # another process has just forgotten it
            used.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(used, reverse=True)]


def older_than(paths: Iterable[Path], moment: float) -> list[Path]:
    """Return the files or folders that were last changed before a moment, in seconds since the epoch."""
    older: list[Path] = []
    for path in paths:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment:
                older.append(path)
    return older
