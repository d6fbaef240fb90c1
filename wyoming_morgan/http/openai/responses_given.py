"""A response that is being given, whatever way it goes to its client."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.conversations_kept import AgentPart, KeptConversations
from wyoming_morgan.http.openai.identities import new_identity
from wyoming_morgan.http.openai.response_items import listed_item, listed_messages
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_kept import KeptResponse, KeptResponses

_LOGGER = logging.getLogger(__name__)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """What responses may go on with: earlier ones, and conversations."""

    responses: KeptResponses
    conversations: KeptConversations

    def of_connection(self) -> Past:
        """Return it for one connection, which also knows its last response."""
        return Past(self.responses.of_connection(), self.conversations)

    async def before(self, grant: Grant, body: ResponsesBody) -> tuple[Sequence[Json], str | None]:
        """Return the items before those of a body, and the agent's conversation that it goes on with.

        Raises:
            NotFound: what it follows is not there any more.
            MissingScope: that may not be read.
            InvalidField: it follows two things at once.
        """
        if body.previous_response_id and body.conversation_id:
            raise InvalidField(
                "conversation: cannot stand beside previous_response_id", param="previous_response_id"
            )
        if body.previous_response_id:
            return await self.responses.before(grant, body.previous_response_id)
        if body.conversation_id:
            conversation = await self.conversations.get(grant, body.conversation_id)
            return conversation.items, conversation.followed
        return (), None


class GivenResponse:
    """A response that is being given, and is kept at its end if its client does not mind."""

    def __init__(self, past: Past, grant: Grant, body: ResponsesBody, before: Sequence[Json]) -> None:
        self._past = past
        self._grant = grant
        self._before = before
        self._items = [listed_item(item) for item in body.items]
        self._mark = past.responses.mark()
        self.body = body
        self.identity = new_identity("resp")

    async def keep(self, last: Json, extension: Json) -> None:
        """Keep it with everything that was said before; `last` is its last event."""
        response = last["response"]
        user_id = (self.body.metadata or {}).get("user_id")
        person = user_id if isinstance(user_id, str) else None
        agent_conversation = extension.get(AGENT_NAME, {}).get("conversation_id")
        items = [*self._before, *self._items]
        kept = KeptResponse(items, agent_conversation, response, self._mark, person)
        await self._past.responses.keep(self.identity, kept, is_stored=self.body.is_kept)
        if self.body.conversation_id:
            agent = None if agent_conversation is None else AgentPart(agent_conversation, person)
            await self._add(self.body.conversation_id, [*self._items, *response["output"]], agent)

    async def _add(self, conversation: str, items: list[Json], agent: AgentPart | None) -> None:
        try:
            await self._past.conversations.add(self._grant, conversation, items, agent)
        except NotFound:
            _LOGGER.debug("a conversation was deleted while a response was given in it")


async def begin_response(past: Past, grant: Grant, body: ResponsesBody) -> tuple[GivenResponse, ChatBody]:
    """Return the response to a body, and the chat that it means.

    Raises:
        NotFound: what the body follows, or an item that it names, is not there any more.
        MissingScope: it may not be read.
        InvalidField: something cannot be done here.
    """
    body = await past.responses.resolve(grant, body)
    before, agent_conversation = await past.before(grant, body)
    chat = body.chat(listed_messages(before), agent_conversation)
    return GivenResponse(past, grant, body, before), chat
