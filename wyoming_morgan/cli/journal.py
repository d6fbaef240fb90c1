"""systemd's journal: whether output goes there, and how lines tell it their level (sd-daemon(3))."""

from __future__ import annotations

import logging
import os
from typing import IO

_SIGNS = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
"""The levels of syslog."""


def is_journal(stream: IO[str]) -> bool:
    """Whether a stream goes to the journal, as the environment says (systemd.exec(5))."""
    try:
        file = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{file.st_dev}:{file.st_ino}"


def with_level(text: str, level: int) -> str:
    """Return lines that begin with their level, so that the journal can be searched by it."""
    sign = next((sign for least, sign in _SIGNS if level >= least), 7)
    return "\n".join(f"<{sign}>{line}" for line in text.split("\n"))
