"""Responses that later ones may follow by their id: kept in the cache, which replicas share, for a day."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.errors import NotFound
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.openai.conversations_kept import AGENT_SECONDS, SECONDS
from wyoming_morgan.http.openai.identities import response_of_item
from wyoming_morgan.http.openai.response_items import InputItem
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.shelf import Shelf
from wyoming_morgan.store.contract import Watermark
from wyoming_morgan.store.marks import mark_as_json, mark_from_json

_LOGGER = logging.getLogger(__name__)
_MOST_BYTES = 1024 * 1024
"""Of one response with all that came before it; of a longer one only itself is kept."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """What a later response needs of one: everything that was said, and the agent's conversation."""

    items: list[Json] | None
    """All that it answers, with what was said before, as it is listed; None where that was too long."""
    conversation_id: str | None
    shown: Json
    """The response as its client got it."""
    mark: Watermark | None = None
    """When it was begun: what is deleted from then on takes it along."""
    user_id: str | None = None


class KeptResponses:
    """Keeps responses for those who know their ids, which cannot be guessed."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._last: dict[str, KeptResponse] | None = None

    def of_connection(self) -> KeptResponses:
        """Return these for one connection, which also knows its last response, stored or not."""
        kept = KeptResponses(self._shelf)
        kept._last = {}
        return kept

    async def get(self, grant: Grant, identity: str) -> KeptResponse:
        """Return a response that may be read with this grant: what the agent said is for the scope `home`.

        Raises:
            NotFound: there is none of this id any more.
            MissingScope: it may not be read.
        """
        response = await self._find(identity)
        is_of_agent = response.shown.get("model") == AGENT_NAME
        grant.require({Scope.HOME} if is_of_agent else {Scope.CHAT, Scope.HOME})
        return response

    async def _find(self, identity: str) -> KeptResponse:
        if self._last and identity in self._last and not self._is_deleted(self._last[identity]):
            return self._last[identity]
        data = await self._shelf.get(identity)
        if data is None:
            raise _not_found("response", identity)
        response = _decoded(data)
        if self._is_deleted(response):
            await self._shelf.remove(identity)
            raise _not_found("response", identity)
        return response

    def mark(self) -> Watermark | None:
        """Return the mark of a response that begins now."""
        return self._shelf.mark()

    def _is_deleted(self, response: KeptResponse) -> bool:
        """Whether what it tells of was deleted."""
        return self._shelf.is_deleted(
            response.mark, user_id=response.user_id, conversation_id=response.conversation_id
        )

    async def given(self, grant: Grant, identity: str) -> list[Json]:
        """Return the items that a response answers.

        Raises:
            NotFound: there is no such response any more, or they were too long to be kept.
        """
        response = await self.get(grant, identity)
        if response.items is None:
            raise _not_found("response", identity)
        return response.items

    async def before(self, grant: Grant, identity: str) -> tuple[list[Json], str | None]:
        """Return the items up to the end of a response, and the agent's conversation.

        Raises:
            NotFound: there is none of this id any more, or it was too long to be kept.
        """
        items = await self.given(grant, identity)
        response = await self.get(grant, identity)
        return [*items, *response.shown["output"]], response.conversation_id

    async def resolve(self, grant: Grant, body: ResponsesBody) -> ResponsesBody:
        """Return the body with the items that it names by their ids alone.

        Raises:
            NotFound: there is no such item any more.
        """
        if isinstance(body.input, str):
            return body
        return body.model_copy(update={"input": await self.resolve_items(grant, body.input)})

    async def resolve_items(self, grant: Grant, items: Iterable[InputItem]) -> tuple[InputItem, ...]:
        """Return items, with those that are named by their ids alone; it raises what `resolve` does."""
        outputs: dict[str, list[Json]] = {}
        return tuple(
            [
                await self._output_item(grant, item.id or "", outputs) if item.is_reference else item
                for item in items
            ]
        )

    async def _output_item(self, grant: Grant, identity: str, outputs: dict[str, list[Json]]) -> InputItem:
        response = response_of_item(identity)
        if response not in outputs:
            try:
                outputs[response] = (await self.get(grant, response)).shown["output"]
            except NotFound as error:
                raise _not_found("item", identity) from error
        for item in outputs[response]:
            if item["id"] == identity:
                return InputItem.model_validate(item)
        raise _not_found("item", identity)

    async def keep(self, identity: str, response: KeptResponse, *, is_stored: bool) -> None:
        """Keep a response, unless it is very long; of a very long conversation only the response."""
        if self._last is not None:
            self._last = {identity: response}
        if not is_stored:
            return
        data = _encoded(response)
        if len(data) > _MOST_BYTES:
            data = _encoded(replace(response, items=None))
        if len(data) > _MOST_BYTES:
            _LOGGER.debug("a response of %d bytes is not kept", len(data))
            return
        seconds = SECONDS if response.conversation_id is None else AGENT_SECONDS
        await self._shelf.put(identity, data, seconds=seconds)

    async def delete(self, grant: Grant, identity: str) -> None:
        """Forget a response that may be read with this grant; it raises what `get` does."""
        await self.get(grant, identity)
        await self._shelf.remove(identity)


def _encoded(response: KeptResponse) -> bytes:
    fields = {
        "items": response.items,
        "conversation_id": response.conversation_id,
        "shown": response.shown,
        "user_id": response.user_id,
        "mark": None if response.mark is None else mark_as_json(response.mark),
    }
    return json.dumps(fields).encode()


def _decoded(data: bytes) -> KeptResponse:
    fields = json.loads(data)
    saved = fields["mark"]
    mark = None if saved is None else mark_from_json(saved)
    return KeptResponse(fields["items"], fields["conversation_id"], fields["shown"], mark, fields["user_id"])


def _not_found(what: str, identity: str) -> NotFound:
    return NotFound(
        f"there is no {what} {identity!r}",
        hint="without store=false they are kept for a day, the agent's for an hour; else send all as input",
    )
