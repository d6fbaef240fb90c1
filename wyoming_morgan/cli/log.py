"""Logging: on standard error, in lines for people or in JSON for programs."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import IO

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.cli.visible import as_json, visible
from wyoming_morgan.config.choices import LogFormat, LogLevel

_QUIET = ("aiohttp.access", "alembic", "asyncio", "httpcore2", "httpx2", "mcp", "openai", "zeroconf")
"""Libraries that are heard below a warning only when everything is."""
_PACKAGE = "wyoming_morgan"
_WITHOUT_TEXTS = ("aiohttp", "alembic", "asyncio", "zeroconf")
"""Libraries whose every detail may be logged. Others log what was said: statements, requests, messages."""


def configure_logging(
    level: LogLevel, form: LogFormat, stream: IO[str] | None = None, *, with_texts: bool = False
) -> None:
    """Send the log of the whole process to `stream`, by default standard error.

    Only `with_texts` do libraries log what they send and store, which is what was said, when everything is
    logged.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form is LogFormat.JSON else _Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    everything = level is LogLevel.DEBUG
    root.setLevel(level.value.upper() if with_texts or not everything else LogLevel.INFO.value.upper())
    logging.getLogger(_PACKAGE).setLevel(level.value.upper())
    for name in {*_QUIET, *_WITHOUT_TEXTS}:
        own = logging.DEBUG if with_texts or name.partition(".")[0] in _WITHOUT_TEXTS else logging.WARNING
        logging.getLogger(name).setLevel(own if everything else logging.WARNING)
    logging.captureWarnings(capture=True)


class _Plain(logging.Formatter):
    """Lines for people. Further lines of an entry are indented: none looks like another entry."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", datefmt="%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        text = without_credentials(super().format(record))
        return visible(text).replace("\n", "\n    ")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_credentials(record.getMessage()),
        }
        if record.exc_info:
            entry["error"] = without_credentials(self.formatException(record.exc_info))
        return as_json(entry)
