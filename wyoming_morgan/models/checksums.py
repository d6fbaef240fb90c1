"""Checksums of files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checksums:
    """A file's size in bytes, its SHA-256, and its SHA-1 as a git blob."""

    size: int
    sha256: str
    git: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected size and checksums of a file; None if unknown."""

    size: int | None = None
    sha256: str | None = None
    git: str | None = None

    @property
    def known(self) -> bool:
        """Whether a checksum is known."""
        return self.sha256 is not None or self.git is not None

    def difference(self, actual: Checksums) -> str:
        """Return how a file differs; empty if it does not."""
        if self.size is not None and actual.size != self.size:
            return f"it has {actual.size} bytes instead of {self.size}"
        if self.sha256 is not None and actual.sha256 != self.sha256:
            return "its SHA-256 is wrong"
        if self.git is not None and actual.git != self.git:
            return "its git SHA-1 is wrong"
        return ""


def checksums(path: Path) -> Checksums:
    """Return the checksums of a file.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    sha256 = hashlib.sha256()
    # The name of a git blob: a SHA-1 over its kind, its size and its content.
    git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            sha256.update(block)
            git.update(block)
    return Checksums(size, sha256.hexdigest(), git.hexdigest())
