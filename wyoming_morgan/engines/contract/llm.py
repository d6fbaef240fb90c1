"""What a language model backend is: messages and tools in, pieces of a reply out; and embeddings."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine


class Role(StrEnum):
    """Whose words a message holds."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model asks for. `arguments` is JSON as the model wrote it, which may be broken."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. A tool's result names the call it answers."""

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may ask for; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked of a model. What is None is left to the backend.

    `tool_choice` is `auto`, `none`, `required` or a tool's name; `json_schema` binds the reply's shape.
    """

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    model: str | None = None
    tool_choice: str | None = None
    parallel_tool_calls: bool | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    json_schema: Mapping[str, Any] | None = None
    think: bool = False
    """Whether the model may reason before it answers; what it reasons is never spoken."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class ThinkingPiece:
    """A piece of what the model reasons; no part of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A piece of a tool call, the `index`th of this reply: its first piece has the id and the name."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


class EndReason(StrEnum):
    """Why a reply ended, in OpenAI's words."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"


@dataclass(frozen=True, slots=True)
class ChatEnd:
    """The end of a reply, always the last event and exactly one. Token counts are None where nobody told."""

    reason: EndReason
    model: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    truncated: bool = False
    """Whether the backend left out a part of the prompt: it did not fit its context."""


ChatEvent = TextPiece | ThinkingPiece | CallPiece | ChatEnd


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model of a backend. `context_tokens` and `bytes` are None where it does not tell."""

    id: str
    owned_by: str = ""
    context_tokens: int | None = None
    bytes: int | None = None
    tools: bool | None = None
    """Whether it can call tools; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector for each text, in their order."""

    vectors: tuple[tuple[float, ...], ...]
    model: str
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ChatCapabilities:
    """What a backend can do; complete after `load`. `model` is the one it takes where none is asked for."""

    model: str
    models: tuple[ModelInfo, ...] = field(default=())
    embedding_model: str | None = None
    """The model of embeddings where none is asked for; None: it makes none."""
    version: str = ""


@runtime_checkable
class ChatModel(Engine, Protocol):
    """A language model backend. It loads although its server is away: a chat then fails, and later works."""

    @property
    def capabilities(self) -> ChatCapabilities:
        """What it can do; answered from memory."""

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Answer, piece by piece as it comes in. Closing the iterator gives the work up, and its connection.

        Raises:
            EngineUnavailable: the server cannot be reached. Nothing was yielded before.
            UnknownModel: it has no such model.
            InvalidRequest, TooLarge: it refuses the request.
            Busy, DeadlineExceeded, EngineFailed: as the names say; pieces may have come before.
        """

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts.

        Raises:
            InvalidRequest: it makes none.
            MorganError: as for `chat`.
        """

    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server anew which models it has.

        Raises:
            EngineUnavailable: it cannot be reached.
        """
