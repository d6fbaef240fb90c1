"""Transactions in PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, NullPool, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from wyoming_morgan.store import migrate
from wyoming_morgan.store.address import DatabaseAddress
from wyoming_morgan.store.failures import is_database_error, is_value_error
from wyoming_morgan.store.settings import StoreSettings

_LOCK = 0x6D6F7267616E  # "morgan": advisory locks are numbers
_POLL_SECONDS = 0.05

ResultT = TypeVar("ResultT")


class PostgresqlTransactions:
    """Fulfils `Transactions` in the event loop: the driver waits for the server without a thread."""

    def __init__(self, address: DatabaseAddress, settings: StoreSettings) -> None:
        self._address = address
        self._settings = settings
        self._engine = self._make(
            settings.statement_seconds,
            pool_size=settings.pool_size,
            max_overflow=settings.pool_size,
            pool_timeout=settings.statement_seconds,
            pool_pre_ping=True,
        )
        self.answers = 0
        """How often it has answered a statement or accepted a connection."""
        for name in ("connect", "after_cursor_execute"):
            event.listen(self._engine.sync_engine, name, self._count_answer)

    async def prepare(self) -> None:
        """Bring the schema up to date; replicas that start at once wait for each other.

        Raises:
            TimeoutError: another replica's migration does not end.
        """
        steps = await asyncio.to_thread(migrate.read_steps)
        async with self._connected() as connection:
            current = await connection.run_sync(migrate.is_current, steps, self._address.shown)
        if current:
            return
        engine = await asyncio.to_thread(self._make, migrate.SECONDS, poolclass=NullPool)
        try:
            async with asyncio.timeout(migrate.SECONDS), engine.begin() as connection:
                await _lock(connection)
                await connection.run_sync(migrate.upgrade, steps, self._address.shown)
        finally:
            await engine.dispose()

    async def run(self, work: Callable[[Connection], ResultT], *, writes: bool) -> ResultT:
        """Return the result of work in a transaction."""
        del writes
        async with self._connected() as connection, connection.begin():
            return await connection.run_sync(work)

    async def tidy(self, seconds: float) -> bool:
        """Do nothing: the server removes deleted data itself."""
        del seconds
        return False

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection. The driver has many errors for a server that is no database."""
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self._engine.connect())
            except Exception as error:
                if is_database_error(error) or is_value_error(error):
                    raise
                raise ConnectionError(f"{type(error).__name__}: {error}") from error
            yield connection

    def _count_answer(self, *_: object) -> None:
        self.answers += 1

    def _make(self, seconds: float, **options: Any) -> AsyncEngine:
        limits = {"timeout": self._settings.connect_seconds, "command_timeout": seconds}
        return create_async_engine(self._address.url, connect_args=limits, hide_parameters=True, **options)


async def _lock(connection: AsyncConnection) -> None:
    """Hold a lock among the replicas until the transaction ends."""
    attempt = text("SELECT pg_try_advisory_xact_lock(:lock)")
    while not (await connection.execute(attempt, {"lock": _LOCK})).scalar_one():  # noqa: ASYNC110 - another machine releases it
        await asyncio.sleep(_POLL_SECONDS)
