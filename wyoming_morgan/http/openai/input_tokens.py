"""How many tokens a chat takes as a model reads it."""

from __future__ import annotations

from contextlib import aclosing

from wyoming_morgan.engines.contract.llm import ChatEnd
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chats import Chats

_SHORTEST = {"max_tokens": 1, "max_completion_tokens": None, "stream": None}


async def input_tokens(chats: Chats, chat: ChatBody) -> int:
    """Return the tokens of a chat, counted by the model itself: it reads the chat, and writes one token.

    Raises:
        EngineUnavailable: the model's server does not count tokens.
        MorganError: any error of the model.
    """
    reply = chats.model_reply(chat.model_copy(update=_SHORTEST))
    end: ChatEnd | None = None
    async with aclosing(reply.events) as events:
        async for piece in events:
            if isinstance(piece, ChatEnd):
                end = piece
    if end is None or end.prompt_tokens is None:
        raise EngineUnavailable(f"the server of {reply.model} does not count tokens")
    return end.prompt_tokens
