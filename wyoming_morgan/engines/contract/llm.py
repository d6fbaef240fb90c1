"""The contract of a language model backend: messages and tools in, pieces of a reply out; and embeddings."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine

MOST_ALTERNATIVES = 20
"""Alternatives of each token that OpenAI's servers and Ollama's report at most."""


class Role(StrEnum):
    """The author of a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model requests. `arguments` is JSON as the model wrote it, which may be malformed."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture that goes along with a message; `data` is base64."""

    media_type: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. A tool's result names the call it answers."""

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    images: tuple[ImagePart, ...] = ()
    reasoning: str = ""
    """The reasoning before an earlier reply, which some models want to see again."""
    name: str = ""
    """Who of several speakers wrote it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    strict: bool | None = None
    """Whether arguments have to follow the schema exactly; None leaves it to the server."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request to a model. Fields that are None are left to the backend.

    `tool_choice` is `auto`, `none`, `required` or a tool's name; `json_schema` constrains the reply.
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
    schema_name: str = "reply"
    schema_is_strict: bool = True
    """Whether the reply has to follow the schema exactly; hosted models allow fewer schemas then."""
    reasoning: bool = False
    """Whether the model may reason before it answers; reasoning is never spoken."""
    reasoning_effort: str | None = None
    """How much, in the words of the client; None if it says nothing of it."""
    further: Mapping[str, Any] = field(default_factory=dict)
    """Further fields, such as `top_k`, by the names that OpenAI and other servers give them."""
    log_probabilities: int | None = None
    """How many alternatives to report for each token, 0 to `MOST_ALTERNATIVES`; None reports no tokens."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A token with the natural logarithm of its probability, and its bytes, None if unknown."""

    token: str
    log_probability: float
    bytes: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class TokenPiece:
    """The next token of the reply's text, before that text; `alternatives` are the likeliest in its place."""

    chosen: Likelihood
    alternatives: tuple[Likelihood, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasoningPiece:
    """A piece of the model's reasoning, which is not part of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A piece of a tool call, the `index`th of this reply; its first piece has the id and the name."""

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
    """The end of a reply: always the last event, exactly one. Token counts are None if unknown."""

    reason: EndReason
    model: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    truncated: bool = False
    """Whether the backend dropped a part of the prompt that did not fit its context."""


ChatEvent = TextPiece | TokenPiece | ReasoningPiece | CallPiece | ChatEnd


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model of a backend. `context_tokens` and `bytes` are None if unknown."""

    id: str
    owned_by: str = ""
    context_tokens: int | None = None
    bytes: int | None = None
    tools: bool | None = None
    """Whether it can call tools; None if unknown."""
    log_probabilities: bool | None = None
    """Whether it reports the log probabilities of tokens; None if unknown."""
    only_embeds: bool = False
    """Whether it makes embeddings and no replies, as far as is known."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector for each text, in their order."""

    vectors: tuple[tuple[float, ...], ...]
    model: str
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ChatCapabilities:
    """The capabilities of a backend; complete after `load`. `model` is its default."""

    model: str
    models: tuple[ModelInfo, ...] = field(default=())
    embedding_model: str | None = None
    """The default model for embeddings; None if it makes none."""
    version: str = ""


@runtime_checkable
class ChatModel(Engine, Protocol):
    """A language model backend. It loads even if its server is down: chats fail until the server is back."""

    @property
    def capabilities(self) -> ChatCapabilities:
        """Its capabilities; returns at once."""

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply piece by piece as it arrives. Closing the generator cancels the request.

        Raises:
            EngineUnavailable: the server cannot be reached; raised before the first piece.
            UnknownModel: the server has no such model.
            InvalidRequest, TooLarge: the server refuses the request, or the model cannot see its pictures or
                reports no log probabilities.
            Busy, DeadlineExceeded, EngineFailed: also after the first piece.
        """

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts.

        Raises:
            InvalidRequest: the backend makes no embeddings.
            MorganError: as for `chat`.
        """

    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server again which models it has.

        Raises:
            EngineUnavailable: the server cannot be reached.
        """
