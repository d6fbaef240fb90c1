"""OpenAI's conversations: items that responses go on with, kept for a day after their last change."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.openai.identities import new_identity
from wyoming_morgan.http.openai.shelf import Shelf
from wyoming_morgan.store.contract import Watermark
from wyoming_morgan.store.marks import mark_as_json, mark_from_json

SECONDS = 24 * 3600.0
AGENT_SECONDS = 3600.0
"""The same for what the agent answered: it may tell of what is deleted, and then it has to be gone soon."""
_MOST_BYTES = 1024 * 1024
"""Of the items of one conversation; the oldest make room."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """One conversation. `created` is in seconds since 1970."""

    id: str
    created: int
    metadata: Json
    items: tuple[Json, ...] = ()
    """As they are listed, the oldest first."""
    agent_conversation: str | None = None
    """The agent's own conversation, once it has answered."""
    user_id: str | None = None
    mark: Watermark | None = None
    """When it was begun: what is deleted from then on takes it along."""

    @property
    def followed(self) -> str | None:
        """The agent's conversation that the next turn goes on with; None if there is one to begin."""
        return self.agent_conversation or (None if self.items else self.id)

    def shown(self) -> Json:
        """Return it in OpenAI's shape."""
        return {
            "id": self.id,
            "object": "conversation",
            "created_at": self.created,
            "metadata": self.metadata,
        }


@dataclass(frozen=True, slots=True)
class AgentPart:
    """The agent's part in a conversation: its own conversation, and the person that it talked to."""

    conversation_id: str
    user_id: str | None = None


class KeptConversations:
    """Keeps conversations; each named key has its own."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def create(self, grant: Grant, metadata: Json, items: Sequence[Json]) -> KeptConversation:
        """Begin a conversation."""
        conversation = KeptConversation(
            new_identity("conv"), int(time.time()), metadata, _fitting(items), mark=self._shelf.mark()
        )
        await self._put(grant, conversation)
        return conversation

    async def get(self, grant: Grant, identity: str) -> KeptConversation:
        """Return a conversation; one that the agent took part in is for the scope `home`.

        Raises:
            NotFound: there is none of this id any more.
            MissingScope: it may not be read.
        """
        data = await self._shelf.get(_name(grant, identity))
        conversation = None if data is None else _decoded(data)
        if conversation is None or await self._is_deleted(grant, conversation):
            raise NotFound(
                f"there is no conversation {identity!r}",
                hint="POST /v1/conversations begins one: kept for a day, with the agent for an hour",
            )
        is_of_agent = conversation.agent_conversation is not None
        grant.require({Scope.HOME} if is_of_agent else {Scope.CHAT, Scope.HOME})
        return conversation

    async def update(self, grant: Grant, identity: str, metadata: Json) -> KeptConversation:
        """Replace the metadata; it raises what `get` does."""
        async with self._changing(grant, identity) as conversation:
            changed = replace(conversation, metadata=metadata)
            await self._put(grant, changed)
        return changed

    async def add(
        self, grant: Grant, identity: str, items: Sequence[Json], agent: AgentPart | None = None
    ) -> None:
        """Add items to a conversation; it raises what `get` does."""
        async with self._changing(grant, identity) as conversation:
            changed = replace(conversation, items=_fitting([*conversation.items, *items]))
            if agent is not None:
                changed = replace(changed, agent_conversation=agent.conversation_id, user_id=agent.user_id)
            await self._put(grant, changed)

    async def remove_item(self, grant: Grant, identity: str, item: str) -> KeptConversation:
        """Take an item out of a conversation.

        Raises:
            NotFound: there is no such conversation or item.
        """
        async with self._changing(grant, identity) as conversation:
            left = tuple(other for other in conversation.items if other["id"] != item)
            if len(left) == len(conversation.items):
                raise no_item(item)
            changed = replace(conversation, items=left)
            await self._put(grant, changed)
        return changed

    async def delete(self, grant: Grant, identity: str) -> None:
        """Forget a conversation; it raises what `get` does."""
        await self.get(grant, identity)
        await self._shelf.remove(_name(grant, identity))

    @asynccontextmanager
    async def _changing(self, grant: Grant, identity: str) -> AsyncGenerator[KeptConversation, None]:
        async with self._shelf.changing(_name(grant, identity)):
            yield await self.get(grant, identity)

    async def _put(self, grant: Grant, conversation: KeptConversation) -> None:
        seconds = SECONDS if conversation.agent_conversation is None else AGENT_SECONDS
        await self._shelf.put(_name(grant, conversation.id), _encoded(conversation), seconds=seconds)

    async def _is_deleted(self, grant: Grant, conversation: KeptConversation) -> bool:
        is_deleted = self._shelf.is_deleted(
            conversation.mark, user_id=conversation.user_id, conversation_id=conversation.agent_conversation
        )
        if is_deleted:
            await self._shelf.remove(_name(grant, conversation.id))
        return is_deleted


def no_item(identity: str) -> NotFound:
    """Return what says that a conversation has no such item."""
    return NotFound(f"there is no item {identity!r}", hint="GET /v1/conversations/ID/items lists them")


def _name(grant: Grant, identity: str) -> str:
    return f"{identity}:{grant.name}"


def _fitting(items: Sequence[Json]) -> tuple[Json, ...]:
    """Return the newest items that fit."""
    room, first = _MOST_BYTES, len(items)
    while first and (room := room - len(json.dumps(items[first - 1]))) >= 0:
        first -= 1
    return tuple(items[first:])


def _encoded(conversation: KeptConversation) -> bytes:
    mark = conversation.mark
    fields = {
        "id": conversation.id,
        "created": conversation.created,
        "metadata": conversation.metadata,
        "items": conversation.items,
        "agent_conversation": conversation.agent_conversation,
        "user_id": conversation.user_id,
        "mark": None if mark is None else mark_as_json(mark),
    }
    return json.dumps(fields).encode()


def _decoded(data: bytes) -> KeptConversation:
    fields = json.loads(data)
    mark = fields.pop("mark")
    items = tuple(fields.pop("items"))
    return KeptConversation(**fields, items=items, mark=None if mark is None else mark_from_json(mark))
