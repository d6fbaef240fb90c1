"""Access to the database: connections, transactions, time limits, and the handling of failures."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from wyoming_morgan.errors import ConfigurationError, StoreUnavailable
from wyoming_morgan.settings import setting
from wyoming_morgan.store import migrate
from wyoming_morgan.store.address import DatabaseAddress
from wyoming_morgan.store.breaker import CircuitBreaker
from wyoming_morgan.store.failures import is_database_error, is_permanent, is_temporary, reason_of
from wyoming_morgan.store.settings import StoreSettings

_LOGGER = logging.getLogger(__name__)

ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")

_SQLITE = (
    "PRAGMA journal_mode=WAL",
    # A commit is on the disk when it returns. Otherwise a power cut may lose the last ones.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Deleted data is overwritten, and does not stay in the log for long.
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA journal_size_limit=16777216",
)


class Database:
    """Provides transactions. Every failure to reach the database is a `StoreUnavailable`."""

    def __init__(self, address: DatabaseAddress, settings: StoreSettings) -> None:
        self._address = address
        self._settings = settings
        self._engine = self._make(settings.statement_seconds, pool_size=settings.pool_size)
        self._breaker = CircuitBreaker(settings.retry_seconds)
        self._current = False
        self._preparing = asyncio.Lock()
        self._working: set[asyncio.Task[Any]] = set()
        # SQLite has one writer at a time: this process's writers wait here, in order, not in a busy handler.
        self._writing = asyncio.Lock() if address.file else None

    @property
    def shown(self) -> str:
        """Its address, without user and password."""
        return self._address.shown

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
        """Wait for running work, and close every connection; SQLite's last one merges its log."""
        await asyncio.gather(*self._working, return_exceptions=True)
        await self._engine.dispose()

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

    async def tidy(self) -> None:
        """Remove deleted data from SQLite's log, unless a reader still needs it."""
        if self._address.file is None:
            return
        async with self._guarded(), self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None  # noqa: S101 - it has just been connected
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    @asynccontextmanager
    async def _transaction(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        await self._prepare()
        async with self._engine.connect() as connection:
            await connection.execution_options(writes=writes)
            async with connection.begin():
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
            async with self._engine.connect() as connection:
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
        _keep_log(path, self._settings.statement_seconds)

    @asynccontextmanager
    async def _guarded(self, *, opening: bool = False) -> AsyncIterator[None]:
        """Limit the time of the block, and turn its failures into Morgan's errors.

        A database that was down a moment ago is not called at all, so that a turn that needs it several times
        waits for it only once.
        """
        if not self._breaker.closed and not opening:
            raise self._unavailable(self._breaker.reason)
        seconds = self._settings.connect_seconds + 2 * self._settings.statement_seconds
        try:
            async with asyncio.timeout(None if opening else seconds):
                yield
        except (IntegrityError, DataError, ConfigurationError) as error:
            if isinstance(error, ConfigurationError) and not opening:
                raise self._fail(error.message) from error
            raise
        except Exception as error:
            if not is_database_error(error):
                raise
            if opening and is_permanent(error):
                raise ConfigurationError(
                    f"the database {self.shown} cannot be used: {reason_of(error)}",
                    hint=f"check {setting('core.store.database_url')}"
                    if self._address.file is None
                    else "if it belongs to another program, move it away, and Morgan creates a new one",
                ) from error
            if is_temporary(error):
                raise self._unavailable(reason_of(error)) from error
            raise self._fail(reason_of(error)) from error
        if self._breaker.succeed():
            _LOGGER.info("the database %s answers again", self.shown)

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
            event.listen(engine.sync_engine, "connect", _set_up)
            event.listen(engine.sync_engine, "begin", _begin)
        return engine


class _WithDatabase(Protocol):
    @property
    def database(self) -> Database: ...


SelfT = TypeVar("SelfT", bound=_WithDatabase)


def uninterrupted(
    method: Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]],
) -> Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]]:
    """Let a method finish even if its caller is cancelled; see `Database.run_uninterrupted`."""

    @wraps(method)
    async def run(self: SelfT, /, *arguments: ParamsT.args, **named: ParamsT.kwargs) -> ResultT:
        return await self.database.run_uninterrupted(method(self, *arguments, **named))

    return run


def _keep_log(path: Path, seconds: float) -> None:
    """Switch the file to a write-ahead log; SQLite refuses some of several processes that do so at once.

    Any other problem shows when the file is used.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.Error as error:
            if "locked" in str(error) and time.monotonic() < until:
                time.sleep(0.02)
                continue
        return


def _set_up(connection: Any, record: Any) -> None:
    del record
    # Otherwise the driver begins transactions itself; `_begin` does that.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin a write transaction as such: turning a read transaction into one can fail immediately."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
