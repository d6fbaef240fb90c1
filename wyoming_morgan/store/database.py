"""Access to the database: time limits, and the handling of failures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

from wyoming_morgan.errors import ConfigurationError, InvalidRequest, MorganError, StoreUnavailable
from wyoming_morgan.settings import setting
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
from wyoming_morgan.store.transactions import Transactions

_LOGGER = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


_WORK_SECONDS, _CLOSE_SECONDS = 1.0, 1.5
"""Seconds to wait for running work, and until the connections are closed, when the process ends."""
_TIDY_AGAIN_SECONDS = 0.05
"""Seconds for which others wait while the log is tried to be emptied again."""


class Database:
    """Provides transactions. Every failure to reach the database is a `StoreUnavailable`."""

    def __init__(self, address: DatabaseAddress, transactions: Transactions, settings: StoreSettings) -> None:
        """Guard the transactions of a database.

        Args:
            address: Its address.
            transactions: Its transactions.
            settings: The limits.
        """
        self._address = address
        self._transactions = transactions
        self._settings = settings
        self._breaker = CircuitBreaker(settings.retry_seconds)
        self._current = False
        self._untidy = False
        self._preparing = asyncio.Lock()
        self._working: set[asyncio.Task[Any]] = set()

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

    @property
    def answers(self) -> int:
        """How often it has answered a statement or accepted a connection."""
        return self._transactions.answers

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
        """Wait a moment for running work, and close every connection; SQLite's last one merges its log."""
        ends = asyncio.get_running_loop().time() + _CLOSE_SECONDS
        if self._working:
            await asyncio.wait(self._working, timeout=_WORK_SECONDS)
        for task in self._working:  # the database hangs
            task.cancel()
        try:
            async with asyncio.timeout_at(ends):
                await asyncio.gather(*self._working, return_exceptions=True)
                await self._transactions.close()
        except TimeoutError:
            _LOGGER.warning("the connections to the database %s cannot be closed", self.shown)

    async def read(self, work: Callable[[Connection], ResultT]) -> ResultT:
        """Return the result of work in one transaction that reads; see `Transactions.run`.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        return await self._run(work, writes=False)

    async def write(self, work: Callable[[Connection], ResultT]) -> ResultT:
        """Return the result of work in one transaction that writes, when it is committed.

        Raises:
            StoreUnavailable: the database does not answer, or the commit was not confirmed.
        """
        return await self._run(work, writes=True)

    async def tidy(self, *, again: bool = False) -> None:
        """Remove deleted data from SQLite's log; with `again`, if a reader still needed it the last time."""
        if again and not self._untidy:
            return
        async with self._guarded():
            self._untidy = await self._transactions.tidy(
                _TIDY_AGAIN_SECONDS if again else self._settings.statement_seconds
            )

    async def _run(self, work: Callable[[Connection], ResultT], *, writes: bool) -> ResultT:
        async with self._guarded():
            await self._prepare()
            return await self._transactions.run(work, writes=writes)

    async def _prepare(self) -> None:
        """Migrate the schema, once; other callers wait meanwhile."""
        if self._is_current():
            return
        async with self._preparing:
            if not self._is_current():
                await self._transactions.prepare()
                self._current = True

    def _is_current(self) -> bool:
        """Whether the schema is up to date; another task may have migrated it meanwhile."""
        return self._current

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
