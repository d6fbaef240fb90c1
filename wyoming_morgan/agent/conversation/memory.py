"""Keeps conversations: opens them, adds messages, and forgets what was deleted."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.patience import Patience, seconds_for
from wyoming_morgan.agent.conversation.session import Session, Sessions
from wyoming_morgan.agent.conversation.shared import SharedState
from wyoming_morgan.agent.conversation.waiting import Waiting
from wyoming_morgan.agent.conversation.writer import MemoryCounts, Writer
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.errors import InvalidRequest, MorganError
from wyoming_morgan.store.contract import NewMessage, Speaker, Store, StoredMessage, Watermark

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 8.0
_DELETIONS_SECONDS = 5.0
_PURGE_SECONDS = 3600.0

ResultT = TypeVar("ResultT")


class Memory:
    """The conversations of the agent, in the store if there is one.

    The store is asked in every turn whose conversation it is: what it says counts. If it does not answer, the
    turn goes on with what this process knows, and its messages wait until the store answers again.
    """

    def __init__(
        self,
        store: Store | None,
        settings: MemorySettings,
        clock: Callable[[], datetime],
        *,
        confirm_seconds: float = 0.0,
    ) -> None:
        """Keep conversations.

        Args:
            store: Where; None to keep them in this process only.
            settings: The limits.
            clock: Returns the current time.
            confirm_seconds: How long a confirmation question waits.
        """
        self._store = store if settings.enabled else None
        self._settings = settings
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._shared: SharedState | None = None
        self.sessions = Sessions(settings)
        remote = self._store is None or self._store.remote
        seconds = seconds_for(settings.write_seconds, remote=remote)
        self.patience = Patience(seconds, self._start_trying, self._count_answers)
        self._writer: Writer | None = None
        if self._store is not None:
            seconds = max(settings.followup_seconds, confirm_seconds)
            self._shared = SharedState(self._store.cache, self._store.deletions, seconds=seconds)
            self._writer = Writer(self._store, settings, self.sessions, self._start_trying)
            self._store.deletions.listen(self._forget_deleted)

    @property
    def store(self) -> Store | None:
        """The store; None if nothing is kept."""
        return self._store

    @property
    def counts(self) -> MemoryCounts:
        """The numbers of messages, for metrics."""
        return self._writer.counts if self._writer is not None else MemoryCounts()

    async def open(self, request: TurnRequest, language: str, tracer: Tracer) -> Session:
        """Return the conversation of a request: of this process, of the store, or a new one.

        Raises:
            InvalidRequest: an id is longer than the store allows.
        """
        now = self._clock()
        session = self.sessions.find(request, now)
        if self._store is not None and not request.incognito:
            session = await self._opened(self._store, session, request, language, tracer)
        elif session is None:
            session = self.sessions.begin(request, now)
        self.sessions.use(session, request, now)
        if self._shared is not None and not session.incognito:
            await self._shared.load(session)
        return session

    async def settle(self, session: Session, decide: Callable[[], ResultT]) -> ResultT:
        """Return what `decide` makes of the open question of a conversation, once among all replicas.

        Raises:
            Busy: it is not known whether another replica has settled it.
        """
        if self._shared is None or session.incognito:
            return decide()
        return await self._shared.settle(session, decide)

    async def share(self, session: Session) -> None:
        """Save the open state of a conversation for other replicas."""
        if self._shared is not None and not session.incognito and not session.forgotten:
            await self._shared.save(session)

    async def _opened(
        self, store: Store, session: Session | None, request: TurnRequest, language: str, tracer: Tracer
    ) -> Session:
        """Return the conversation that the store names, as this process has it."""
        now = self._clock()
        was_kept = session is not None and session.kept
        try:
            kept = await self.patience.wait(
                lambda: store.conversations.open(
                    session.id if session else request.conversation_id,
                    Speaker(request.user_id, request.device_id or request.satellite_id),
                    idle=timedelta(seconds=self._settings.idle_seconds),
                    language=language,
                )
            )
        except InvalidRequest:
            raise
        except MorganError as error:
            tracer.note("memory", f"the store does not answer, earlier messages are not known: {error}")
            mark = store.deletions.mark(current=False)
            if session is None or session.forgotten:
                session = self.sessions.begin(request, now)
                session.mark = mark
            session.turn_mark = mark
            return session
        if session is not None and not session.kept and not session.forgotten and session.id != kept.id:
            self.sessions.rename(session, kept.id)
        session = self.sessions.get(kept.id)
        if session is not None and kept.new and was_kept:
            self.sessions.drop(session)  # it was deleted, and begins anew
            session = None
        if session is None or not session.may_be_continued_by(request):
            session = self.sessions.begin(request, now, kept.id)
        session.mark = session.turn_mark = store.deletions.mark(current=True)
        if session.id == kept.id:
            session.kept, session.model = not kept.new, kept.model
            session.summary, session.summarized_to = kept.summary, kept.summarized_to
        return session

    async def keep(
        self,
        session: Session,
        language: str,
        messages: Sequence[NewMessage],
        tracer: Tracer,
        *,
        mark: Watermark | None = None,
    ) -> bool:
        """Add messages to a conversation; return whether they are stored. Never raises.

        Deletions after the mark take them, by default that of the newest turn.
        """
        if session.incognito:
            tracer.note("memory", "incognito: nothing is stored")
            return False
        if not session.forgotten:
            session.messages.extend(messages)
        if self._writer is None:
            return False
        entry = Waiting(session, language, tuple(messages), uuid.uuid4().hex, mark or session.turn_mark)
        return await self._writer.write(entry, self.patience, tracer)

    async def recent(self, session: Session, tracer: Tracer) -> tuple[StoredMessage | NewMessage, ...]:
        """Return the last messages of a conversation, oldest first; only those of this process if need be."""
        store, writer = self._store, self._writer
        if store is not None and writer is not None and session.kept and not writer.queue.of(session):
            most = session.messages.maxlen or 60
            try:
                return await self.patience.wait(lambda: store.conversations.recent(session.id, most))
            except MorganError as error:
                tracer.note(
                    "memory", f"the store does not answer, only this process's messages are known: {error}"
                )
        return tuple(session.messages)

    async def start(self) -> None:
        """Take over what waited when the last process ended, and begin to delete what is expired."""
        if self._store is None or self._writer is None:
            return
        await self._writer.adopt(self._clock())
        self._start(self._keep_up(self._store), "memory-deletions")
        if self._settings.conversation_days or self._settings.fact_days:
            self._start(self._keep_purging(self._store), "memory-purge")

    async def purge(self, store: Store) -> None:
        """Delete expired messages, conversations and facts.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        now = self._clock().astimezone(UTC)
        if days := self._settings.conversation_days:
            await store.conversations.purge(now - timedelta(days=days))
        days = self._settings.fact_days
        await store.facts.purge(now, created_before=now - timedelta(days=days) if days else None)
        await store.deletions.purge(now)

    async def close(self) -> None:
        """Store what waits, in the database or beside it, and end background work."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._writer is not None:
            await self._writer.close()
        self.sessions.forget()

    def _forget_deleted(self) -> None:
        """Forget what was deleted: in conversations, in the queue, and in what replicas share."""
        if self._store is None:
            return
        covers = self._store.deletions.covers
        for session in self.sessions.all():
            if covers(session.mark, user_id=session.whence.user_id, conversation_id=session.id):
                self.sessions.drop(session)
                if self._shared is not None and not session.incognito:
                    self._start(self._shared.forget(session), f"memory-forget-{session.id}")
        if self._writer is not None:
            self._writer.forget_deleted()

    def _count_answers(self) -> int:
        return self._store.answers if self._store is not None else 0

    def _start_trying(self) -> None:
        if self._writer is not None and self._store is not None:
            self._start(self._keep_trying(self._store, self._writer), "memory-retry")

    async def _keep_trying(self, store: Store, writer: Writer) -> None:
        """Find out when the database answers again, and store what waits."""
        pause = _FIRST_PAUSE_SECONDS
        while self.patience.silent or writer.queue:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            try:
                await store.deletions.refresh()
            except MorganError as error:
                _LOGGER.debug("the database does not answer yet: %s", error)
                continue
            self.patience.answered()
            await writer.drain(Tracer())

    async def _keep_up(self, store: Store) -> None:
        """Find out what was deleted by others, also while nobody speaks."""
        while True:
            await asyncio.sleep(_DELETIONS_SECONDS)
            try:
                if not self.patience.silent:
                    await store.deletions.refresh()
            except MorganError as error:
                _LOGGER.debug("what was deleted is not known: %s", error)
            if self._shared is not None:
                await self._shared.pay()
            if self._writer is not None:
                self._writer.spool_again()
                await self._writer.adopt(self._clock())

    async def _keep_purging(self, store: Store) -> None:
        while True:
            try:
                await self.purge(store)
            except MorganError as error:
                _LOGGER.warning("expired data was not deleted: %s", error)
            await asyncio.sleep(_PURGE_SECONDS)

    def _start(self, work: Coroutine[None, None, None], name: str) -> None:
        if self._closed or any(task.get_name() == name for task in self._tasks):
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
