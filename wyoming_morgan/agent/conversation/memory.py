"""Keeps conversations: opens them, adds messages, and holds messages while the database is down."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.session import Session, Sessions
from wyoming_morgan.agent.conversation.shared import SharedState
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.errors import InvalidRequest, MorganError, NotFound
from wyoming_morgan.store.contract import NewMessage, Speaker, Store, StoredMessage

_LOGGER = logging.getLogger(__name__)

_RETRY_SECONDS = 5.0
_PURGE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Messages that are not stored yet, and their conversation."""

    session: Session
    speaker: Speaker
    language: str
    messages: tuple[NewMessage, ...]
    key: str
    """The idempotency key: the messages are added once, however often it is tried."""


@dataclass(slots=True)
class MemoryCounts:
    """The numbers of messages that were stored, are waiting and are lost, since the start."""

    kept: int = 0
    waiting: int = 0
    lost: int = 0


class Memory:
    """The conversations of the agent, in the store if there is one.

    A turn is acknowledged when its messages are in the store. If the store does not answer, the turn is still
    answered, and its messages wait in a bounded queue until the store answers again.
    """

    def __init__(self, store: Store | None, settings: MemorySettings, clock: Callable[[], datetime]) -> None:
        self._store = store if settings.enabled else None
        self._settings = settings
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes: set[asyncio.Future[bool]] = set()
        self._shared = (
            SharedState(self._store.cache, seconds=settings.followup_seconds) if self._store else None
        )
        self.sessions = Sessions(settings)
        self.counts = MemoryCounts()

    @property
    def store(self) -> Store | None:
        """The store; None if nothing is kept."""
        return self._store

    async def open(self, request: TurnRequest, language: str, tracer: Tracer) -> Session:
        """Return the conversation of a request: of this process, of the store, or a new one.

        Raises:
            InvalidRequest: an id is longer than the store allows.
        """
        now = self._clock()
        session = self.sessions.find(request, now)
        if session is None:
            session = self.sessions.begin(request, now)
            if self._store is not None and not request.incognito:
                await self._open_stored(self._store, session, request, language, tracer)
        self.sessions.use(session, request, now)
        if self._shared is not None and not session.incognito:
            await self._shared.load(session)
        return session

    @asynccontextmanager
    async def held(self, session: Session) -> AsyncIterator[None]:
        """Hold the open state of a conversation exclusively among all replicas.

        Raises:
            Busy: another turn holds it.
        """
        if self._shared is None or session.incognito:
            yield
            return
        async with self._shared.held(session):
            yield

    async def share(self, session: Session) -> None:
        """Save the open state of a conversation for other replicas."""
        if self._shared is not None and not session.incognito:
            await self._shared.save(session)

    async def _open_stored(
        self, store: Store, session: Session, request: TurnRequest, language: str, tracer: Tracer
    ) -> None:
        try:
            async with asyncio.timeout(self._settings.write_seconds):
                kept = await store.conversations.open(
                    request.conversation_id,
                    Speaker(request.user_id, request.device_id or request.satellite_id),
                    idle=timedelta(seconds=self._settings.idle_seconds),
                    language=language,
                )
        except InvalidRequest:
            raise
        except (MorganError, TimeoutError) as error:
            tracer.note("memory", f"the store does not answer, earlier messages are not known: {error}")
            return
        self.sessions.rename(session, kept.id)
        session.kept = True
        session.model, session.summary, session.summarized_to = kept.model, kept.summary, kept.summarized_to

    async def keep(
        self, session: Session, language: str, messages: Sequence[NewMessage], tracer: Tracer
    ) -> bool:
        """Add messages to a conversation; return whether they are stored. Never raises."""
        if session.incognito:
            tracer.note("memory", "incognito: nothing is stored")
            return False
        session.messages.extend(messages)
        if self._store is None:
            return False
        wait = _Waiting(session, session.speaker, language, tuple(messages), uuid.uuid4().hex)
        if self._waiting:
            self._put_back(wait)
            written = asyncio.ensure_future(self._drain(tracer))
        else:
            written = asyncio.ensure_future(self._try(self._store, wait, tracer))
        # Shielded: a client that leaves during the write must not cause a second write, or none.
        self._writes.add(written)
        written.add_done_callback(self._writes.discard)
        return await asyncio.shield(written)

    async def _try(self, store: Store, wait: _Waiting, tracer: Tracer) -> bool:
        try:
            async with asyncio.timeout(self._settings.write_seconds):
                await self._write(store, wait)
        except (MorganError, TimeoutError) as error:
            tracer.note("memory", f"not stored yet, waiting for the store: {error}")
            _LOGGER.warning("messages are not stored yet: %s", error)
            self._put_back(wait)
            self._start(self._keep_trying(), "memory-retry")
            return False
        self.counts.kept += len(wait.messages)
        return True

    async def recent(self, session: Session, tracer: Tracer) -> tuple[StoredMessage | NewMessage, ...]:
        """Return the last messages of a conversation, oldest first; only those of this process if need be."""
        if self._store is not None and session.kept and not self._waiting:
            try:
                async with asyncio.timeout(self._settings.write_seconds):
                    return await self._store.conversations.recent(session.id, session.messages.maxlen or 60)
            except (MorganError, TimeoutError) as error:
                tracer.note(
                    "memory", f"the store does not answer, only this process's messages are known: {error}"
                )
        return tuple(session.messages)

    def start(self) -> None:
        """Begin to delete expired conversations and facts once an hour."""
        if self._store is not None and (self._settings.conversation_days or self._settings.fact_days):
            self._start(self._keep_purging(self._store), "memory-purge")

    async def purge(self, store: Store) -> None:
        """Delete expired conversations and facts.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        now = self._clock().astimezone(UTC)
        if days := self._settings.conversation_days:
            await store.conversations.purge(now - timedelta(days=days))
        days = self._settings.fact_days
        await store.facts.purge(now, created_before=now - timedelta(days=days) if days else None)

    async def close(self) -> None:
        """Try once more to store waiting messages, and end background work."""
        await asyncio.gather(*self._writes, return_exceptions=True)
        if self._waiting:
            await self._drain(Tracer())
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._waiting:
            _LOGGER.error("%d turns were never stored: the store did not answer", len(self._waiting))
        self.sessions.forget()

    async def _write(self, store: Store, wait: _Waiting) -> None:
        session = wait.session
        if not session.kept:
            kept = await store.conversations.open(
                session.id,
                wait.speaker,
                idle=timedelta(seconds=self._settings.idle_seconds),
                language=wait.language,
            )
            self.sessions.rename(session, kept.id)
            session.kept = True
        try:
            await store.conversations.append(session.id, wait.messages, key=wait.key)
        except NotFound:  # deleted in the meantime: this message begins it again
            session.kept, session.summary, session.summarized_to = False, "", None
            session.messages.clear()
            session.messages.extend(wait.messages)
            session.traces.clear()
            kept = await store.conversations.open(
                session.id, wait.speaker, idle=timedelta(0), language=wait.language
            )
            self.sessions.rename(session, kept.id)
            session.kept = True
            await store.conversations.append(session.id, wait.messages, key=wait.key)

    def _put_back(self, wait: _Waiting) -> None:
        self._waiting.append(wait)
        while len(self._waiting) > self._settings.waiting:
            lost = self._waiting.popleft()
            self.counts.lost += len(lost.messages)
            _LOGGER.error("%d messages are lost: too many are waiting for the store", len(lost.messages))
        self.counts.waiting = len(self._waiting)

    async def _drain(self, tracer: Tracer) -> bool:
        """Store waiting messages in their order; return whether none are left."""
        store = self._store
        if store is None:
            return False
        async with self._writing:
            while self._waiting:
                wait = self._waiting[0]
                try:
                    async with asyncio.timeout(self._settings.write_seconds):
                        await self._write(store, wait)
                except (MorganError, TimeoutError) as error:
                    tracer.note("memory", f"not stored yet, {len(self._waiting)} turns are waiting: {error}")
                    return False
                if self._waiting and self._waiting[0] is wait:
                    self._waiting.popleft()
                self.counts.kept += len(wait.messages)
                self.counts.waiting = len(self._waiting)
        return True

    async def _keep_trying(self) -> None:
        while self._waiting:
            await asyncio.sleep(_RETRY_SECONDS)
            await self._drain(Tracer())

    async def _keep_purging(self, store: Store) -> None:
        while True:
            try:
                await self.purge(store)
            except (MorganError, TimeoutError) as error:
                _LOGGER.warning("expired data was not deleted: %s", error)
            await asyncio.sleep(_PURGE_SECONDS)

    def _start(self, work: Coroutine[None, None, None], name: str) -> None:
        if any(task.get_name() == name for task in self._tasks):
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
