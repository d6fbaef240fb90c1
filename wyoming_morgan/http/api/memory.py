"""`/api/conversations`, `/api/facts`, `/api/users`: what is kept, to be read, exported and deleted."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import AwareDatetime, Field

from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import Body, parse_fields
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.store.contract import Store
from wyoming_morgan.store.export import (
    Record,
    conversation_record,
    export_conversation,
    export_user,
    fact_record,
    message_record,
)

_NEWLINE_JSON = "application/x-ndjson"


class ConversationsQuery(Body):
    """What may be asked of the list of conversations."""

    user_id: Identifier | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    before: AwareDatetime | None = None


class MessagesQuery(Body):
    """What may be asked of one conversation."""

    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000
    after: Identifier | None = None


class FactsQuery(Body):
    """What may be asked of the list of facts."""

    user_id: Identifier | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000


class MemoryRoutes:
    """The routes of memory. Whoever has a key may read and delete everything."""

    def __init__(self, store: Store, admission: Admission, settings: HttpSettings) -> None:
        self._store = store
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        guard = self._admission.guard
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
        before: datetime | None = query.before
        found = await self._store.conversations.list(user_id=query.user_id, limit=query.limit, before=before)
        return web.json_response({"conversations": [conversation_record(each) for each in found]})

    async def _conversation(self, request: web.Request) -> web.Response:
        query = parse_fields(MessagesQuery, request.query)
        conversation = await self._store.conversations.find(request.match_info["id"])
        if conversation is None:
            raise _no_conversation()
        messages = await self._store.conversations.read(conversation.id, limit=query.limit, after=query.after)
        return web.json_response(
            {**conversation_record(conversation), "messages": [message_record(each) for each in messages]}
        )

    async def _export_conversation(self, request: web.Request) -> web.StreamResponse:
        return await _send(
            request, export_conversation(self._store, request.match_info["id"]), "conversation"
        )

    async def _delete_conversation(self, request: web.Request) -> web.Response:
        if not await self._store.conversations.delete(request.match_info["id"]):
            raise _no_conversation()
        return web.json_response({"deleted": True})

    async def _facts(self, request: web.Request) -> web.Response:
        query = parse_fields(FactsQuery, request.query)
        facts = await self._store.facts.list(user_id=query.user_id, limit=query.limit)
        return web.json_response({"facts": [fact_record(each) for each in facts]})

    async def _delete_fact(self, request: web.Request) -> web.Response:
        if not await self._store.facts.delete(request.match_info["id"]):
            raise NotFound("there is no such fact", hint="GET /api/facts lists them")
        return web.json_response({"deleted": True})

    async def _export_user(self, request: web.Request) -> web.StreamResponse:
        return await _send(request, export_user(self._store, request.match_info["id"]), "user")

    async def _delete_user(self, request: web.Request) -> web.Response:
        """Delete everything; that there was nothing is no mistake, so that it can be asked for again."""
        user_id = request.match_info["id"]
        conversations = await self._store.conversations.delete_user(user_id)
        facts = await self._store.facts.delete_user(user_id)
        return web.json_response({"conversations": conversations, "facts": facts})


def _no_conversation() -> NotFound:
    return NotFound("there is no such conversation", hint="GET /api/conversations lists them")


async def _send(request: web.Request, records: AsyncGenerator[Record, None], name: str) -> web.StreamResponse:
    """Send one JSON object in each line, as they are read."""
    response = web.StreamResponse(
        headers={"Content-Disposition": f'attachment; filename="{name}.jsonl"'},
    )
    response.content_type = _NEWLINE_JSON
    async with aclosing(records):
        first = await anext(records, None)  # a failure here is still told as one
        await response.prepare(request)
        if first is not None:
            await response.write(_line(first))
        async for record in records:
            await response.write(_line(record))
    return response


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"
