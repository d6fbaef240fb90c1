"""Conversations, facts and the cache as one store."""

from __future__ import annotations

from pathlib import Path

from wyoming_morgan.store.address import read_address
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.conversations import SqlConversations
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.facts import SqlFacts
from wyoming_morgan.store.memory_cache import MemoryCache
from wyoming_morgan.store.redis_cache import RedisCache
from wyoming_morgan.store.settings import StoreSettings


class SqlStore:
    """Fulfils `Store`."""

    def __init__(self, database: Database, cache: MemoryCache | RedisCache) -> None:
        self._database = database
        self.conversations = SqlConversations(database)
        self.facts = SqlFacts(database)
        self.cache = cache

    @property
    def available(self) -> bool:
        """Whether the database answered the last time; answered from memory."""
        return self._database.available

    async def open(self) -> None:
        """Connect, and migrate the schema."""
        if isinstance(self.cache, RedisCache):
            await self.cache.open()
        await self._database.open()

    async def close(self) -> None:
        """Release all resources."""
        await self.cache.close()
        await self._database.close()


def open_store(settings: StoreSettings, data_dir: Path) -> Store:
    """Create a store; its `open` connects it. `data_dir` is the folder of the SQLite file.

    This reads the disk, to look for libraries: inside an event loop call it in a thread.

    Raises:
        ConfigurationError: a URL is not valid, or its library is not installed.
    """
    database = Database(read_address(settings.database_url, data_dir), settings)
    cache = RedisCache(settings.redis_url, settings) if settings.redis_url else MemoryCache()
    return SqlStore(database, cache)
