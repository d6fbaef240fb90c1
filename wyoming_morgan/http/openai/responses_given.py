"""A response that is being given, whatever way it goes to its client."""

from __future__ import annotations

from typing import Any

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_kept import KeptResponse, KeptResponses
from wyoming_morgan.http.openai.responses_reply import ResponseReply, new_identity

Json = dict[str, Any]


class GivenResponse:
    """A response that is being given, and is kept at its end if its client does not mind."""

    def __init__(self, kept: KeptResponses, body: ResponsesBody, messages: list[Json]) -> None:
        self._kept = kept
        self._messages = messages
        self.body = body
        self._mark = kept.mark()
        self.identity = new_identity("resp")

    async def keep(self, reply: ResponseReply, last: Json, extension: Json) -> None:
        """Keep it with everything that was said before."""
        conversation_id = extension.get(AGENT_NAME, {}).get("conversation_id")
        user_id = (self.body.metadata or {}).get("user_id")
        response = KeptResponse(
            [*self._messages, *reply.messages],
            conversation_id,
            last["response"],
            self._mark,
            user_id if isinstance(user_id, str) else None,
        )
        await self._kept.keep(self.identity, response, is_stored=self.body.is_kept)


async def begin_response(
    kept: KeptResponses, grant: Grant, body: ResponsesBody
) -> tuple[GivenResponse, ChatBody]:
    """Return the response to a body, and the chat that it means.

    Raises:
        NotFound: what the body follows, or an item that it names, is not there any more.
        MissingScope: it may not be read.
        InvalidField: something cannot be done here.
    """
    body = await kept.resolve(grant, body)
    before, conversation_id = list[Json](), None
    if body.previous_response_id:
        before, conversation_id = await kept.before(grant, body.previous_response_id)
    chat = body.chat(before, conversation_id)
    return GivenResponse(kept, body, [*before, *body.messages()]), chat
