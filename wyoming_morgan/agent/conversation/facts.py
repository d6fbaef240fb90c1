"""Remembers, recalls and forgets facts."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from wyoming_morgan.agent.conversation.likeness import longer_words, scores
from wyoming_morgan.agent.conversation.patience import Patience
from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.language.languages import EVERYTHING
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.errors import InvalidRequest, MorganError
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.store.contract import Fact, Owner, Speaker, Store

_LOGGER = logging.getLogger(__name__)

_LONGEST = 500
_ENOUGH_TO_FORGET = 0.6
"""The least share of common words, or cosine similarity, at which a fact is the one to forget."""
_CHANGE_SECONDS = 5.0
"""Seconds a turn waits for a fact to be stored or deleted, which is what it is about."""
_EMBED_SECONDS = 2.0


class FactOutcome(StrEnum):
    """The result of an attempt to remember or to forget a fact."""

    DONE = "done"
    NOTHING = "nothing"
    SEVERAL = "several"
    EVERYTHING = "everything"
    """All facts were meant, which a possibly misheard sentence must not delete."""
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class FactKeeper:
    """The facts of the speaker, found by embeddings if a backend offers them, else by common words."""

    def __init__(
        self, store: Store, models: LanguageModels | None, clock: Callable[[], datetime], patience: Patience
    ) -> None:
        self._store = store
        self._models = models
        self._clock = clock
        self._patience = patience
        self._embeds = models is not None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="facts")

    def close(self) -> None:
        """End the thread that compares facts."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def remember(
        self, content: str, session: Session, tracer: Tracer, *, explicit: bool
    ) -> FactOutcome:
        """Store a fact for the user; for the household if an unknown speaker explicitly asks for it."""
        content = " ".join(content.split())[:_LONGEST].strip()
        if not content or session.incognito:
            return FactOutcome.REFUSED
        user = session.whence.user_id
        if not user and not explicit:
            tracer.note("memory", "facts of an unknown speaker are remembered only on request")
            return FactOutcome.REFUSED
        fact = Fact(
            id=uuid.uuid4().hex,
            owner=Owner.USER if user else Owner.HOUSEHOLD,
            owner_id=user or "",
            content=content,
            created=self._clock().astimezone(UTC),
        )
        vectors, model = await self._embed([content])
        try:
            complete = replace(fact, vector=vectors[0], vector_model=model) if vectors else fact
            await self._patience.wait(
                lambda: self._store.facts.add(complete, mark=session.mark), seconds=_CHANGE_SECONDS
            )
        except MorganError as error:
            tracer.note("memory", f"not remembered: {error}")
            return FactOutcome.UNAVAILABLE
        tracer.note("memory", f"remembered for {fact.owner.value}")
        return FactOutcome.DONE

    async def recall(self, query: str, session: Session, tracer: Tracer, *, most: int) -> tuple[Fact, ...]:
        """Return the facts that match a query best, the best first; for an empty query the newest."""
        if session.incognito or most < 1:
            return ()
        try:
            facts = await self._patience.wait(lambda: self._store.facts.of(_speaker(session)))
        except MorganError as error:
            tracer.note("memory", f"facts cannot be read: {error}")
            return ()
        if not facts or not query.strip():
            return facts[:most]
        ranked = sorted(
            (
                (score, fact)
                for fact, score in zip(facts, await self._scores(query, facts), strict=True)
                if score > 0
            ),
            key=lambda pair: -pair[0],
        )
        tracer.note("memory", f"{min(len(ranked), most)} of {len(facts)} facts match")
        return tuple(fact for _, fact in ranked[:most])

    async def forget(self, query: str, session: Session, tracer: Tracer, *, explicit: bool) -> FactOutcome:
        """Delete the one fact that a query means, if the speaker explicitly asks for it."""
        if session.incognito or not query.strip() or not explicit:
            return FactOutcome.REFUSED
        if EVERYTHING & set(re.findall(r"\w+", query.casefold())):
            return FactOutcome.EVERYTHING
        matches = await self.recall(query, session, tracer, most=50)
        words = longer_words(query)
        meant = [fact for fact in matches if words and words <= longer_words(fact.content)]
        if not meant and matches and (await self._scores(query, matches[:1]))[0] >= _ENOUGH_TO_FORGET:
            meant = [matches[0]]
        if not meant:
            return FactOutcome.NOTHING
        if len(meant) > 1:
            return FactOutcome.SEVERAL
        try:
            await self._patience.wait(lambda: self._store.facts.delete(meant[0].id), seconds=_CHANGE_SECONDS)
        except MorganError as error:
            tracer.note("memory", f"not forgotten: {error}")
            return FactOutcome.UNAVAILABLE
        tracer.note("memory", "forgot one fact")
        return FactOutcome.DONE

    async def _scores(self, query: str, facts: Sequence[Fact]) -> list[float]:
        vector: Sequence[float] = ()
        model = ""
        if any(fact.vector for fact in facts):
            vectors, model = await self._embed([query])
            vector = vectors[0] if vectors else ()
        # A speaker may have a thousand facts: the event loop does not wait for them.
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, scores, query, facts, vector, model
        )

    async def _embed(self, texts: list[str]) -> tuple[tuple[tuple[float, ...], ...], str]:
        """Return embeddings, or none if no backend offers them or they take too long."""
        if self._models is None or not self._embeds:
            return (), ""
        try:
            async with asyncio.timeout(_EMBED_SECONDS):
                embeddings = await self._models.embed(texts)
        except InvalidRequest:
            self._embeds = False  # the backend offers none, and is not asked again
            return (), ""
        except (MorganError, TimeoutError) as error:
            _LOGGER.debug("no embedding: %s", error)
            return (), ""
        return embeddings.vectors, embeddings.model


def _speaker(session: Session) -> Speaker:
    return Speaker(session.whence.user_id, session.whence.device_id or session.whence.satellite_id)
