"""Everything that lasts, and the cache beside it, as one."""

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
        """Whether the database answered last; from memory."""
        return self._database.available

    async def open(self) -> None:
        """Connect, and bring the schema up to date."""
        if isinstance(self.cache, RedisCache):
            await self.cache.open()
        await self._database.open()

    async def close(self) -> None:
        """Give everything back."""
        await self.cache.close()
        await self._database.close()


def open_store(settings: StoreSettings, data_dir: Path) -> Store:
    """Put a store together; its `open` connects it. `data_dir` is the folder of the SQLite file.

    It looks for libraries on the disk: an event loop that serves leaves it to a thread.

    Raises:
        ConfigurationError: a URL cannot be used, or its library is not installed.
    """
    database = Database(read_address(settings.database_url, data_dir), settings)
    cache = RedisCache(settings.redis_url, settings) if settings.redis_url else MemoryCache()
    return SqlStore(database, cache)
