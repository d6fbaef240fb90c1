"""Conversations, facts and the cache as one store."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path

from wyoming_morgan.store.address import DatabaseAddress, read_address
from wyoming_morgan.store.cache import open_state_key
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.conversations import SqlConversations
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.deletions import SqlDeletions
from wyoming_morgan.store.facts import SqlFacts
from wyoming_morgan.store.memory_cache import MemoryCache
from wyoming_morgan.store.postgresql_transactions import PostgresqlTransactions
from wyoming_morgan.store.redis_cache import RedisCache
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.spool import FileSpool
from wyoming_morgan.store.sql_attempts import SqlAttempts
from wyoming_morgan.store.sqlite_transactions import SqliteTransactions

_LOGGER = logging.getLogger(__name__)


class SqlStore:
    """Fulfils `Store`."""

    def __init__(self, database: Database, cache: MemoryCache | RedisCache, spool: FileSpool) -> None:
        self._database = database
        self.deletions = SqlDeletions(database)
        self.conversations = SqlConversations(database, self.deletions, self._erase)
        self.facts = SqlFacts(database, self.deletions)
        self.attempts = SqlAttempts(database)
        self.cache = cache
        self.spool = spool

    @property
    def remote(self) -> bool:
        """Whether the database is a server, which may hang, and not a file."""
        return self._database.remote

    @property
    def answers(self) -> int:
        """How often the database has answered."""
        return self._database.answers

    @property
    def available(self) -> bool:
        """Whether the database answered the last time; answered from memory."""
        return self._database.available

    async def open(self) -> None:
        """Connect, and migrate the schema."""
        if isinstance(self.cache, RedisCache):
            await self.cache.open()
        await self._database.open()

    async def _erase(self, subjects: Collection[str], conversation_ids: Collection[str]) -> None:
        """Remove what is held of deleted subjects and conversations outside of the database."""
        for conversation_id in conversation_ids:
            await self.cache.delete(open_state_key(conversation_id))
        try:
            await self.spool.scrub(subjects)
        except OSError as error:
            _LOGGER.error("what waits to be stored could not be deleted: %s", error)  # noqa: TRY400 - it says enough

    async def close(self) -> None:
        """Release all resources."""
        await self.cache.close()
        await self._database.close()
        self.spool.close()


def open_store(settings: StoreSettings, data_dir: Path) -> Store:
    """Create a store; its `open` connects it. `data_dir` is the folder of the SQLite file.

    This reads the disk, to look for libraries: inside an event loop call it in a thread.

    Raises:
        ConfigurationError: a URL is not valid, or its library is not installed.
    """
    address = read_address(settings.database_url, data_dir)
    database = _database(address, settings)
    spool = FileSpool(address.file.parent if address.file else data_dir, address.shown)
    cache = RedisCache(settings.redis_url, settings) if settings.redis_url else MemoryCache()
    return SqlStore(database, cache, spool)


def open_database(settings: StoreSettings, data_dir: Path) -> Database:
    """Create the database alone, for work on all of its tables; otherwise as `open_store`.

    Raises:
        ConfigurationError: its URL is not valid, or its library is not installed.
    """
    return _database(read_address(settings.database_url, data_dir), settings)


def _database(address: DatabaseAddress, settings: StoreSettings) -> Database:
    transactions = (
        SqliteTransactions(address, address.file, settings)
        if address.file
        else PostgresqlTransactions(address, settings)
    )
    return Database(address, transactions, settings)
