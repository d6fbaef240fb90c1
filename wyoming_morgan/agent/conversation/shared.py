"""Shares the open state of conversations among replicas: confirmations, and what follow-ups refer to."""

from __future__ import annotations

import dataclasses
import json
import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.conversation.session import Doubt, OpenChoice, Pending, Session, Understood, Whence
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.errors import Busy
from wyoming_morgan.store.cache import Cache, open_state_key
from wyoming_morgan.store.contract import Deletions
from wyoming_morgan.store.marks import mark_as_json, mark_from_json

_LOGGER = logging.getLogger(__name__)

_MARGIN_SECONDS = 60.0
"""How much longer than a question waits it is shared, so that a late answer finds out that it is late."""
_TRIES = 5
_MOST_OWED = 1000

_State = tuple[Pending | None, Understood | None, Understood | None, OpenChoice | None, datetime | None]

ResultT = TypeVar("ResultT")


class SharedState:
    """The open state of conversations in the cache. Values of an unknown shape are ignored.

    What replicas see counts: if a question is not there any more, it is settled, whatever this process has
    of it. The process that settles one replaces what they have read; of several at once one succeeds. While
    the cache is down, nobody knows whether a question that others have seen is still open, so it is not; one
    that was asked meanwhile is known to one process, which goes on alone.
    """

    def __init__(self, cache: Cache, deletions: Deletions, *, seconds: float) -> None:
        """Share the state of any number of conversations.

        Args:
            cache: Where the state is.
            deletions: What was deleted; the state of deleted conversations is ignored.
            seconds: How long a question or a follow-up may be answered.
        """
        self._cache = cache
        self._deletions = deletions
        self._seconds = seconds + _MARGIN_SECONDS
        self._owed: dict[str, Session] = {}
        """Conversations in which a question was settled while the cache was down."""

    async def load(self, session: Session) -> None:
        """Load the state that any replica has saved."""
        shown = await self._cache.look(open_state_key(session.id))
        session.seen, session.doubtful = shown.value, None
        if not shown.reachable:
            self._doubt(session)
            return
        state = self._state(session, shown.value) if shown.value is not None else None
        if state is not None:
            session.pending, session.last, session.unplaced, session.choice, session.pin_asked = state
            session.shared = True
        elif session.shared:
            session.pending = session.last = session.unplaced = session.choice = None
            session.shared = False
        if session.pending is not None and session.pending.id in session.settled:
            session.pending = None
        if self._owed:
            await self.pay()

    async def save(self, session: Session) -> None:
        """Save the state for other replicas; also an empty one, which ends what they have seen as open."""
        asked = session.pending
        for _ in range(_TRIES):
            if session.pending is not None and session.pending.id in session.settled:
                session.pending = None
            content = self._dumped(session)
            if session.seen is None:
                if session.shared or content is not None:
                    session.shared = await self._set(session, content)
                return
            new = content or self._empty(session)
            key = open_state_key(session.id)
            if (await self._cache.swap(key, session.seen, new, seconds=self._seconds)) is not False:
                session.seen = new
                return
            # Another replica has changed it meanwhile; what this turn has asked or understood is newer.
            understood = session.last, session.unplaced, session.choice
            ours = asked and asked.id == session.asked_here
            await self.load(session)
            session.last, session.unplaced, session.choice = understood
            session.pending = asked if ours else session.pending

    async def settle(self, session: Session, decide: Callable[[], ResultT]) -> ResultT:
        """Return what `decide` makes of the open question, once among all replicas.

        Raises:
            Busy: it is not known whether another replica has settled it.
        """
        for _ in range(_TRIES):
            before, seen = session.pending, session.seen
            result = decide()
            if before is None or session.pending == before:
                return result
            over = session.pending is None or session.pending.id != before.id
            if seen is None:
                if over:
                    self._settle_alone(session, before)
                return result
            new = self._dumped(session) or self._empty(session)
            swapped = await self._cache.swap(open_state_key(session.id), seen, new, seconds=self._seconds)
            if swapped:
                session.seen = new
                if over:
                    session.settled.append(before.id)
                return result
            session.pending = before
            if swapped is None:
                break
            await self.load(session)
        raise Busy("another turn of this conversation is in progress", hint="try again in a moment")

    async def pay(self) -> None:
        """End for the other replicas what was settled while the cache was down."""
        for key, session in tuple(self._owed.items()):
            shown = await self._cache.look(key)
            if not shown.reachable:
                return
            state = self._state(session, shown.value) if shown.value is not None else None
            pending = state[0] if state is not None else None
            if shown.value is not None and pending is not None and pending.id in session.settled:
                await self._cache.swap(key, shown.value, self._empty(session), seconds=self._seconds)
            self._owed.pop(key, None)

    async def forget(self, session: Session) -> None:
        """Forget the state of a conversation that was deleted."""
        self._owed.pop(open_state_key(session.id), None)
        await self._cache.delete(open_state_key(session.id))

    def _doubt(self, session: Session) -> None:
        """Close a question that another replica may have settled, since nobody can tell."""
        pending = session.pending
        if pending is not None and (session.shared or pending.id != session.asked_here):
            session.pending, session.doubtful = None, pending
            self._settle_alone(session, pending)

    def _settle_alone(self, session: Session, pending: Pending) -> None:
        session.settled.append(pending.id)
        self._owed[open_state_key(session.id)] = session
        while len(self._owed) > _MOST_OWED:
            del self._owed[next(iter(self._owed))]

    async def _set(self, session: Session, content: bytes | None) -> bool:
        new = content or self._empty(session)
        kept = await self._cache.set(open_state_key(session.id), new, seconds=self._seconds)
        session.seen = new if kept else None
        return kept

    def _dumped(self, session: Session) -> bytes | None:
        """Return the open state; None if nothing is open."""
        state = {
            "pending": session.pending,
            "last": session.last,
            "unplaced": session.unplaced,
            "choice": session.choice,
        }
        if not any(state.values()) and session.pin_asked is None:
            return None
        return self._bytes(session, state)

    def _empty(self, session: Session) -> bytes:
        return self._bytes(session, {"pending": None, "last": None, "unplaced": None, "choice": None})

    @staticmethod
    def _bytes(session: Session, content: dict[str, Any]) -> bytes:
        """Return a value that no other turn writes, so that one that was read is replaced only once."""
        extra = {"pin_asked": session.pin_asked, **mark_as_json(session.mark)}
        return json.dumps({**content, **extra, "id": uuid.uuid4().hex}, default=_plain).encode()

    def _state(self, session: Session, raw: bytes) -> _State | None:
        """Return the state in a value; None if it cannot be read, or was deleted."""
        try:
            saved = json.loads(raw)
            mark = mark_from_json(saved)
            asked = saved["pin_asked"]
            state = (
                _pending(saved["pending"]),
                _understood(saved["last"]),
                _understood(saved["unplaced"]),
                _choice(saved.get("choice")),
                datetime.fromisoformat(asked) if asked else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _LOGGER.warning("cannot read the state of a conversation in the cache: %s", type(error).__name__)
            return None
        user_id = session.whence.user_id
        return None if self._deletions.covers(mark, user_id=user_id, conversation_id=session.id) else state


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
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
            "things": tuple(saved["things"]),
        }
    )


