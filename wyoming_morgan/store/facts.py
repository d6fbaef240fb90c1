"""Facts, in SQLite or PostgreSQL."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.contract import Fact, Owner, Speaker, Watermark
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.deletions import (
    Deletion,
    SqlDeletions,
    fact_subject,
    is_deleted,
    lock_for_deletion,
    record,
    user_subject,
)
from wyoming_morgan.store.schema import FACTS
from wyoming_morgan.store.texts import digest, fold, storable, storable_id
from wyoming_morgan.store.uninterrupted import uninterrupted
from wyoming_morgan.store.vector import PackedVector, pack

_F = FACTS.c

_WORDS = 16  # words of one search
_CANDIDATES = 500  # newest facts that are compared word by word


class SqlFacts:
    """Fulfils `Facts`."""

    def __init__(self, database: Database, deletions: SqlDeletions) -> None:
        self.database = database
        self._deletions = deletions

    @uninterrupted
    async def add(self, fact: Fact, *, mark: Watermark | None = None) -> Fact:
        """Keep a fact; an existing one of the same owner and the same words is renewed instead."""
        row = _row_of(fact)
        user = fact.owner_id if fact.owner is Owner.USER else None

        def add(connection: Connection) -> Fact:
            if is_deleted(connection, mark, user_id=user, conversation_id=None):
                return fact
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            renewed = {name: value for name, value in row.items() if name not in {"id", "owner", "owner_id"}}
            result = connection.execute(
                dialect.insert(FACTS)
                .values(row)
                .on_conflict_do_update(index_elements=[_F.owner, _F.owner_id, _F.digest], set_=renewed)
                .returning(*FACTS.c)
            )
            return _fact(result.one())

        return await self.database.write(add)

    @uninterrupted
    async def of(self, speaker: Speaker, *, limit: int = 1000) -> tuple[Fact, ...]:
        """Return the facts that a speaker may recall, the newest first."""
        return await self._read(_recallable(speaker).limit(limit))

    @uninterrupted
    async def search(self, speaker: Speaker, words: Sequence[str], *, limit: int) -> tuple[Fact, ...]:
        """Return the facts a speaker may recall that have any of the words, the best first."""
        folded = list(dict.fromkeys(part for word in words for part in fold(word).split()))[:_WORDS]
        if not folded:
            return ()
        candidates = await self._read(
            _recallable(speaker)
            .where(or_(*(_F.folded.contains(word, autoescape=True) for word in folded)))
            .limit(_CANDIDATES)
        )
        # Sorting is stable: of equal scores the newest comes first.
        return tuple(sorted(candidates, key=lambda fact: -_score(fact, folded))[:limit])

    @uninterrupted
    async def list(self, *, user_id: str | None = None, limit: int = 1000) -> tuple[Fact, ...]:
        """Return every fact, or those of one user, the newest first."""
        query = _newest_first()
        if user_id is not None:
            query = query.where(_of_user(user_id))
        return await self._read(query.limit(limit))

    @uninterrupted
    async def find(self, fact_id: str) -> Fact | None:
        """Return one, or None."""
        return next(iter(await self._read(select(FACTS).where(_F.id == storable(fact_id)))), None)

    @uninterrupted
    async def delete(self, fact_id: str) -> bool:
        """Forget one; return whether it existed. It is recorded, since others have spoken of it."""
        return await self._delete(_F.id == storable(fact_id), fact_subject(fact_id)) > 0

    @uninterrupted
    async def delete_user(self, user_id: str) -> int:
        """Forget every fact about a user; return how many there were."""
        return await self._delete(_of_user(user_id), user_subject(user_id), always=True)

    @uninterrupted
    async def purge(self, now: datetime, *, created_before: datetime | None = None) -> int:
        """Forget expired facts and, if given, those created before; return how many there were."""
        conditions = [_F.expires <= now]
        if created_before is not None:
            conditions.append(_F.created < created_before)
        return await self._delete(or_(*conditions))

    async def _read(self, query: Select[Any]) -> tuple[Fact, ...]:
        return await self.database.read(
            lambda connection: tuple(_fact(row) for row in connection.execute(query))
        )

    async def _delete(
        self, condition: ColumnElement[bool], subject: str | None = None, *, always: bool = False
    ) -> int:
        """Delete facts, and record it if there are any; `always`, if some may still be on their way."""

        def forget(connection: Connection) -> tuple[int, list[Deletion]]:
            if subject is not None:
                lock_for_deletion(connection)
            count = connection.execute(delete(FACTS).where(condition)).rowcount
            if subject is None or not (count or always):
                return count, []
            return count, record(connection, [subject])

        count, entries = await self.database.write(forget)
        self._deletions.announce(entries)
        if count:
            await self.database.tidy()
        return count


def _newest_first() -> Select[Any]:
    return select(FACTS).order_by(_F.created.desc(), _F.id)


def _of_user(user_id: str) -> ColumnElement[bool]:
    return and_(_F.owner == Owner.USER.value, _F.owner_id == storable(user_id))


def _recallable(speaker: Speaker) -> Select[Any]:
    """Select the facts that a speaker may recall and that have not expired, the newest first."""
    owners = [_F.owner == Owner.HOUSEHOLD.value]
    if speaker.user_id:
        owners.append(_of_user(speaker.user_id))
    if speaker.device_id:
        owners.append(and_(_F.owner == Owner.DEVICE.value, _F.owner_id == storable(speaker.device_id)))
    unexpired = or_(_F.expires.is_(None), _F.expires > datetime.now(UTC))
    return _newest_first().where(or_(*owners), unexpired)


def _score(fact: Fact, words: Iterable[str]) -> float:
    """Count the words in a fact: a whole word counts 1, a part of another word one half."""
    folded = fold(fact.content)
    whole_words = {word.strip(".,;:!?\"'()") for word in folded.split()}
    return sum(1.0 if word in whole_words else 0.5 for word in words if word in folded)


def _row_of(fact: Fact) -> dict[str, Any]:
    if (fact.owner is Owner.HOUSEHOLD) != (fact.owner_id == ""):
        raise InvalidRequest(
            "a fact of the household has no owner id, and every other fact has one",
            hint="specify the user's or the device's id",
        )
    content = storable(fact.content)
    folded = fold(content)
    if not folded:
        raise InvalidRequest("an empty fact cannot be kept", hint="say what to remember")
    return {
        **{field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)},
        "id": storable_id("fact id", fact.id),
        "owner": fact.owner.value,
        "owner_id": storable_id("owner id", fact.owner_id) if fact.owner_id else "",
        "content": content,
        "folded": folded,
        "digest": digest(folded),
        "vector": pack(fact.vector),
    }


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        id=row.id,
        owner=Owner(row.owner),
        owner_id=row.owner_id,
        content=row.content,
        created=row.created,
        expires=row.expires,
        source_message_id=row.source_message_id,
        confidence=row.confidence,
        vector=PackedVector(row.vector) if row.vector else (),
        vector_model=row.vector_model,
    )
