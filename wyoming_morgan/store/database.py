"""The one way to the database: connections, transactions, bounds in time, and what being down means."""

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
from wyoming_morgan.store import migrate
from wyoming_morgan.store.address import Address
from wyoming_morgan.store.breaker import Breaker
from wyoming_morgan.store.failures import is_hopeless, is_of_the_database, is_passing, reason_of
from wyoming_morgan.store.settings import StoreSettings

_LOG = logging.getLogger(__name__)

ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")

_SQLITE = (
    "PRAGMA journal_mode=WAL",
    # A commit is on the disk when it returns. With less, the last ones are lost when the power is.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # What is deleted is overwritten, and the log does not keep it for long.
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA journal_size_limit=16777216",
)


class Database:
    """Gives out transactions. Every failure to reach the database is a `StoreUnavailable`."""

    def __init__(self, address: Address, settings: StoreSettings) -> None:
        self._address = address
        self._settings = settings
        self._engine = self._make(settings.statement_seconds, pool_size=settings.pool_size)
        self._breaker = Breaker(settings.retry_seconds)
        self._current = False
        self._preparing = asyncio.Lock()
        self._working: set[asyncio.Task[Any]] = set()
        # SQLite has one writer at a time: those of this process wait here, in order, not in its busy handler.
        self._writing = asyncio.Lock() if address.file else None

    @property
    def shown(self) -> str:
        """Where it is, without user and password."""
        return self._address.shown

    @property
    def available(self) -> bool:
        """Whether it answered last."""
        return not self._breaker.failed

    async def whole(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Do work to its end, also when its caller is cancelled: a client that leaves breaks no transaction.

        Drivers do not all survive to be cancelled in the middle of a statement.
        """
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Its caller has it, too, unless that has left.
            _LOG.debug("the database %s: %s", self.shown, error)

    async def open(self) -> None:
        """Connect, and bring the schema up to date.

        Raises:
            ConfigurationError: it is no database, belongs to a newer Morgan, or lets us not in.
            StoreUnavailable: it does not answer now.
        """
        async with self._told(opening=True):
            await self._prepare()

    async def close(self) -> None:
        """Let what runs end, and close every connection; SQLite's last one brings its log into the file."""
        await asyncio.gather(*self._working, return_exceptions=True)
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Read in one transaction.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        async with self._told(), self._transaction(writes=False) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Write in one transaction, committed when the block ends well.

        Raises:
            StoreUnavailable: the database does not answer, or the commit was not confirmed.
        """
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._told())
            if self._writing is not None:
                await stack.enter_async_context(self._writing)
            yield await stack.enter_async_context(self._transaction(writes=True))

    async def tidy(self) -> None:
        """Take what was deleted out of SQLite's log, as far as no reader is in the way."""
        if self._address.file is None:
            return
        async with self._told(), self._engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None  # noqa: S101 - it was just connected
            await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    @asynccontextmanager
    async def _transaction(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        await self._prepare()
        async with self._engine.connect() as connection:
            await connection.execution_options(writes=writes)
            async with connection.begin():
                yield connection

    async def _prepare(self) -> None:
        """Bring the schema up to date, once; whoever comes meanwhile waits."""
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
        """Whether the schema is known to be up to date; another task may have seen to it meanwhile."""
        return self._current

    def _make_file(self) -> None:
        """Make the file readable for its owner alone; SQLite gives its log the same mode."""
        path = self._address.file
        assert path is not None  # noqa: S101 - the caller looked
        path.parent.mkdir(parents=True, exist_ok=True)
        # One that is there is not touched: to close it would let go of the locks of whoever has it open here.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        _keep_log(path, self._settings.statement_seconds)

    @asynccontextmanager
    async def _told(self, *, opening: bool = False) -> AsyncIterator[None]:
        """Bound what the block does in time, and turn its failures into ours.

        A database that was down a moment ago is not asked at all, so that a turn which needs it several times
        waits for it once.
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
            if not is_of_the_database(error):
                raise
            if opening and is_hopeless(error):
                raise ConfigurationError(
                    f"the database {self.shown} cannot be used: {reason_of(error)}",
                    hint="check memory.database_url in core.yaml"
                    if self._address.file is None
                    else "is it another program's? move it away, and Morgan makes a new one",
                ) from error
            if is_passing(error):
                raise self._unavailable(reason_of(error)) from error
            raise self._fail(reason_of(error)) from error
        if self._breaker.succeed():
            _LOG.info("the database %s answers again", self.shown)

    def _fail(self, reason: str) -> StoreUnavailable:
        if self._breaker.fail(reason):
            _LOG.warning("the database %s does not answer: %s", self.shown, reason)
        return self._unavailable(reason)

    def _unavailable(self, reason: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"the database {self.shown} does not answer: {reason}",
            hint="does it run? memory.database_url in core.yaml names it"
            if self._address.file is None
            else "is there room on the disk, and may Morgan write there?",
        )

    def _make(self, seconds: float, **options: Any) -> AsyncEngine:
        connecting: dict[str, Any] = (
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
            self._address.url, connect_args=connecting, hide_parameters=True, **options
        )
        if self._address.file:
            event.listen(engine.sync_engine, "connect", _set_up)
            event.listen(engine.sync_engine, "begin", _begin)
        return engine


class _WithDatabase(Protocol):
    @property
    def database(self) -> Database: ...


SelfT = TypeVar("SelfT", bound=_WithDatabase)


def whole(
    method: Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]],
) -> Callable[Concatenate[SelfT, ParamsT], Coroutine[Any, Any, ResultT]]:
    """Let a method of what has a `database` do its work as a whole; see `Database.whole`."""

    @wraps(method)
    async def run(self: SelfT, /, *arguments: ParamsT.args, **named: ParamsT.kwargs) -> ResultT:
        return await self.database.whole(method(self, *arguments, **named))

    return run


def _keep_log(path: Path, seconds: float) -> None:
    """Let the file have a write-ahead log: where several do that together SQLite refuses some at once.

    Any other trouble shows when the file is used.
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
    # The driver begins no transactions of its own then; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin a transaction that writes as one: to turn a reading one into it can fail at once."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