def _understood(saved: dict[str, Any] | None) -> Understood | None:
    if saved is None:
        return None
    return Understood(
        matches=_matches(saved["matches"]),
        language=saved["language"],
        at=datetime.fromisoformat(saved["at"]),
        whence=Whence(**saved["whence"]),
    )


def _choice(saved: dict[str, Any] | None) -> OpenChoice | None:
    if saved is None:
        return None
    return OpenChoice(
        doubts=tuple(map(_doubt, saved["doubts"])),
        language=saved["language"],
        at=datetime.fromisoformat(saved["at"]),
        whence=Whence(**saved["whence"]),
        left=saved["left"],
        words=tuple(saved.get("words", ())),
        chosen=tuple((_doubt(doubt), tuple(places)) for doubt, places in saved["chosen"]),
    )


def _doubt(saved: dict[str, Any]) -> Doubt:
    return Doubt(
        options=tuple(map(_matches, saved["options"])),
        things=tuple((name, area) for name, area in saved["things"]),
    )


def _matches(saved: list[dict[str, Any]]) -> tuple[SentenceMatch, ...]:
    return tuple(
        SentenceMatch(
            **{
                **match,
                "slots": _slots(match["slots"]),
                "target": tuple(match["target"]) if match["target"] else None,
            }
        )
        for match in saved
    )


def _slots(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in slots.items()}
