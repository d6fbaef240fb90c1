"""Logging: on standard error, in lines for people or in JSON for programs."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import IO

from wyoming_morgan.cli.visible import as_json, visible
from wyoming_morgan.config.choices import LogFormat, LogLevel

_QUIET = ("aiohttp.access", "alembic", "asyncio", "httpcore2", "httpx2", "mcp", "openai", "zeroconf")
"""Libraries that are heard below a warning only when everything is."""


def configure_logging(level: LogLevel, form: LogFormat, stream: IO[str] | None = None) -> None:
    """Send the log of the whole process to `stream`, by default standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form is LogFormat.JSON else _Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.NOTSET if level is LogLevel.DEBUG else logging.WARNING)
    logging.captureWarnings(capture=True)


class _Plain(logging.Formatter):
    """Lines for people. Further lines of an entry are indented: none looks like another entry."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", datefmt="%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record)).replace("\n", "\n    ")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return as_json(entry)
