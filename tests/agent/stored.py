"""A store for tests, and what it has kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.store.contract import Conversation, Conversations, NewMessage, Speaker, Watermark
from wyoming_morgan.store.store import SqlStore

ANN = {"user_id": "ann", "device_id": "kitchen"}


class Faulty:
    """A store's conversations that can be made to fail, before or after the work is done."""

    def __init__(self, inner: Conversations) -> None:
        self.inner = inner
        self.down = False
        self.fails_after = False

    def __getattr__(self, name: str) -> Any:
        if self.down:
            raise StoreUnavailable("the database does not answer")
        return getattr(self.inner, name)

    async def keep(
        self,
        conversation_id: str,
        speaker: Speaker,
        messages: Sequence[NewMessage],
        *,
        key: str,
        mark: Watermark | None = None,
        language: str | None = None,
    ) -> Conversation | None:
        if self.down:
            raise StoreUnavailable("the database does not answer")
        conversation = await self.inner.keep(
            conversation_id, speaker, messages, key=key, mark=mark, language=language
        )
        if self.fails_after:
            self.fails_after = False
            raise StoreUnavailable("the connection broke")
        return conversation


async def kept(store: SqlStore, conversation: str = "c") -> list[str]:
    return [entry.message.text for entry in await store.conversations.read(conversation)]
