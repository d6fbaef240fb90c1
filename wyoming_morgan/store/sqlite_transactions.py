"""Transactions in an SQLite file, each in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from wyoming_morgan.store import migrate
from wyoming_morgan.store.address import DatabaseAddress
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.sqlite_files import begin, keep_log, set_up

ResultT = TypeVar("ResultT")


class SqliteTransactions:
    """Fulfils `Transactions`: each goes to a thread and back once, however many statements it has."""

    def __init__(self, address: DatabaseAddress, file: Path, settings: StoreSettings) -> None:
        """Use a file.

        Args:
            address: The address of the file.
            file: Where it is; `prepare` creates it.
            settings: The limits.
        """
        self._address = address
        self._file = file
        self._seconds = settings.statement_seconds
        most = 2 * settings.pool_size
        # The connection that was used last has the pages in its memory.
        self._engine = self._make(
            self._seconds, pool_size=settings.pool_size, max_overflow=settings.pool_size, pool_use_lifo=True
        )
        self._numbers = itertools.count(1)
        self.answers = 0
        """How often it has answered a statement or was opened."""
        for name in ("connect", "after_cursor_execute"):
            event.listen(self._engine, name, self._count_answer)
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="sqlite")
        self._closed = False
        # SQLite has one writer at a time: this process's writers wait here, in order, not in a busy handler.
        self._writing = asyncio.Lock()

    async def prepare(self) -> None:
        """Create the file, and bring its schema up to date."""
        await self._in_thread(self._prepare)

    async def run(self, work: Callable[[Connection], ResultT], *, writes: bool) -> ResultT:
        """Return the result of work in a transaction."""
        if not writes:
            return await self._run(work, writes=False)
        async with self._writing:
            return await self._run(work, writes=True)

    async def tidy(self, seconds: float) -> bool:
        """Bring the log into the file, and empty it; return whether a reader still needs it."""
        return await self._in_thread(lambda: self._tidy(seconds))

    async def close(self) -> None:
        """Close every connection; the last one merges the log."""
        if self._closed:
            return
        self._closed = True
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._engine.dispose)
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[Connection], ResultT], *, writes: bool) -> ResultT:
        left = threading.Event()

        def transact() -> ResultT:
            with self._engine.connect() as connection:
                connection.execution_options(writes=writes)
                with connection.begin():
                    result = work(connection)
                    if left.is_set():
                        raise _CallerLeftError
            return result

        try:
            return await self._in_thread(transact)
        except asyncio.CancelledError:
            left.set()
            raise

    async def _in_thread(self, work: Callable[[], ResultT]) -> ResultT:
        if self._closed:
            raise ConnectionError("it is closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _prepare(self) -> None:
        self._make_file()
        steps = migrate.read_steps()
        with self._engine.connect() as connection:
            current = migrate.is_current(connection, steps, self._address.shown)
        if current:
            return
        engine = self._make(migrate.SECONDS, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                connection.execution_options(writes=True)
                with connection.begin():
                    migrate.upgrade(connection, steps, self._address.shown)
        finally:
            engine.dispose()

    def _make_file(self) -> None:
        """Create the file, readable only for its owner; SQLite gives its log the same mode."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # An existing file is left alone: closing it would release other locks that this process has on it.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        keep_log(self._file, self._seconds)

    def _tidy(self, seconds: float) -> bool:
        with contextlib.closing(self._engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert driver is not None  # noqa: S101 - it has just been connected
            driver.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")
            try:
                rows = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                driver.execute(f"PRAGMA busy_timeout={round(self._seconds * 1000)}")
        return any(row[0] for row in rows)

    def _count_answer(self, *_: object) -> None:
        self.answers = next(self._numbers)

    def _make(self, seconds: float, **options: Any) -> Engine:
        engine = create_engine(
            self._address.url, connect_args={"timeout": seconds}, hide_parameters=True, **options
        )
        event.listen(engine, "connect", set_up)
        event.listen(engine, "begin", begin)
        return engine


class _CallerLeftError(Exception):
    """Nobody waits for the transaction any more: it is rolled back."""
