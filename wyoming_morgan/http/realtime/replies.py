"""Who answers in a session: the agent, or a language model as it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol

from wyoming_morgan.agent.contract import (
    AGENT_NAME,
    ConversationAgent,
    Guidance,
    Said,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    ChatEvent,
    ChatRequest,
    EndReason,
    Message,
    Role,
    Tool,
)
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.openai.agent_reply import agent_reply
from wyoming_morgan.http.openai.chat_options import reasons
from wyoming_morgan.http.realtime.account import TurnAccount
from wyoming_morgan.http.realtime.items import ConversationItem, messages
from wyoming_morgan.http.realtime.settings import FunctionChoice, ResponseSettings
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered, and how."""

    items: Sequence[ConversationItem]
    settings: ResponseSettings
    language: str | None = None
    """The language that was heard last."""
    is_apart: bool = False
    """Whether the answer is no part of the conversation."""
    has_own_items: bool = False
    """Whether the client sent the items for this answer alone."""
    instructs: bool = False
    """Whether the client sent the instructions for this answer alone."""

    @property
    def is_task(self) -> bool:
        """Whether it is work about the conversation, such as to sum it up, and nothing said in it."""
        return self.is_apart and (self.instructs or not self.has_own_items)

    account: TurnAccount = field(default_factory=TurnAccount)
    """Takes note of how it was answered."""


class Answerer(Protocol):
    """Answers questions."""

    def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply; the last event is `ChatEnd`. Closing the generator cancels the work.

        Raises:
            MorganError: there is none.
        """


class AgentAnswers:
    """Morgan itself answers, with the home and its memory; a session is one conversation.

    To greet, or to work about the conversation, is for a language model alone: nobody has said anything.
    """

    def __init__(self, agent: ConversationAgent, models: LanguageModels | None = None) -> None:
        self._agent = agent
        self._models = models
        self._conversation_id: str | None = None
        self._answered: str | None = None
        """The last item that needs no answer any more: its turn has ended, or acted and was broken off."""

    async def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Answer what the user said last; where nothing was said there is nothing to answer."""
        since = _since(question.items)
        items = question.items[: len(question.items) - len(since)]
        before, said = _said(items, None if since else self._answered)
        words = "\n".join(item.text for item in said if item.text)
        rules = [item.text for item in items if item.role == "system"]
        is_said = bool(words.strip()) or any(item.images for item in said)
        if question.is_task or (not is_said and question.instructs and self._models is not None):
            async for event in self._written(question):
                yield event
            return
        if not is_said:
            yield ChatEnd(EndReason.STOP, AGENT_NAME, 0, 0)
            return
        request = TurnRequest(
            words,
            language=question.language,
            conversation_id=None if question.is_apart else self._conversation_id,
            guidance=Guidance(
                instructions="\n\n".join(filter(None, [question.settings.instructions, *rules]))
            ),
            earlier=tuple(before),
            images=tuple(image for item in said for image in item.images),
            client_tools=_tools(question.settings),
            tool_choice=_choice(question.settings),
            parallel_tool_calls=question.settings.parallel_tool_calls,
            continuation=messages(since),
            incognito=question.is_apart,
            timings=question.account.timings,
        )

        def keep(done: TurnDone) -> None:
            question.account.keep(done)
            if not question.is_apart:
                self._conversation_id, self._answered = done.conversation_id, said[-1].id

        try:
            async with aclosing(agent_reply(self._agent, request, keep, question.account.keep)) as events:
                async for event in events:
                    yield event
        finally:
            if request.timings.acted and not question.is_apart:
                self._answered = said[-1].id

    async def _written(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        if self._models is None:
            raise EngineUnavailable(
                "no language model is configured", hint=f"add a server to {setting('llm.backends')}"
            )
        async for event in ModelAnswers(self._models, self._models.current).answer(question):
            yield event


class ModelAnswers:
    """A language model answers what stands in the conversation."""

    def __init__(self, models: LanguageModels, model: str) -> None:
        self._models = models
        self._model = model

    async def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Ask the model."""
        settings = question.settings
        effort = settings.reasoning.effort if settings.reasoning is not None else None
        system = (Message(Role.SYSTEM, settings.instructions),) if settings.instructions else ()
        conversation = messages(question.items)
        if not conversation and not system:
            yield ChatEnd(EndReason.STOP, self._model, 0, 0)
            return
        request = ChatRequest(
            messages=(*system, *conversation),
            tools=_tools(settings),
            model=self._model,
            tool_choice=_choice(settings),
            max_tokens=settings.max_output_tokens if isinstance(settings.max_output_tokens, int) else None,
            parallel_tool_calls=settings.parallel_tool_calls,
            temperature=settings.temperature,
            reasoning=reasons(effort),
            reasoning_effort=effort,
        )
        async for event in self._models.chat(request):
            yield event


def _tools(settings: ResponseSettings) -> tuple[Tool, ...]:
    return tuple(Tool(tool.name, tool.description or "", tool.parameters or {}) for tool in settings.tools)


def _choice(settings: ResponseSettings) -> str | None:
    choice = settings.tool_choice
    name = choice.name if isinstance(choice, FunctionChoice) else choice
    return name if settings.tools else None


def _since(items: Sequence[ConversationItem]) -> Sequence[ConversationItem]:
    """Return the calls and results with which the conversation ends, if the last one is a result."""
    if not items or items[-1].type != "function_call_output":
        return ()
    first = len(items)
    while first and (items[first - 1].type != "message" or items[first - 1].role == "assistant"):
        first -= 1
    return items[first:]


def _said(
    items: Sequence[ConversationItem], answered: str | None
) -> tuple[list[Said], list[ConversationItem]]:
    """Return what was said before, and what the user has said since the last reply and the answered item."""
    spoken = [item for item in items if item.type == "message" and item.role in {"user", "assistant"}]
    last: list[ConversationItem] = []
    while spoken and spoken[-1].role == "user" and spoken[-1].id != answered:
        last.insert(0, spoken.pop())
    return [Said(item.role, item.text) for item in spoken if item.text.strip()], last
