"""What only SQLite needs: its log, its settings, and how its transactions begin."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

_SQLITE = (
    "PRAGMA journal_mode=WAL",
    # A commit is on the disk when it returns. Otherwise a power cut may lose the last ones.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Deleted data is overwritten, and does not stay in the log for long.
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA journal_size_limit=16777216",
)


def keep_log(path: Path, seconds: float) -> None:
    """Switch the file to a write-ahead log; SQLite refuses some of several processes that do so at once.

    Any other problem shows when the file is used.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.Error as error:
            if "locked" in str(error) and time.monotonic() < until:
                time.sleep(0.02)
                continue
        return


def set_up(connection: Any, record: Any) -> None:
    """Prepare a new connection."""
    del record
    # Otherwise the driver begins transactions itself; `begin` does that.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def begin(connection: Connection) -> None:
    """Begin a write transaction as such: turning a read transaction into one can fail immediately."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it is connected
    driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
