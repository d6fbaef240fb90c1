"""What can be set about the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

Seconds = Annotated[float, Gt(0), Le(300)]


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where conversations and facts are kept, and what replicas share."""

    database_url: str | None = field(default=None, repr=False)
    """The database, such as `postgresql://morgan:password@host/morgan` (extra `postgres`).

    Unset is the SQLite file `morgan.sqlite3` in the data folder; `sqlite:///PATH` is another file.
    """
    redis_url: str | None = field(default=None, repr=False)
    """What replicas share while they run, such as `redis://host:6379/0` (extra `redis`).

    Unset is this process's memory: right for one process, not for replicas.
    """
    connect_seconds: Seconds = 2.0
    """Seconds a connection to the database or to Redis may take."""
    statement_seconds: Seconds = 5.0
    """Seconds one statement may take, and a lock in the database may be waited for."""
    retry_seconds: Annotated[float, Ge(0), Le(60)] = 2.0
    """Seconds after a failure in which nothing is asked of a database or a Redis that is down."""
    pool_size: Annotated[int, Ge(1), Le(100)] = 5
    """Connections kept to the database; as many again are opened when these are in use."""
