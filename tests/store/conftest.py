"""Stores on real databases; each test has a database of its own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.store.servers import PostgreSQL, Valkey
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


@pytest.fixture(params=["sqlite", "postgresql"])
async def place(request: pytest.FixtureRequest, tmp_path: Path, numbers: Iterator[int]) -> Place:
    """An empty database, of both kinds in turn."""
    if request.param == "sqlite":
        return Place(QUICK, tmp_path)
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = await create_database(server, f"test{next(numbers)}")
    return Place(replace(QUICK, database_url=url), tmp_path)


@pytest.fixture
async def store(place: Place) -> AsyncIterator[SqlStore]:
    store = await place.store()
    await store.open()
    yield store
    await store.close()
