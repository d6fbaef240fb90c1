"""Shares the open state of conversations among replicas: confirmations, and what follow-ups refer to."""

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
from wyoming_morgan.store.cache import Cache

_LOGGER = logging.getLogger(__name__)

_LOCK_SECONDS = 5.0


class SharedState:
    """The open state of conversations in the cache. Values of an unknown shape are ignored."""

    def __init__(self, cache: Cache, *, seconds: float) -> None:
        self._cache = cache
        self._seconds = seconds

    async def load(self, session: Session) -> None:
        """Load the state that any replica has saved."""
        raw = await self._cache.get(_key(session))
        if raw is None:
            return
        try:
            saved = json.loads(raw)
            state = (_pending(saved["pending"]), _understood(saved["last"]), _understood(saved["unplaced"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _LOGGER.warning("cannot read the state of a conversation in the cache: %s", type(error).__name__)
            return
        session.pending, session.last, session.unplaced = state
        session.shared = True

    async def save(self, session: Session) -> None:
        """Save the state for other replicas; also an empty one, which ends what they have seen as open."""
        state = {"pending": session.pending, "last": session.last, "unplaced": session.unplaced}
        session.shared = session.shared or any(entry is not None for entry in state.values())
        if not session.shared:
            return
        content = {name: dataclasses.asdict(entry) if entry else None for name, entry in state.items()}
        text = json.dumps(content, default=_plain)
        await self._cache.set(_key(session), text.encode(), seconds=self._seconds)

    @asynccontextmanager
    async def held(self, session: Session) -> AsyncIterator[None]:
        """Hold the current state exclusively, so that a yes counts only once."""
        try:
            async with self._cache.lock(f"agent:{session.id}", seconds=_LOCK_SECONDS):
                await self.load(session)
                yield
                await self.save(session)
        except Busy:
            raise Busy(
                "another turn of this conversation is in progress", hint="try again in a moment"
            ) from None


def _key(session: Session) -> str:
    return f"agent:open:{session.id}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _pending(saved: dict[str, Any] | None) -> Pending | None:
    if saved is None:
        return None
    return Pending(
        **{
            **saved,
            "whence": Whence(**saved["whence"]),
            "asked": datetime.fromisoformat(saved["asked"]),
            "intents": tuple(
                IntentRecognized(**{**intent, "slots": _slots(intent["slots"])})
                for intent in saved["intents"]
            ),
            "calls": tuple((name, arguments) for name, arguments in saved["calls"]),
        }
    )


def _understood(saved: dict[str, Any] | None) -> Understood | None:
    if saved is None:
        return None
    return Understood(
        matches=tuple(
            SentenceMatch(
                **{
                    **match,
                    "slots": _slots(match["slots"]),
                    "target": tuple(match["target"]) if match["target"] else None,
                }
            )
            for match in saved["matches"]
        ),
        language=saved["language"],
        at=datetime.fromisoformat(saved["at"]),
        whence=Whence(**saved["whence"]),
    )


def _slots(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in slots.items()}
