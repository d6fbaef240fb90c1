"""What was deleted: recorded with the deletion itself, so that no queue and no replica brings it back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, text

from wyoming_morgan.store.contract import Watermark
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.schema import DELETIONS
from wyoming_morgan.store.texts import storable
from wyoming_morgan.store.uninterrupted import uninterrupted

_D = DELETIONS.c
_KEPT = timedelta(days=366)
"""How long a deletion is remembered; nothing waits longer to be stored."""
_MOST = 10_000
"""The newest deletions, which are read at the first time."""
_LOCK = 0x6D6F7267616F
"""PostgreSQL's advisory lock: shared by those that store what was said, exclusive for those that delete."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

# Those of every turn are made once.
_NEWEST = select(_D.subject, _D.number, _D.deleted).order_by(_D.number.desc()).limit(_MOST)
_AFTER = select(_D.subject, _D.number, _D.deleted).where(_D.number > bindparam("seen"))
_TAKING = (
    select(_D.number)
    .where(
        or_(_D.subject == bindparam("one"), _D.subject == bindparam("other")),
        _D.number > bindparam("known"),
        _D.deleted >= bindparam("at"),
    )
    .limit(1)
)

Listener = Callable[[], None]
Deletion = tuple[str, int, datetime]
"""The hash of what was deleted, the number of the deletion, and when it was."""


def user_subject(user_id: str) -> str:
    """Return the hash by which the deletion of a user is recorded."""
    return hashlib.sha256(f"user\0{storable(user_id)}".encode()).hexdigest()


def conversation_subject(conversation_id: str) -> str:
    """Return the hash by which the deletion of a conversation is recorded."""
    return hashlib.sha256(f"conversation\0{storable(conversation_id)}".encode()).hexdigest()


def fact_subject(fact_id: str) -> str:
    """Return the hash by which the deletion of a fact is recorded."""
    return hashlib.sha256(f"fact\0{storable(fact_id)}".encode()).hexdigest()


def subjects_of(user_id: str | None, conversation_id: str | None) -> tuple[str, ...]:
    """Return the hashes of those whose deletion takes what was said."""
    return (
        *((user_subject(user_id),) if user_id else ()),
        *((conversation_subject(conversation_id),) if conversation_id else ()),
    )


class SqlDeletions:
    """Fulfils `Deletions`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._seen: int | None = None
        self._newest: dict[str, tuple[int, datetime]] = {}
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call the listener whenever deletions become known."""
        self._listeners.append(listener)

    def mark(self, *, current: bool) -> Watermark:
        """Return the mark of what is said now; `current` if the deletions were read in the same turn."""
        return Watermark(self._seen, _BEGINNING if current and self._seen is not None else datetime.now(UTC))

    def covers(
        self, mark: Watermark, *, user_id: str | None = None, conversation_id: str | None = None
    ) -> bool:
        """Whether a known deletion takes what was said at the mark; answered from memory."""
        return any(
            number > _number(mark) and deleted >= mark.at
            for subject in subjects_of(user_id, conversation_id)
            if (newest := self._newest.get(subject))
            for number, deleted in (newest,)
        )

    @property
    def seen(self) -> int | None:
        """The number of the newest deletion that was read; None if none were read yet."""
        return self._seen

    @uninterrupted
    async def refresh(self) -> None:
        """Read what was deleted by others, and remove what a reader still needed when it was deleted."""
        seen = self._seen
        self.learn(await self.database.read(lambda connection: deletions_after(connection, seen)))
        await self.database.tidy(again=True)

    @uninterrupted
    async def purge(self, now: datetime) -> None:
        """Forget what was deleted so long ago that nothing of it can be waiting."""
        newest = select(func.max(_D.number)).scalar_subquery()
        old = delete(DELETIONS).where(_D.deleted < now - _KEPT, _D.number < newest)
        await self.database.write(lambda connection: connection.execute(old).rowcount)

    def learn(self, entries: Collection[Deletion]) -> None:
        """Take in what was deleted after the newest one that was seen before; another turn may know more."""
        self._seen = max(self._seen or 0, *(number for _, number, _ in entries), 0)
        self.announce(entries)

    def announce(self, entries: Iterable[Deletion]) -> None:
        """Tell the listeners of deletions that were not known."""
        new = False
        for subject, number, deleted in entries:
            if number > self._newest.get(subject, (0, deleted))[0]:
                self._newest[subject] = (number, deleted)
                new = True
        if new:
            for listener in self._listeners:
                listener()


def deletions_after(connection: Connection, seen: int | None) -> list[Deletion]:
    """Return what was deleted after a number; None for the newest ones there are."""
    rows = connection.execute(_NEWEST) if seen is None else connection.execute(_AFTER, {"seen": seen})
    return [(row.subject, row.number, row.deleted) for row in rows]


def record(connection: Connection, subjects: Collection[str]) -> list[Deletion]:
    """Record deletions in the transaction that deletes; `announce` them when it is committed."""
    before = connection.execute(select(func.max(_D.number))).scalar_one() or 0
    now = datetime.now(UTC)
    entries = [(subject, number, now) for number, subject in enumerate(subjects, before + 1)]
    if entries:
        rows = [{"subject": subject, "number": number, "deleted": at} for subject, number, at in entries]
        connection.execute(insert(DELETIONS), rows)
    return entries


def is_deleted(
    connection: Connection, mark: Watermark | None, *, user_id: str | None, conversation_id: str | None
) -> bool:
    """Whether a deletion takes what was said at the mark; until the transaction ends no other comes."""
    _lock(connection, shared=True)
    subjects = subjects_of(user_id, conversation_id)
    if mark is None or not subjects:
        return False
    said = {"one": subjects[0], "other": subjects[-1], "known": _number(mark), "at": mark.at}
    return connection.execute(_TAKING, said).first() is not None


def lock_for_deletion(connection: Connection) -> None:
    """Wait until what is being stored is stored, and hold back what comes after."""
    _lock(connection, shared=False)


def _lock(connection: Connection, *, shared: bool) -> None:
    """Lock until the end of the transaction. SQLite's writers exclude each other anyway."""
    if connection.dialect.name == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        connection.execute(text(f"SELECT {function}(:lock)"), {"lock": _LOCK})


def _number(mark: Watermark) -> int:
    return -1 if mark.number is None else mark.number
