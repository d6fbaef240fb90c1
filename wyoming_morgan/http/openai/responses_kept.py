"""Responses that later ones may follow by their id: kept in the cache, which replicas share, for a day."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.errors import NotFound
from wyoming_morgan.store.contract import Store

_LOGGER = logging.getLogger(__name__)
_SECONDS = 24 * 3600.0
_MOST_BYTES = 1024 * 1024
"""Of one response with all that came before it; of a longer one nothing is kept."""
_MOST_HERE = 200
"""Responses that a process keeps itself where there is no store."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """What a later response needs of one: everything that was said, and the agent's conversation."""

    messages: list[Json]
    conversation_id: str | None
    shown: Json
    """The response as its client got it."""


class KeptResponses:
    """Keeps responses for those who know their ids, which cannot be guessed."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._here: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, identity: str) -> KeptResponse:
        """Return a response.

        Raises:
            NotFound: there is none of this id any more.
        """
        data = (
            self._here.get(identity) if self._store is None else await self._store.cache.get(_key(identity))
        )
        if data is None:
            raise NotFound(
                f"there is no response {identity!r}",
                hint="without store=false they are kept for a day; else send the conversation as input",
            )
        fields = json.loads(data)
        return KeptResponse(fields["messages"], fields["conversation_id"], fields["shown"])

    async def keep(self, identity: str, response: KeptResponse) -> None:
        """Keep a response, unless it is very long."""
        data = json.dumps(
            {
                "messages": response.messages,
                "conversation_id": response.conversation_id,
                "shown": response.shown,
            }
        ).encode()
        if len(data) > _MOST_BYTES:
            _LOGGER.debug("a response of %d bytes is not kept", len(data))
        elif self._store is not None:
            await self._store.cache.set(_key(identity), data, seconds=_SECONDS)
        else:
            self._here[identity] = data
            while len(self._here) > _MOST_HERE:
                self._here.popitem(last=False)

    async def delete(self, identity: str) -> None:
        """Forget a response.

        Raises:
            NotFound: there is none of this id.
        """
        await self.get(identity)
        self._here.pop(identity, None)
        if self._store is not None:
            await self._store.cache.delete(_key(identity))


def _key(identity: str) -> str:
    return f"response:{identity}"
