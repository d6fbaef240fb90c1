"""The settings of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Ge, Gt, Le

Seconds = Annotated[float, Gt(0), Le(300)]


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The database of conversations and facts, and the cache that replicas share."""

    database_url: str | None = field(default=None, repr=False)
    """The database, such as `postgresql://morgan:password@host/morgan` (extra `postgres`).

    Unset: the SQLite file `morgan.sqlite3` in the data folder. `sqlite:///PATH` is another file.
    """
    redis_url: str | None = field(default=None, repr=False)
    """The cache that replicas share, such as `redis://host:6379/0` (extra `redis`).

    Unset: the cache is in this process, which is right for a single process but not for replicas.
    """
    connect_seconds: Seconds = 2.0
    """Seconds a connection to the database or to Redis may take."""
    statement_seconds: Seconds = 5.0
    """Seconds one statement may take, and seconds to wait for a lock in the database."""
    cache_seconds: Annotated[float, Gt(0), Le(10)] = 0.2
    """Seconds Redis may take to answer; a turn that waited longer goes on without it."""
    retry_seconds: Annotated[float, Ge(0), Le(60)] = 2.0
    """Seconds after a failure before a database or a Redis that is down is tried again.

    They double with every failure, up to 30 seconds.
    """
    pool_size: Annotated[int, Ge(1), Le(100)] = 5
    """Connections kept open to the database; as many again are opened when all are in use."""
