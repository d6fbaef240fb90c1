"""Logging: on standard error, in lines for people or in JSON for programs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.cli.journal import is_journal, with_level
from wyoming_morgan.cli.visible import as_json, visible
from wyoming_morgan.config.choices import LogFormat, LogLevel
from wyoming_morgan.errors import MorganError
from wyoming_morgan.trace_context import current_trace

_QUIET = ("aiohttp.access", "alembic", "asyncio", "httpcore2", "httpx2", "mcp", "openai", "zeroconf")
"""Libraries that are heard below a warning only when everything is."""
_WITHOUT_TEXTS = frozenset({"wyoming_morgan", "aiohttp", "alembic", "asyncio", "zeroconf"})
"""Packages whose every detail may be logged. Others log what was said, as statements and requests."""


def configure_logging(level: LogLevel, form: LogFormat, stream: IO[str] | None = None) -> None:
    """Send the log of the whole process to `stream`, by default standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = _Json() if form is LogFormat.JSON else _Plain()
    handler.setFormatter(_ForJournal(formatter) if stream is None and is_journal(sys.stderr) else formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.NOTSET if level is LogLevel.DEBUG else logging.WARNING)
    handler.addFilter(_has_no_texts)
    logging.captureWarnings(capture=True)


def _has_no_texts(record: logging.LogRecord) -> bool:
    """Whether an entry is none of those in which libraries repeat what they store and send."""
    package = record.name.partition(".")[0]
    return (
        package in _WITHOUT_TEXTS
        or record.levelno >= logging.WARNING
        or (record.levelno >= logging.INFO and package not in _QUIET)
    )


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
        trace = current_trace()
        if trace is not None:
            entry |= {"trace": trace.trace_id} | ({"turn": trace.span_id} if trace.here else {})
        if code := _code(record):
            entry["code"] = code
        if record.exc_info:
            entry["error"] = without_credentials(self.formatException(record.exc_info))
        return as_json(entry)


class _ForJournal(logging.Formatter):
    """Lines with their level."""

    def __init__(self, lines: logging.Formatter) -> None:
        super().__init__()
        self._lines = lines

    def format(self, record: logging.LogRecord) -> str:
        return with_level(self._lines.format(record), record.levelno)


def _code(record: logging.LogRecord) -> str:
    """Return the code of the error that an entry is about; empty if it is about none."""
    values = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    raised = record.exc_info[1] if record.exc_info else None
    return next((value.code for value in (raised, *values) if isinstance(value, MorganError)), "")
