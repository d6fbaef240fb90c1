"""Remembers and forgets facts apart from any conversation, such as for an automation."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from wyoming_morgan.agent.conversation.facts import FactKeeper, FactOutcome
from wyoming_morgan.agent.conversation.patience import Patience, seconds_for
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.grammar.clock import local_now
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.errors import InvalidRequest, StoreUnavailable
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.store.contract import Store

_RETRY_SECONDS = 1.0


class FactNotebook:
    """Fulfils `agent.contract.Notebook`."""

    def __init__(
        self,
        store: Store,
        models: LanguageModels | None,
        settings: MemorySettings,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        self._store = store
        self._clock = clock
        seconds = seconds_for(settings.write_seconds, remote=store.remote)
        patience = Patience(seconds, lambda: None, retry_seconds=_RETRY_SECONDS)
        self._facts = FactKeeper(store, models, clock, patience)

    def close(self) -> None:
        """End the thread that compares facts."""
        self._facts.close()

    async def remember(self, content: str, user_id: str | None) -> None:
        """Keep a fact of a user, or of the household.

        Raises:
            InvalidRequest: there is nothing to remember.
            StoreUnavailable: the database does not answer.
        """
        outcome = await self._facts.remember(content, self._session(user_id), Tracer(), explicit=True)
        if outcome is FactOutcome.REFUSED:
            raise InvalidRequest("there is nothing to remember", hint="write the fact as a sentence")
        _require(outcome)

    async def forget(self, query: str, user_id: str | None) -> bool:
        """Forget the one fact that is meant, of those that the user may recall; return whether there is one.

        Raises:
            InvalidRequest: several are about that, or all are meant.
            StoreUnavailable: the database does not answer.
        """
        outcome = await self._facts.forget(query, self._session(user_id), Tracer(), explicit=True)
        if outcome is FactOutcome.NOTHING and self._store.available:
            return False
        if outcome is FactOutcome.SEVERAL:
            raise InvalidRequest("several facts are about that", hint="use more of the words of the one")
        if outcome in {FactOutcome.EVERYTHING, FactOutcome.REFUSED}:
            raise InvalidRequest("no single fact is meant", hint="use the words of the one to forget")
        _require(outcome)
        return True

    def _session(self, user_id: str | None) -> Session:
        mark = self._store.deletions.mark(current=False)
        now = self._clock()
        return Session(uuid.uuid4().hex, Whence(user_id), now, mark=mark, turn_mark=mark)


def _require(outcome: FactOutcome) -> None:
    if outcome is not FactOutcome.DONE:
        raise StoreUnavailable("the memory does not answer", hint="try again")
