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

    @property
    def sender(self) -> str:
        """The client, and its `user`."""
        return json.dumps([self.client, self.user])


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where a chat goes on."""

    conversation_id: str | None
    """None if the agent decides."""
    is_new: bool = False
    """Whether Morgan knows nothing of what was said before."""


class Histories:
    """The conversations of this process by what was said in them."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._by_digest: OrderedDict[bytes, str] = OrderedDict()
        self._senders: OrderedDict[str, None] = OrderedDict()
        """Those that send along what was said before, so that a chat without anything is a new one."""

    def continuation(self, chat: Chat) -> Continuation:
        """Return the conversation of a chat.

        Its id counts, else what was said before. Who sends nothing of that goes on by `user`.
        """
        if chat.conversation_id is not None:
            return Continuation(chat.conversation_id)
        for call in chat.calls:
            if (suspended := self.find(chat.sender, _exchange_of(call))) is not None:
                return Continuation(suspended)
        if any(role == "assistant" for role, _ in chat.before):
            _note(self._senders, chat.sender, None, self._most)
            conversation_id = self.find(chat.sender, chat.before)
            return Continuation(conversation_id or uuid.uuid4().hex, is_new=conversation_id is None)
        if chat.sender in self._senders:
            return Continuation(uuid.uuid4().hex, is_new=True)
        return Continuation(chat.user)

    def find(self, sender: str, messages: Exchange) -> str | None:
        """Return the conversation of a sender that went exactly like this; None if there is none."""
        digest = _digest(sender, messages)
        conversation_id = self._by_digest.get(digest)
        if conversation_id is not None:
            self._by_digest.move_to_end(digest)
        return conversation_id

    def keep(self, sender: str, messages: Exchange, conversation_id: str) -> None:
        """Note how a conversation has gone so far, with Morgan's reply at its end."""
        _note(self._by_digest, _digest(sender, messages), conversation_id, self._most)

    def keep_call(self, sender: str, call: str, conversation_id: str) -> None:
        """Note in which conversation a call waits for its result."""
        self.keep(sender, _exchange_of(call), conversation_id)


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
