"""Counted attempts, in SQLite or PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wyoming_morgan.store.attempts import AttemptCount, PauseRule, add_attempt
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.schema import ATTEMPTS
from wyoming_morgan.store.texts import storable
from wyoming_morgan.store.uninterrupted import uninterrupted

_A = ATTEMPTS.c


class SqlAttempts:
    """Fulfils `Attempts`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def remote(self) -> bool:
        """Whether they are in a database server, and not in a file."""
        return self.database.remote

    @uninterrupted
    async def add(
        self, keys: Collection[str], now: datetime, rule: PauseRule
    ) -> tuple[bool, Mapping[str, AttemptCount]]:
        """Count an attempt for every key, unless one of them pauses."""
        subjects = {_subject(key): key for key in keys}

        def add(connection: Connection) -> tuple[bool, Mapping[str, AttemptCount]]:
            connection.execute(delete(ATTEMPTS).where(_A.last < now - rule.forgotten))
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            # Every row exists and is locked, in one order: of several attempts at once each sees the others.
            rows = [{"subject": subject, "tries": 0, "last": now} for subject in sorted(subjects)]
            connection.execute(dialect.insert(ATTEMPTS).values(rows).on_conflict_do_nothing())
            counts = {subjects[subject]: count for subject, count in _read(connection, subjects, lock=True)}
            allowed, after = add_attempt(keys, counts, now, rule)
            for subject in sorted(subjects):
                counted = after[subjects[subject]]
                changed = update(ATTEMPTS).where(_A.subject == subject)
                connection.execute(changed.values(tries=counted.count, last=counted.last))
            return allowed, after

        return await self.database.write(add)

    @uninterrupted
    async def read(self, keys: Collection[str]) -> Mapping[str, AttemptCount]:
        """Return the counts of keys."""
        subjects = {_subject(key): key for key in keys}
        counts = await self.database.read(lambda connection: _read(connection, subjects))
        return {subjects[subject]: count for subject, count in counts}

    @uninterrupted
    async def reset(self, keys: Collection[str]) -> None:
        """Forget the attempts of keys."""
        these = delete(ATTEMPTS).where(_A.subject.in_(list(map(_subject, keys))))
        await self.database.write(lambda connection: connection.execute(these).rowcount)


def _read(
    connection: Connection, subjects: Collection[str], *, lock: bool = False
) -> list[tuple[str, AttemptCount]]:
    query = select(ATTEMPTS).where(_A.subject.in_(list(subjects))).order_by(_A.subject)
    rows = connection.execute(query.with_for_update() if lock else query)
    return [(row.subject, AttemptCount(row.tries, row.last)) for row in rows]


def _subject(key: str) -> str:
    return hashlib.sha256(storable(key).encode()).hexdigest()
