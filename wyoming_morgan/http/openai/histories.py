"""Knows the conversations of clients that send no id by the messages that they send along.

Only what Morgan itself has said counts: a history that it never took part in, or that another client sends,
continues nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable

_MOST = 2_000
"""Conversations that are known; the least recently used one makes room."""

Exchange = Iterable[tuple[str, str]]
"""Roles and texts, the oldest first."""


class Histories:
    """The conversations of this process by what was said in them."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._by_digest: OrderedDict[bytes, str] = OrderedDict()

    def find(self, client: str, messages: Exchange) -> str | None:
        """Return the conversation of a client that went exactly like this; None if there is none."""
        digest = _digest(client, messages)
        conversation_id = self._by_digest.get(digest)
        if conversation_id is not None:
            self._by_digest.move_to_end(digest)
        return conversation_id

    def keep(self, client: str, messages: Exchange, conversation_id: str) -> None:
        """Note how a conversation has gone so far, with Morgan's reply at its end."""
        digest = _digest(client, messages)
        self._by_digest[digest] = conversation_id
        self._by_digest.move_to_end(digest)
        while len(self._by_digest) > self._most:
            self._by_digest.popitem(last=False)


def _digest(client: str, messages: Exchange) -> bytes:
    # Clients trim what they keep.
    texts = [(role, " ".join(text.split())) for role, text in messages if text.strip()]
    return hashlib.sha256(json.dumps([client, texts]).encode()).digest()
