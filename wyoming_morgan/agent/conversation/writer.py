"""Writes what was said to the store: at once, or from a queue when the store answers again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wyoming_morgan.agent.conversation.patience import Patience
from wyoming_morgan.agent.conversation.session import Session, Sessions
from wyoming_morgan.agent.conversation.waiting import Waiting, WaitingQueue, from_record
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.errors import InvalidRequest, MorganError
from wyoming_morgan.store.contract import Store

_LOGGER = logging.getLogger(__name__)

_CLOSE_SECONDS = 1.0
"""Seconds that the end of the process waits for the store; the file beside it takes what is left."""
_SPOOL_SECONDS = 0.04
"""Seconds that a turn waits for that file, so that a process that is killed has what it answered."""


@dataclass(slots=True)
class MemoryCounts:
    """The numbers of messages that were stored, are waiting and are lost, since the start."""

    kept: int = 0
    waiting: int = 0
    lost: int = 0


class Writer:
    """Writes to the store. What cannot be written waits in a queue, and in a file beside the database."""

    def __init__(
        self, store: Store, settings: MemorySettings, sessions: Sessions, on_waiting: Callable[[], None]
    ) -> None:
        """Write for the conversations of this process.

        Args:
            store: Where to.
            settings: The limits.
            sessions: The conversations, which the store may give other ids.
            on_waiting: Called when something has to wait; has to call `drain` until nothing does.
        """
        self._store = store
        self._sessions = sessions
        self._on_waiting = on_waiting
        self._draining = asyncio.Lock()
        self._writes: set[asyncio.Task[bool]] = set()
        self._spooling: asyncio.Task[None] | None = None
        self._spooled = True
        self.counts = MemoryCounts()
        self.queue = WaitingQueue(settings.waiting, self._lose)

    async def write(self, entry: Waiting, patience: Patience, tracer: Tracer) -> bool:
        """Write a turn; return whether it is stored. Otherwise it waits, behind those of its conversation."""
        if patience.silent or self.queue.of(entry.session):
            self._wait(entry)
        try:
            if await patience.wait(lambda: self._written(entry, tracer)):
                return True
        except MorganError as error:
            self._wait(entry)
            tracer.note("memory", f"not stored yet, waiting for the store: {error}")
        except asyncio.CancelledError:  # the client has left, or the process ends, while it is being written
            if self._writes:
                self._wait(entry)
            raise
        if self._spooling is not None:
            await asyncio.wait({self._spooling}, timeout=_SPOOL_SECONDS)
        return False

    async def drain(self, tracer: Tracer, session: Session | None = None) -> bool:
        """Write what waits, the oldest first, or that of a conversation; return whether all is stored."""
        for entry in self.queue:
            if session is not None and entry.session.id != session.id:
                continue
            async with self._draining:  # for each one, so that a turn need not wait for all others
                if self.queue.has(entry) and not await self._try(entry):
                    tracer.note("memory", f"not stored yet, {len(self.queue)} turns are waiting")
                    return False
        return True

    async def adopt(self, now: datetime) -> None:
        """Take over what waited when other processes ended."""
        try:
            records = await self._store.spool.adopt()
        except OSError as error:
            _LOGGER.warning("what waited to be stored cannot be read: %s", error)
            return
        for record in records:
            try:
                self._wait(from_record(record, now))
            except (ValueError, KeyError, TypeError) as error:
                _LOGGER.warning("a turn that waited to be stored cannot be read: %s", type(error).__name__)

    def spool_again(self) -> None:
        """Try again to write the file beside the database, if the disk has refused it."""
        if not self._spooled:
            self._changed()

    def forget_deleted(self) -> None:
        """Forget what waits and was deleted."""
        covers = self._store.deletions.covers
        self._discard(
            lambda entry: (
                not covers(entry.mark, user_id=entry.speaker.user_id, conversation_id=entry.session.id)
            )
        )

    async def close(self) -> None:
        """Store what waits: in the database, if it answers soon, else in the file beside it."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                if self._writes:
                    await asyncio.wait(self._writes)
                if self.queue:
                    await self.drain(Tracer())
        except TimeoutError:
            _LOGGER.debug("the store does not answer")
        self.spool_again()
        while self._spooling is not None and not self._spooling.done():
            await asyncio.gather(self._spooling, return_exceptions=True)
        if self.queue:
            left = len(self.queue)
            if self._spooled:
                _LOGGER.warning("%d turns are not stored yet; they will be at the next start", left)
            else:
                _LOGGER.error("%d turns were never stored: neither database nor disk takes them", left)

    async def _written(self, entry: Waiting, tracer: Tracer) -> bool:
        """Write in a task that goes on when the caller leaves, so that a turn is written once."""
        waits = self.queue.of(entry.session)
        work = self.drain(tracer, entry.session) if waits else self._try(entry)
        task = asyncio.create_task(work)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        if await asyncio.shield(task):
            return True
        tracer.note("memory", "not stored yet, waiting for the store")
        return False

    async def _try(self, entry: Waiting) -> bool:
        """Write one; return whether it need not wait any more."""
        try:
            stored = await self._write(entry)
        except InvalidRequest as error:
            _LOGGER.error("%d messages cannot be stored: %s", len(entry.messages), error)  # noqa: TRY400 - it says enough
            self._lose(entry)
        except MorganError as error:
            _LOGGER.warning("messages are not stored yet: %s", error)
            self._wait(entry)
            return False
        except Exception:
            _LOGGER.exception("%d messages cannot be stored", len(entry.messages))
            self._lose(entry)
        else:
            self.counts.kept += len(entry.messages) if stored else 0
        self._discard(lambda other: other.key != entry.key)
        return True

    async def _write(self, entry: Waiting) -> bool:
        """Write one; return false if it was deleted meanwhile."""
        session = entry.session
        conversation = await self._store.conversations.keep(
            session.id,
            entry.speaker,
            entry.messages,
            key=entry.key,
            mark=entry.mark,
            language=entry.language,
        )
        if conversation is None:
            return False
        if conversation.id != session.id:
            self._sessions.rename(session, conversation.id)
        session.kept = True
        return True

    def _wait(self, entry: Waiting) -> None:
        self.queue.add(entry)
        self._changed()
        self._on_waiting()

    def _discard(self, condition: Callable[[Waiting], bool]) -> None:
        if self.queue.keep_only(condition):
            self._changed()

    def _lose(self, entry: Waiting) -> None:
        self.counts.lost += len(entry.messages)

    def _changed(self) -> None:
        """Bring the file up to date, in the background."""
        self.counts.waiting = len(self.queue)
        self._spooled = False
        if self._spooling is None or self._spooling.done():
            self._spooling = asyncio.create_task(self._spool(), name="memory-spool")

    async def _spool(self) -> None:
        while not self._spooled:
            self._spooled = True
            try:
                deleted = await self._store.spool.replace([entry.record() for entry in self.queue])
            except OSError as error:
                self._spooled = False
                _LOGGER.warning("what waits for the store cannot be written beside it: %s", error)
                return
            self._discard(lambda entry: entry.key not in deleted)  # noqa: B023 - called at once
