"""`/v1/conversations`: conversations that responses go on with, and their items, in OpenAI's shape.

https://platform.openai.com/docs/api-reference/conversations
"""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.http.bodies import OpenBody, Text, parse_fields
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.conversations_kept import KeptConversations, no_item
from wyoming_morgan.http.openai.item_lists import ItemsQuery, list_of, page_of
from wyoming_morgan.http.openai.response_items import InputItem, InputItems, listed_item, messages_of
from wyoming_morgan.http.openai.responses_kept import KeptResponses

_MOST_PAIRS = 16

Metadata = Annotated[
    dict[Annotated[Text, Field(max_length=64)], Annotated[Text, Field(max_length=512)]],
    Field(max_length=_MOST_PAIRS),
]
"""What a client notes beside an object; the bounds are OpenAI's."""


class ConversationBody(OpenBody):
    """The body of `POST /v1/conversations`."""

    items: InputItems = ()
    metadata: Metadata | None = None


class ConversationUpdateBody(OpenBody):
    """The body of `POST /v1/conversations/{id}`."""

    metadata: Metadata | None = None


class ItemsBody(OpenBody):
    """The body of `POST /v1/conversations/{id}/items`."""

    items: InputItems


class ConversationsRoutes:
    """OpenAI's routes of conversations."""

    def __init__(
        self, context: RouteContext, responses: KeptResponses, conversations: KeptConversations
    ) -> None:
        self._context = context
        self._responses = responses
        self._conversations = conversations

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        guard = self._context.guard
        one, items = "/v1/conversations/{id}", "/v1/conversations/{id}/items"
        return [
            web.post("/v1/conversations", guard(self._create)),
            web.get(one, guard(self._get)),
            web.post(one, guard(self._update)),
            web.delete(one, guard(self._delete)),
            web.get(items, guard(self._list_items)),
            web.post(items, guard(self._add_items)),
            web.get(f"{items}/{{item_id}}", guard(self._get_item)),
            web.delete(f"{items}/{{item_id}}", guard(self._delete_item)),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, ConversationBody)
        items = await self._listed(request, body.items)
        conversation = await self._conversations.create(request[GRANT], body.metadata or {}, items)
        return web.json_response(conversation.shown())

    async def _get(self, request: web.Request) -> web.Response:
        conversation = await self._conversations.get(request[GRANT], request.match_info["id"])
        return web.json_response(conversation.shown())

    async def _update(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, ConversationUpdateBody)
        identity = request.match_info["id"]
        conversation = await self._conversations.update(request[GRANT], identity, body.metadata or {})
        return web.json_response(conversation.shown())

    async def _delete(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        await self._conversations.delete(request[GRANT], identity)
        return web.json_response({"id": identity, "object": "conversation.deleted", "deleted": True})

    async def _list_items(self, request: web.Request) -> web.Response:
        query = parse_fields(ItemsQuery, request.query)
        conversation = await self._conversations.get(request[GRANT], request.match_info["id"])
        return web.json_response(page_of(conversation.items, query))

    async def _add_items(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, ItemsBody)
        items = await self._listed(request, body.items)
        await self._conversations.add(request[GRANT], request.match_info["id"], items)
        return web.json_response(list_of(items))

    async def _get_item(self, request: web.Request) -> web.Response:
        conversation = await self._conversations.get(request[GRANT], request.match_info["id"])
        identity = request.match_info["item_id"]
        for item in conversation.items:
            if item["id"] == identity:
                return web.json_response(item)
        raise no_item(identity)

    async def _delete_item(self, request: web.Request) -> web.Response:
        identity, item = request.match_info["id"], request.match_info["item_id"]
        conversation = await self._conversations.remove_item(request[GRANT], identity, item)
        return web.json_response(conversation.shown())

    async def _listed(self, request: web.Request, items: tuple[InputItem, ...]) -> list[dict[str, object]]:
        """Return what a client sends as it is listed."""
        resolved = await self._responses.resolve_items(request[GRANT], items)
        messages_of(resolved, "items")
        return [listed_item(item) for item in resolved]
