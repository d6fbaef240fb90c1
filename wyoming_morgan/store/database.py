"""Access to the database: connections, transactions, time limits, and the handling of failures."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from wyoming_morgan.errors import ConfigurationError, InvalidRequest, MorganError, StoreUnavailable
from wyoming_morgan.settings import setting
from wyoming_morgan.store import migrate
from wyoming_morgan.store.address import DatabaseAddress
from wyoming_morgan.store.breaker import CircuitBreaker
from wyoming_morgan.store.failures import (
    is_database_error,
    is_permanent,
    is_temporary,
    is_value_error,
    reason_of,
)
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.sqlite_files import begin, keep_log, set_up

_LOGGER = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


_WORK_SECONDS, _CLOSE_SECONDS = 1.0, 1.5
"""Seconds to wait for running work, and until the connections are closed, when the process ends."""
_TIDY_AGAIN_SECONDS = 0.05
"""Seconds for which others wait while the log is tried to be emptied again."""


class Database:
    """Provides transactions. Every failure to reach the database is a `StoreUnavailable`."""

    def __init__(self, address: DatabaseAddress, settings: StoreSettings) -> None:
        self._address = address
        self._settings = settings
        self._engine = self._make(settings.statement_seconds, pool_size=settings.pool_size)
        self.answers = 0
        """How often it has answered a statement or accepted a connection."""
        for name in ("connect", "after_cursor_execute"):
            event.listen(self._engine.sync_engine, name, self._count_answer)
        self._breaker = CircuitBreaker(settings.retry_seconds)
        self._current = False
        self._untidy = False
        self._preparing = asyncio.Lock()
        self._working: set[asyncio.Task[Any]] = set()
        # SQLite has one writer at a time: this process's writers wait here, in order, not in a busy handler.
        self._writing = asyncio.Lock() if address.file else None

    @property
    def shown(self) -> str:
        """Its address, without user and password."""
        return self._address.shown

    @property
    def remote(self) -> bool:
        """Whether it is a server, and not a file."""
        return self._address.file is None

    @property
    def available(self) -> bool:
        """Whether it answered the last time."""
        return not self._breaker.failed

    async def run_uninterrupted(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Finish work even if the caller is cancelled, so that a client that leaves breaks no transaction.

        Not every driver survives a cancellation in the middle of a statement.
        """
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _count_answer(self, *_: object) -> None:
        self.answers += 1

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The caller gets it, too, unless it has left.
            _LOGGER.debug("the database %s: %s", self.shown, error)

    async def open(self) -> None:
        """Connect, and migrate the schema.

        Raises:
            ConfigurationError: it is not a database, belongs to a newer Morgan, or refuses the login.
            StoreUnavailable: it does not answer now.
        """
        async with self._guarded(opening=True):
            await self._prepare()

    async def close(self) -> None:
        """Wait a moment for running work, and close every connection; SQLite's last one merges its log."""
        ends = asyncio.get_running_loop().time() + _CLOSE_SECONDS
        if self._working:
            await asyncio.wait(self._working, timeout=_WORK_SECONDS)
        for task in self._working:  # the database hangs
            task.cancel()
        try:
            async with asyncio.timeout_at(ends):
                await asyncio.gather(*self._working, return_exceptions=True)
                await self._engine.dispose()
        except TimeoutError:
            _LOGGER.warning("the connections to the database %s cannot be closed", self.shown)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        async with self._guarded(), self._transaction(writes=False) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction, which is committed when the block ends without an error.

        Raises:
            StoreUnavailable: the database does not answer, or the commit was not confirmed.
        """
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._guarded())
            if self._writing is not None:
                await stack.enter_async_context(self._writing)
            yield await stack.enter_async_context(self._transaction(writes=True))

    async def tidy(self, *, again: bool = False) -> None:
        """Remove deleted data from SQLite's log; with `again`, if a reader still needed it the last time."""
        if self._address.file is None or (again and not self._untidy):
            return
        seconds = _TIDY_AGAIN_SECONDS if again else self._settings.statement_seconds
        async with self._guarded(), self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None  # noqa: S101 - it has just been connected
            await driver.execute_fetchall(f"PRAGMA busy_timeout={round(seconds * 1000)}")
            try:
                rows = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                usual = round(self._settings.statement_seconds * 1000)
                await driver.execute_fetchall(f"PRAGMA busy_timeout={usual}")
        self._untidy = any(row[0] for row in rows)

    @asynccontextmanager
    async def _transaction(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        await self._prepare()
        async with self._connected() as connection:
            await connection.execution_options(writes=writes)
            async with connection.begin():
                yield connection

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

    async def _prepare(self) -> None:
        """Migrate the schema, once; other callers wait meanwhile."""
        if self._is_current():
            return
        async with self._preparing:
            if self._is_current():
                return
            if self._address.file is not None:
                await asyncio.to_thread(self._make_file)
            async with self._connected() as connection:
                current = await migrate.is_current(connection, self.shown)
            if not current:
                engine = await asyncio.to_thread(self._make, migrate.SECONDS, poolclass=NullPool)
                try:
                    await migrate.upgrade(engine, self.shown)
                finally:
                    await engine.dispose()
            self._current = True

    def _is_current(self) -> bool:
        """Whether the schema is up to date; another task may have migrated it meanwhile."""
        return self._current

    def _make_file(self) -> None:
        """Create the file, readable only for its owner; SQLite gives its log the same mode."""
        path = self._address.file
        assert path is not None  # noqa: S101 - the caller has checked it
        path.parent.mkdir(parents=True, exist_ok=True)
        # An existing file is left alone: closing it would release other locks that this process has on it.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        keep_log(path, self._settings.statement_seconds)

    @asynccontextmanager
    async def _guarded(self, *, opening: bool = False) -> AsyncIterator[None]:
        """Limit the time of the block, and turn its failures into Morgan's errors.

        A database that was down a moment ago is not called at all, so that a turn that needs it several times
        waits for it only once.
        """
        if not opening and not self._breaker.admit():
            raise self._unavailable(self._breaker.reason)
        seconds = self._settings.connect_seconds + 2 * self._settings.statement_seconds
        try:
            async with asyncio.timeout(None if opening else seconds):
                yield
        except Exception as error:
            reported = self._reported(error, opening=opening)
            if reported is None:
                raise
            raise reported from error
        if self._breaker.succeed():
            _LOGGER.info("the database %s answers again", self.shown)

    def _reported(self, error: Exception, *, opening: bool) -> MorganError | None:
        """Return what callers get for an error; None if it is theirs as it is."""
        if isinstance(error, ConfigurationError) and not opening:
            return self._fail(error.message)
        if isinstance(error, MorganError):
            return None
        if is_value_error(error) and not opening:
            return InvalidRequest(
                "the database cannot hold a value", hint="send a smaller number or a shorter text"
            )
        if not is_database_error(error) and not is_value_error(error):
            return None
        if opening and (is_permanent(error) or is_value_error(error)):
            return ConfigurationError(
                f"the database {self.shown} cannot be used: {reason_of(error)}",
                hint=f"check {setting('core.store.database_url')}"
                if self._address.file is None
                else "if it belongs to another program, move it away, and Morgan creates a new one",
            )
        return self._unavailable(reason_of(error)) if is_temporary(error) else self._fail(reason_of(error))

    def _fail(self, reason: str) -> StoreUnavailable:
        if self._breaker.fail(reason):
            _LOGGER.warning("the database %s does not answer: %s", self.shown, reason)
        return self._unavailable(reason)

    def _unavailable(self, reason: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"the database {self.shown} does not answer: {reason}",
            hint=f"check that it runs; {setting('core.store.database_url')} is its address"
            if self._address.file is None
            else "check the free space on the disk, and that Morgan may write there",
        )

    def _make(self, seconds: float, **options: Any) -> AsyncEngine:
        connect_args: dict[str, Any] = (
            {"timeout": seconds}
            if self._address.file
            else {"timeout": self._settings.connect_seconds, "command_timeout": seconds}
        )
        if "pool_size" in options:
            options |= {
                "max_overflow": options["pool_size"],
                "pool_timeout": seconds,
                "pool_pre_ping": self._address.file is None,
            }
        engine = create_async_engine(
            self._address.url, connect_args=connect_args, hide_parameters=True, **options
        )
        if self._address.file:
            event.listen(engine.sync_engine, "connect", set_up)
            event.listen(engine.sync_engine, "begin", begin)
        return engine
