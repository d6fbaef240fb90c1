"""Shares what is open in a conversation among replicas: what waits for a yes, what follow-ups refer to."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.conversation.session import Pending, Session, Understood, Whence
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.errors import Busy
from wyoming_morgan.store.contract import Cache

_LOGGER = logging.getLogger(__name__)

_LOCK_SECONDS = 5.0


class SharedState:
    """The open ends of conversations in the cache. A value of an unknown shape is none."""

    def __init__(self, cache: Cache, *, seconds: float) -> None:
        self._cache = cache
        self._seconds = seconds

    async def load(self, session: Session) -> None:
        """Take over what any replica has left open."""
        raw = await self._cache.get(_key(session))
        if raw is None:
            return
        try:
            told = json.loads(raw)
            found = (_pending(told["pending"]), _understood(told["last"]), _understood(told["unplaced"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _LOGGER.warning(
                "what the cache has of a conversation is not understood: %s", type(error).__name__
            )
            return
        session.pending, session.last, session.unplaced = found

    async def save(self, session: Session) -> None:
        """Leave what is open for any replica."""
        ends = {"pending": session.pending, "last": session.last, "unplaced": session.unplaced}
        if all(end is None for end in ends.values()):
            await self._cache.delete(_key(session))
            return
        written = {name: dataclasses.asdict(end) if end else None for name, end in ends.items()}
        text = json.dumps(written, default=_plain)
        await self._cache.set(_key(session), text.encode(), seconds=self._seconds)

    @asynccontextmanager
    async def held(self, session: Session) -> AsyncIterator[None]:
        """Hold what is open alone, as it is now: one yes counts once."""
        try:
            async with self._cache.lock(f"agent:{session.id}", seconds=_LOCK_SECONDS):
                await self.load(session)
                yield
                await self.save(session)
        except Busy:
            raise Busy(
                "Another turn of this conversation is at work.", hint="try again in a moment"
            ) from None


def _key(session: Session) -> str:
    return f"agent:open:{session.id}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _pending(told: dict[str, Any] | None) -> Pending | None:
    if told is None:
        return None
    return Pending(
        **{
            **told,
            "whence": Whence(**told["whence"]),
            "asked": datetime.fromisoformat(told["asked"]),
            "intents": tuple(
                IntentRecognized(**{**each, "slots": _slots(each["slots"])}) for each in told["intents"]
            ),
            "calls": tuple((name, arguments) for name, arguments in told["calls"]),
        }
    )


def _understood(told: dict[str, Any] | None) -> Understood | None:
    if told is None:
        return None
    return Understood(
        matches=tuple(
            SentenceMatch(
                **{
                    **each,
                    "slots": _slots(each["slots"]),
                    "target": tuple(each["target"]) if each["target"] else None,
                }
            )
            for each in told["matches"]
        ),
        language=told["language"],
        at=datetime.fromisoformat(told["at"]),
        whence=Whence(**told["whence"]),
    )


def _slots(told: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
