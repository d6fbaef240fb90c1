"""The contract of transactions: plain functions over a connection, each done as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

ResultT = TypeVar("ResultT")


class Transactions(Protocol):
    """Does work in transactions of one database. A driver's failures are passed on as they are."""

    @property
    def answers(self) -> int:
        """How often the database has answered a statement or accepted a connection."""

    async def prepare(self) -> None:
        """Bring the schema up to date.

        Raises:
            ConfigurationError: it is that of a newer Morgan.
        """

    async def run(self, work: Callable[[Connection], ResultT], *, writes: bool) -> ResultT:
        """Return the result of work in a transaction, which is committed unless the work raises.

        The work may run in a thread, and must leave alone what the event loop uses. A caller who is cancelled
        leaves nothing behind, unless the transaction was being committed.
        """

    async def tidy(self, seconds: float) -> bool:
        """Remove deleted data from a log; return whether a reader still needs it after these seconds."""

    async def close(self) -> None:
        """Close every connection."""
