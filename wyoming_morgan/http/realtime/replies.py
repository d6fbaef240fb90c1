"""Who answers in a session: the agent, or a language model as it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
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
from wyoming_morgan.http.openai.agent_reply import agent_reply
from wyoming_morgan.http.realtime.account import TurnAccount
from wyoming_morgan.http.realtime.items import ConversationItem, messages
from wyoming_morgan.http.realtime.settings import FunctionChoice, ResponseSettings
from wyoming_morgan.llm.contract import LanguageModels


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered, and how."""

    items: Sequence[ConversationItem]
    settings: ResponseSettings
    language: str | None = None
    """The language that was heard last."""
    is_apart: bool = False
    """Whether the answer is no part of the conversation."""
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
    """Morgan itself answers, with the home and its memory; a session is one conversation."""

    def __init__(self, agent: ConversationAgent) -> None:
        self._agent = agent
        self._conversation_id: str | None = None

    async def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Answer what the user said last; where nothing was said there is nothing to answer."""
        since = _since(question.items)
        items = question.items[: len(question.items) - len(since)]
        before, words = _words(items)
        if not words.strip():
            yield ChatEnd(EndReason.STOP, AGENT_NAME, 0, 0)
            return
        is_new = self._conversation_id is None or question.is_apart
        request = TurnRequest(
            words,
            language=question.language,
            conversation_id=None if question.is_apart else self._conversation_id,
            guidance=Guidance(instructions=question.settings.instructions or ""),
            earlier=tuple(before) if is_new else (),
            client_tools=_tools(question.settings),
            tool_choice=_choice(question.settings),
            continuation=messages(since),
            incognito=question.is_apart,
            timings=question.account.timings,
        )

        def keep(done: TurnDone) -> None:
            question.account.keep(done)
            if not question.is_apart:
                self._conversation_id = done.conversation_id

        async for event in agent_reply(self._agent, request, keep, question.account.keep):
            yield event


class ModelAnswers:
    """A language model answers what stands in the conversation."""

    def __init__(self, models: LanguageModels, model: str) -> None:
        self._models = models
        self._model = model

    async def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Ask the model."""
        settings = question.settings
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


def _words(items: Sequence[ConversationItem]) -> tuple[list[Said], str]:
    """Return what was said before, and what the user has said since the last reply."""
    spoken = [item for item in items if item.type == "message" and item.role in {"user", "assistant"}]
    words: list[str] = []
    while spoken and spoken[-1].role == "user":
        words.append(spoken.pop().text)
    return [Said(item.role, item.text) for item in spoken if item.text.strip()], "\n".join(reversed(words))
