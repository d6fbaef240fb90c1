"""Where the database is: from the URL that is configured to the one SQLAlchemy takes."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from wyoming_morgan.errors import ConfigurationError

FILE = "morgan.sqlite3"
"""The name of the SQLite file in the data folder."""

_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})
_HINT = "memory.database_url in core.yaml is postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///PATH"


@dataclass(frozen=True, slots=True)
class Address:
    """A database. `shown` names it without its user and password; `file` is set for SQLite."""

    url: URL = field(repr=False)
    shown: str
    file: Path | None = None


def read_address(database_url: str | None, data_dir: Path) -> Address:
    """Read the URL; None is the file in the data folder.

    Raises:
        ConfigurationError: it cannot be used, or its library is not installed.
    """
    if not database_url:
        return _file(data_dir / FILE)
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        # Neither its text nor the cause is shown: they hold a password, perhaps.
        raise ConfigurationError("the database's URL cannot be read", hint=_HINT) from None
    if url.drivername in {"sqlite", "sqlite+aiosqlite"}:
        if not url.database or url.database == ":memory:" or url.query:
            raise ConfigurationError("an SQLite database is a file here", hint="such as sqlite:///morgan.db")
        return _file(Path(url.database).expanduser())
    if url.drivername not in _POSTGRESQL:
        raise ConfigurationError(f"{url.drivername} is no database that Morgan knows", hint=_HINT)
    if importlib.util.find_spec("asyncpg") is None:
        raise ConfigurationError(
            "the library for PostgreSQL is not installed", hint="run: pip install 'wyoming-morgan[postgres]'"
        )
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name, as in most people's URLs; asyncpg takes its values under another
        query["ssl"] = query.pop("sslmode")
    host = url.host or query.get("host") or "localhost"
    shown = f"{host if isinstance(host, str) else ','.join(host)}{f':{url.port}' if url.port else ''}"
    return Address(
        url.set(drivername="postgresql+asyncpg", query=query), f"{shown}/{url.database or url.username or ''}"
    )


def _file(path: Path) -> Address:
    return Address(URL.create("sqlite+aiosqlite", database=str(path)), str(path), path)
