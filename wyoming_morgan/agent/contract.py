"""The interface between the agent and the servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from wyoming_morgan.engines.contract.llm import ImagePart, Message, Tool, ToolCall
from wyoming_morgan.home.contract import ClientToolbox
from wyoming_morgan.timings import TurnTimings

AGENT_NAME = "morgan"
"""The name by which clients ask for the agent: a Wyoming program, a model of the OpenAI API."""

SlotValue = str | int | float | tuple[str, ...]
"""The plain value of a slot; a tuple lists alternatives, such as the domains a name may have."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the client wants of the language model in one turn. None is what Morgan's settings say."""

    instructions: str = ""
    """Of the owner of the home, after Morgan's own, which come first."""
    temperature: float | None = None
    history_tokens: int | None = None
    """The approximate tokens of conversation history in the prompt."""
    tools: ClientToolbox | None = None
    """Tools of the client for this turn, in place of those by which Morgan acts in the home itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said before, as a client tells it."""

    role: str
    """`user` or `assistant`."""
    text: str


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """One utterance to Morgan, with what is known about its speaker and place."""

    text: str
    language: str | None = None
    """A BCP 47 tag; None is the home's first language."""
    conversation_id: str | None = None
    user_id: str | None = None
    device_id: str | None = None
    satellite_id: str | None = None
    area: str | None = None
    """The area of the satellite, if the client reports it."""
    model: str | None = None
    """The language model to use; None is the conversation's, else the default one."""
    link_turn: int | None = None
    """The number of this turn at the linked home that asked for it: orders are its speaker's."""
    guidance: Guidance = Guidance()
    incognito: bool = False
    """Whether nothing of this turn is stored, and nothing stored is used."""
    earlier: tuple[Said, ...] = ()
    """What was said before, as the client tells it, the oldest first: what has begun here knows better."""
    images: tuple[ImagePart, ...] = ()
    """Pictures that go along with the text, for a language model that can see."""
    client_tools: tuple[Tool, ...] = ()
    """Tools that the client runs itself: a turn may end in calls of them, `TurnDone.calls`."""
    tool_choice: str | None = None
    """`auto`, `none`, `required` or the name of a client's tool that has to be called."""
    parallel_tool_calls: bool | None = None
    """Whether several tools may be called at a time; None leaves it to the model."""
    continuation: tuple[Message, ...] = ()
    """The calls in which the turn of `text` has ended so far, and their results: the turn goes on."""
    timings: TurnTimings = field(default_factory=TurnTimings)


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class IntentRecognized:
    """A command for the home, to be executed by the client.

    `response_template` is a Jinja template over `slots`, `state` and `query` for the reply afterwards.
    `response` is the rendered template, or empty if it needs the state of the home.
    """

    name: str
    slots: dict[str, SlotValue]
    response_template: str = ""
    response: str = ""
    form: str = field(default="default", compare=False)
    """The key of its response, by which a question shows its form: `any`, `all`, `which`, `how_many`."""


class Outcome(StrEnum):
    """How a turn ended."""

    INTENTS = "intents"
    """Commands for the home were recognized; nothing has been done yet."""
    HANDLED = "handled"
    """Answered, or done."""
    NOT_HANDLED = "not-handled"
    """Not understood; the text says so."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of a turn, such as `grammar`, `fuzzy` or `guard`, and its result."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class TraceAction:
    """One action of a turn. `success` is None if the client executes it and does not report back."""

    name: str
    arguments: dict[str, Any]
    acts: bool
    success: bool | None
    result: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the action as plain JSON values."""
        return {
            "name": self.name,
            "arguments": self.arguments,
            "acts": self.acts,
            "success": self.success,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """How a turn was answered and why. As private as the conversation: never logged."""

    path: str = ""
    steps: tuple[TraceStep, ...] = ()
    actions: tuple[TraceAction, ...] = ()
    held: tuple[TraceAction, ...] = ()
    """What the guard asks about before it is done."""
    model: str = ""
    rounds: int = 0
    prompt_tokens: int | None = None
    """Tokens of the longest prompt of the turn."""
    completion_tokens: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the trace as plain JSON values."""
        return {
            "path": self.path,
            "steps": [{"what": step.what, "detail": step.detail} for step in self.steps],
            "actions": [action.as_dict() for action in self.actions],
            "held": [action.as_dict() for action in self.held],
            "model": self.model,
            "rounds": self.rounds,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The end of a turn: always the last event, exactly once.

    `text` is the complete reply, that is all deltas together. With `INTENTS` it says what was understood,
    never that it was done.
    """

    outcome: Outcome
    text: str
    language: str
    conversation_id: str
    path: str
    """The part that answered: `grammar`, `clock`, `memory`, `trace`, `guard`, `llm`, `client`, `none`."""
    trace: TurnTrace = field(default_factory=TurnTrace, repr=False, compare=False)
    """How the answer came about."""
    awaits_answer: bool = False
    """Whether the reply asks something and the conversation goes on with the answer."""
    calls: tuple[ToolCall, ...] = ()
    """Calls of the client's tools, with whose results the client continues the turn."""


AgentEvent = TextDelta | IntentRecognized | TurnDone


class ConversationAgent(Protocol):
    """Answers turns: `agent.agent.Agent`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it understands, the default first."""

    def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        """Answer one turn; the last event is `TurnDone`. Closing the iterator cancels the work.

        Raises:
            InvalidRequest: the text is empty or the language unknown.
            TooLarge: the text is longer than the limit.
        """


class Notebook(Protocol):
    """Facts that are remembered and forgotten apart from conversations: `agent.notebook.FactNotebook`."""

    async def remember(self, content: str, user_id: str | None) -> None:
        """Keep a fact of a user, or of the household if there is none.

        Raises:
            InvalidRequest: there is nothing to remember.
            StoreUnavailable: the database does not answer.
        """

    async def forget(self, query: str, user_id: str | None) -> bool:
        """Forget the one fact that is meant, of those that the user may recall; return whether there is one.

        Raises:
            InvalidRequest: several are about that, or all are meant.
            StoreUnavailable: the database does not answer.
        """
