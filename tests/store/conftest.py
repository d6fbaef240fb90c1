"""Stores on real databases; each test has a database of its own."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.store.servers import PostgreSQL, Valkey
from wyoming_morgan.store.contract import Conversation, Speaker
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

QUICK = StoreSettings(retry_seconds=0)


@dataclass(frozen=True)
class Place:
    """Where a test's store is: what replicas of it are opened with."""

    settings: StoreSettings
    folder: Path

    async def store(self, **settings: Any) -> SqlStore:
        store = await asyncio.to_thread(open_store, replace(self.settings, **settings), self.folder)
        assert isinstance(store, SqlStore)
        return store


async def begin(store: SqlStore, conversation_id: str, speaker: Speaker) -> Conversation:
    """Store a conversation that has no messages yet."""
    conversation = await store.conversations.keep(conversation_id, speaker, [], key="begin")
    assert conversation is not None
    return conversation


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("wyoming_morgan") as blockbuster:
        for function in blockbuster.functions.values():
            # asyncpg looks for certificates in the home folder whenever it connects.
            function.can_block_in("asyncpg/connect_utils.py", "_parse_connect_arguments")
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return itertools.count()


async def create_database(server: PostgreSQL, name: str) -> str:
    """Make a database and return its URL."""
    import asyncpg  # noqa: PLC0415 - an extra

    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return server.url(name)


async def emptied(postgresql: PostgreSQL) -> str:
    """Return the URL of a database that tests share one after the other: to make one takes half a second."""
    import asyncpg  # noqa: PLC0415 - an extra

    connection = await asyncpg.connect(postgresql.url("postgres"))
    there = await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = 'shared'")
    await connection.close()
    if not there:
        return await create_database(postgresql, "shared")
    connection = await asyncpg.connect(postgresql.url("shared"))
    if await connection.fetchval("SELECT to_regclass('morgan_facts')"):
        await connection.execute(
            "TRUNCATE morgan_conversations, morgan_messages, morgan_facts, morgan_deletions, morgan_attempts"
        )
    await connection.close()
    return postgresql.url("shared")


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> PostgreSQL | None:
    """The server of the database that a test is about: None is SQLite, which has none."""
    database: PostgreSQL | None = (
        request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    )
    return database


@pytest.fixture
async def place(server: PostgreSQL | None, tmp_path: Path, empty_database: Path) -> Place:
    """An empty database with our tables or without, of both kinds in turn."""
    if server is not None:
        return Place(replace(QUICK, database_url=await emptied(server)), tmp_path)
    await asyncio.to_thread(shutil.copy, empty_database, tmp_path)
    return Place(QUICK, tmp_path)


@pytest.fixture
async def new_place(server: PostgreSQL | None, tmp_path: Path, numbers: Iterator[int]) -> Place:
    """A database without any table, of both kinds in turn."""
    if server is None:
        return Place(QUICK, tmp_path)
    return Place(replace(QUICK, database_url=await create_database(server, f"test{next(numbers)}")), tmp_path)


@pytest.fixture
async def store(place: Place) -> AsyncIterator[SqlStore]:
    store = await place.store()
    await store.open()
    yield store
    await store.close()
