"""Finds out which conversation a chat belongs to, by its id or by the messages that a client sends along.

Only what Morgan itself has said continues anything: a history that it never took part in, or that another
client sends, begins a conversation of its own.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

_MOST = 2_000
"""Conversations that are known; the least recently used one makes room."""
_MOST_ALIKE = 16
"""Conversations that went the same way."""

Exchange = Sequence[tuple[str, str]]
"""Roles and texts, the oldest first."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One request of a client that may be part of a conversation."""

    client: str
    """Who sends it, as far as that is known: what one was told means nothing to others."""
    before: Exchange = ()
    """What was said before, as the client tells it."""
    conversation_id: str | None = None
    """The id that the client gives."""
    user: str | None = None
    """OpenAI's field: some clients put the id of a conversation in it, others that of a person."""
    calls: tuple[str, ...] = ()
    """By what the calls are known whose results it brings, the surest first."""
    speaker: tuple[str | None, ...] = ()
    """Who speaks and where, as far as the client tells."""

    @property
    def sender(self) -> str:
        """The client, its `user`, and who speaks."""
        return json.dumps([self.client, self.user, *self.speaker])


class Histories:
    """The conversations of this process by what was said in them."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._by_digest: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()
        """Conversations that went like this, the newest last."""
        self._now: OrderedDict[str, bytes] = OrderedDict()
        """How each conversation has gone until now; empty while it is answered."""
        self._senders: OrderedDict[str, None] = OrderedDict()
        """Those that send along what was said before, so that a chat without anything is a new one."""

    def conversation_of(self, chat: Chat) -> str | None:
        """Return the id of a chat's conversation; None if the agent decides.

        Its id counts, else what was said before. Who sends nothing of that goes on by `user`, which other
        clients may have, too.
        """
        if chat.conversation_id is not None:
            return chat.conversation_id
        for call in chat.calls:
            if (suspended := self.find(chat.sender, _exchange_of(call))) is not None:
                return suspended
        if any(role == "assistant" for role, _ in chat.before):
            _note(self._senders, chat.sender, None, self._most)
            conversation_id = self.find(chat.sender, chat.before)
            if conversation_id is not None:
                _note(self._now, conversation_id, b"", self._most)
            return conversation_id or uuid.uuid4().hex
        if chat.user is None:
            return None
        return uuid.uuid4().hex if chat.sender in self._senders else _digest(chat.sender, ()).hex()

    def find(self, sender: str, messages: Exchange) -> str | None:
        """Return the newest conversation of a sender that went exactly like this; None if there is none.

        One that has not gone on since counts most: of two that began alike, each gets its own answer.
        """
        digest = _digest(sender, messages)
        alike = self._by_digest.get(digest, ())
        if not alike:
            return None
        self._by_digest.move_to_end(digest)
        waiting = [conversation for conversation in alike if self._now.get(conversation) == digest]
        return (waiting or alike)[-1]

    def keep(self, sender: str, messages: Exchange, conversation_id: str) -> None:
        """Note how a conversation has gone so far, with Morgan's reply at its end."""
        digest = _digest(sender, messages)
        self._keep(digest, conversation_id)
        _note(self._now, conversation_id, digest, self._most)

    def keep_call(self, sender: str, call: str, conversation_id: str) -> None:
        """Note in which conversation a call waits for its result."""
        self._keep(_digest(sender, _exchange_of(call)), conversation_id)

    def _keep(self, digest: bytes, conversation_id: str) -> None:
        others = (other for other in self._by_digest.get(digest, ()) if other != conversation_id)
        alike = (*others, conversation_id)
        _note(self._by_digest, digest, alike[-_MOST_ALIKE:], self._most)


def _exchange_of(call: str) -> Exchange:
    return (("call", call),)


def _note(entries: OrderedDict[KeyT, ValueT], key: KeyT, value: ValueT, most: int) -> None:
    entries[key] = value
    entries.move_to_end(key)
    while len(entries) > most:
        entries.popitem(last=False)


def _digest(sender: str, messages: Exchange) -> bytes:
    # Clients trim what they keep.
    texts = [(role, " ".join(text.split())) for role, text in messages if text.strip()]
    return hashlib.sha256(json.dumps([sender, texts]).encode()).digest()
