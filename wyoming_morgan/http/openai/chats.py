"""A chat as OpenAI's routes have it: who answers it, and with what.

The model `morgan` is the agent, every other name a language model.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from wyoming_morgan.agent.contract import AGENT_NAME, ConversationAgent, Guidance, Said, TurnDone
from wyoming_morgan.engines.contract.llm import ChatEvent, ToolCall
from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.openai.agent_reply import agent_reply
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chat_reply import Extension, no_extension
from wyoming_morgan.http.openai.histories import Chat, Histories
from wyoming_morgan.http.openai.names import names_agent
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import THERE_ARE, suggestion
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.unset import is_unset

_CONVERSATIONS = ("X-Conversation-Id", "X-OpenWebUI-Chat-Id")
_PERSONS = ("X-OpenWebUI-User-Id",)
"""Headers: Morgan's own, and those that Open WebUI sends where it is told to."""


class _Ended:
    """How the agent's turn has ended."""

    def __init__(self) -> None:
        self.turn: TurnDone | None = None

    def extension(self) -> dict[str, Any]:
        """Return what Morgan adds to OpenAI's fields."""
        if self.turn is None:
            return {}
        return {
            AGENT_NAME: {
                "conversation_id": self.turn.conversation_id,
                "awaits_answer": self.turn.awaits_answer,
                "outcome": self.turn.outcome.value,
            }
        }


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A reply on its way: whose it is, its pieces, and what Morgan adds to it at its end."""

    model: str
    events: AsyncGenerator[ChatEvent, None]
    extension: Extension = no_extension


class Chats:
    """Finds who answers a chat. `llm` and `agent` are None in a process without them."""

    def __init__(self, llm: LanguageModels | None, agent: ConversationAgent | None) -> None:
        self._llm = llm
        self._agent = agent
        self._histories = Histories()

    def is_turn(self, body: ChatBody) -> bool:
        """Whether it is a turn of the agent."""
        return self._agent is not None and _is_for_agent(body) and not body.is_task

    def scopes(self, body: ChatBody) -> frozenset[Scope]:
        """Return the scopes of which one is enough for a chat: only the agent acts."""
        if self.is_turn(body):
            return frozenset({Scope.HOME})
        # Clients have a language model write titles in the agent's name.
        return frozenset({Scope.CHAT, Scope.HOME} if _is_for_agent(body) else {Scope.CHAT})

    def model_reply(self, body: ChatBody) -> ChatReply:
        """Let a language model answer.

        Raises:
            UnknownModel: there is none.
            InvalidField: the chat asks for something unsupported.
        """
        for_agent = _is_for_agent(body)
        is_task = for_agent and body.is_task
        if self._llm is None:
            missing = "language model for work about a chat" if is_task else f"model {body.model!r}"
            raise UnknownModel(
                f"there is no {missing}",
                hint=f"there is {AGENT_NAME}; for others configure {setting('llm.backends')}",
            )
        model = None if for_agent else body.model
        asked = body.request(model)
        events = self._llm.chat(replace(asked, tools=()) if is_task else asked)
        if model is not None and self._agent is not None:
            events = _hinting(events, model, self._llm)
        return ChatReply(model or self._llm.current, events)

    def turn(
        self,
        request: web.Request,
        body: ChatBody,
        timings: TurnTimings,
        *,
        detected_language: str | None = None,
    ) -> ChatReply:
        """Let the agent answer, in the conversation that the chat belongs to.

        Raises:
            InvalidField: the chat asks for something unsupported.
        """
        assert self._agent is not None  # noqa: S101 - `is_turn` says so; this is for the type checker
        body.check_agent_can()
        fields = body.turn_fields(_header(request, _CONVERSATIONS), _header(request, _PERSONS))
        text = body.last_words()
        since = body.since_last_words()
        made = [call for message in since for call in message.tool_calls]
        # Ids first: what is called may be the same in two conversations.
        calls = (*(call.id for call in made), *(_keys(call, text)[1] for call in reversed(made)))
        speaker = fields.user_id, fields.device_id
        before = body.before_last_words()
        chat = Chat(_client(request), before, fields.conversation_id, body.user, calls, speaker)
        ended = _Ended()
        turn = replace(
            fields.request(text, timings, incognito=body.incognito, detected_language=detected_language),
            conversation_id=self._histories.conversation_of(chat),
            earlier=tuple(Said(*said) for said in before),
            images=body.last_images(),
            guidance=Guidance(instructions=body.instructions()),
            client_tools=body.offered,
            tool_choice=body.choice,
            parallel_tool_calls=body.parallel,
            continuation=since,
        )

        def keep(done: TurnDone) -> None:
            ended.turn = done
            for key in (key for call in done.calls for key in _keys(call, text)):
                self._histories.keep_call(chat.sender, key, done.conversation_id)
            if chat.conversation_id is None and not done.calls:
                said = [*chat.before, ("user", text), ("assistant", done.text)]
                self._histories.keep(chat.sender, said, done.conversation_id)

        return ChatReply(AGENT_NAME, agent_reply(self._agent, turn, keep), ended.extension)


async def _hinting(
    events: AsyncGenerator[ChatEvent, None], model: str, llm: LanguageModels
) -> AsyncGenerator[ChatEvent, None]:
    """Yield the events of a reply; where there is no such model, the hint names the agent first."""
    async with aclosing(events):
        try:
            async for piece in events:
                yield piece
        except UnknownModel as error:
            if THERE_ARE not in error.hint:
                raise
            names = [AGENT_NAME, *(listed.id for listed in llm.models if not listed.only_embeds)]
            raise UnknownModel(error.message, hint=suggestion(model, names)) from error


def _keys(call: ToolCall, words: str) -> tuple[str, str]:
    """Return by what a call is known: its id, or for clients that keep none what is called and what for."""
    return call.id, f"{call.name} {call.arguments} {words}"


def _is_for_agent(body: ChatBody) -> bool:
    return names_agent(body.model)


def _client(request: web.Request) -> str:
    """Return who sends a request, as far as that is known; what one was told means nothing to others."""
    return f"{request.remote} {request.headers.get('Authorization', '')}"


def _header(request: web.Request, names: Iterable[str]) -> str:
    """Return the first of these headers that says anything; `undefined` of a script does not."""
    return next((value for name in names if not is_unset(value := request.headers.get(name, ""))), "")
