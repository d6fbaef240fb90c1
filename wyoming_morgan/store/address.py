"""The address of the database: turns the configured URL into SQLAlchemy's."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from wyoming_morgan.advice import advice
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.settings import setting

FILE = "morgan.sqlite3"
"""The name of the SQLite file in the data folder."""

_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})
_HINT = f"{setting('core.store.database_url')} is postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///PATH"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A database. `shown` names it without its user and password; `file` is set for SQLite."""

    url: URL = field(repr=False)
    shown: str
    file: Path | None = None


def read_address(database_url: str | None, data_dir: Path) -> DatabaseAddress:
    """Read the URL; None is the file in the data folder.

    Raises:
        ConfigurationError: it is not valid, or its library is not installed.
    """
    if not database_url:
        return _file(data_dir / FILE)
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        # Neither the URL nor the cause is shown: they may contain a password.
        raise ConfigurationError("the URL of the database is not valid", hint=_HINT) from None
    if url.drivername in {"sqlite", "sqlite+aiosqlite"}:
        if not url.database or url.database == ":memory:" or url.query:
            raise ConfigurationError(
                "an SQLite database must be a file, without options", hint="such as sqlite:///morgan.db"
            )
        return _file(Path(url.database).expanduser())
    if url.drivername not in _POSTGRESQL:
        raise ConfigurationError(f"the database {url.drivername} is not supported", hint=_HINT)
    if importlib.util.find_spec("asyncpg") is None:
        raise ConfigurationError(
            "the library for PostgreSQL is not installed",
            hint=advice("pip install 'wyoming-morgan[postgres]'"),
        )
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name; asyncpg has another one for the same values
        query["ssl"] = query.pop("sslmode")
    host = url.host or query.get("host") or "localhost"
    shown = f"{host if isinstance(host, str) else ','.join(host)}{f':{url.port}' if url.port else ''}"
    return DatabaseAddress(
        url.set(drivername="postgresql+asyncpg", query=query), f"{shown}/{url.database or ''}"
    )


def _file(path: Path) -> DatabaseAddress:
    return DatabaseAddress(URL.create("sqlite", database=str(path)), str(path), path)
