"""`/api/conversations`, `/api/facts`, `/api/users`: reads, exports and deletes what is kept; keeps facts."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.agent.contract import Notebook
from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.bodies import Body, Identifier, IdPath, Instant, Text, parse_fields
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import write
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.export import (
    Record,
    conversation_record,
    export_conversation,
    export_user,
    fact_record,
    message_record,
)

_LONGEST_FACT = 500
_NEWLINE_JSON = "application/x-ndjson"


class ConversationsQuery(Body):
    """The query of the list of conversations."""

    user_id: Identifier | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    before: Instant | None = None


class MessagesQuery(Body):
    """The query of one conversation."""

    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000
    after: Identifier | None = None


class FactsQuery(Body):
    """The query of the list of facts."""

    user_id: Identifier | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000


class FactBody(Body):
    """A fact to remember; without a user it is the household's."""

    content: Annotated[Text, Field(min_length=1, max_length=_LONGEST_FACT)]
    user_id: Identifier | None = None


class ForgetBody(Body):
    """Words of the fact to forget."""

    query: Annotated[Text, Field(min_length=1, max_length=_LONGEST_FACT)]
    user_id: Identifier | None = None


class NotebookRoutes:
    """The routes that remember and forget facts by their words."""

    def __init__(self, context: RouteContext, notebook: Notebook) -> None:
        self._context = context
        self._notebook = notebook

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        guard = self._context.guard
        return [
            web.post("/api/facts", guard(self._remember)),
            web.post("/api/facts/forget", guard(self._forget)),
        ]

    async def _remember(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, FactBody)
        await self._notebook.remember(body.content, body.user_id)
        return web.json_response({"remembered": True})

    async def _forget(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, ForgetBody)
        deleted = await self._notebook.forget(body.query, body.user_id)
        return web.json_response({"deleted": deleted})


class MemoryRoutes:
    """The routes of memory. Every client with a key may read and delete everything."""

    def __init__(self, context: RouteContext, store: Store) -> None:
        self._context = context
        self._store = store

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        guard = self._context.guard
        return [
            web.get("/api/conversations", guard(self._conversations)),
            web.get("/api/conversations/{id}", guard(self._conversation)),
            web.get("/api/conversations/{id}/export", guard(self._export_conversation)),
            web.delete("/api/conversations/{id}", guard(self._delete_conversation)),
            web.get("/api/facts", guard(self._facts)),
            web.delete("/api/facts/{id}", guard(self._delete_fact)),
            web.get("/api/users/{id}/export", guard(self._export_user)),
            web.delete("/api/users/{id}", guard(self._delete_user)),
        ]

    async def _conversations(self, request: web.Request) -> web.Response:
        query = parse_fields(ConversationsQuery, request.query)
        conversations = await self._store.conversations.list(
            user_id=query.user_id, limit=query.limit, before=query.before
        )
        records = [conversation_record(conversation) for conversation in conversations]
        return web.json_response({"conversations": records})

    async def _conversation(self, request: web.Request) -> web.Response:
        query = parse_fields(MessagesQuery, request.query)
        conversation = await self._store.conversations.find(_id(request))
        if conversation is None:
            raise _no_conversation()
        messages = await self._store.conversations.read(conversation.id, limit=query.limit, after=query.after)
        return web.json_response(
            {
                **conversation_record(conversation),
                "messages": [message_record(message) for message in messages],
            }
        )

    async def _export_conversation(self, request: web.Request) -> web.StreamResponse:
        return await _send(request, export_conversation(self._store, _id(request)), "conversation")

    async def _delete_conversation(self, request: web.Request) -> web.Response:
        if not await self._store.conversations.delete(_id(request)):
            raise _no_conversation()
        return web.json_response({"deleted": True})

    async def _facts(self, request: web.Request) -> web.Response:
        query = parse_fields(FactsQuery, request.query)
        facts = await self._store.facts.list(user_id=query.user_id, limit=query.limit)
        return web.json_response({"facts": [fact_record(fact) for fact in facts]})

    async def _delete_fact(self, request: web.Request) -> web.Response:
        if not await self._store.facts.delete(_id(request)):
            raise NotFound("there is no such fact", hint="GET /api/facts lists them")
        return web.json_response({"deleted": True})

    async def _export_user(self, request: web.Request) -> web.StreamResponse:
        return await _send(request, export_user(self._store, _id(request)), "user")

    async def _delete_user(self, request: web.Request) -> web.Response:
        """Delete everything; a user without data is not an error, so that the request can be repeated."""
        user_id = _id(request)
        conversations = await self._store.conversations.delete_user(user_id)
        facts = await self._store.facts.delete_user(user_id)
        return web.json_response({"conversations": conversations, "facts": facts})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without a store."""
    store, notebook = context.services.store, context.services.notebook
    return [
        *([] if store is None else MemoryRoutes(context, store).routes()),
        *([] if notebook is None else NotebookRoutes(context, notebook).routes()),
    ]


def _id(request: web.Request) -> str:
    return parse_fields(IdPath, request.match_info).id


def _no_conversation() -> NotFound:
    return NotFound("there is no such conversation", hint="GET /api/conversations lists them")


async def _send(request: web.Request, records: AsyncGenerator[Record, None], name: str) -> web.StreamResponse:
    """Send one JSON object a line, as they are read."""
    response = web.StreamResponse(
        headers={"Content-Disposition": f'attachment; filename="{name}.jsonl"'},
    )
    response.content_type = _NEWLINE_JSON
    async with aclosing(records):
        first = await anext(records, None)  # a failure here is still reported with a status
        await response.prepare(request)
        if first is not None:
            await write(request, response, _line(first))
        async for record in records:
            await write(request, response, _line(record))
    return response


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"
