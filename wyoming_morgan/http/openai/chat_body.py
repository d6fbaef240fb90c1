"""The body of `POST /v1/chat/completions`, and what it becomes: a request to a model, or a turn."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from wyoming_morgan.engines.contract.llm import MOST_ALTERNATIVES, ChatRequest, ImagePart, Message
from wyoming_morgan.http.bodies import MAX_IDENTIFIER, Choice, Identifier, OpenBody, parse_fields, storable
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.chat_options import OptionFields, reasons
from wyoming_morgan.http.openai.chat_tools import ToolFields
from wyoming_morgan.http.openai.messages import BodyMessage, Name, conversation
from wyoming_morgan.http.openai.tasks import is_task
from wyoming_morgan.http.turn_body import TurnFields, TurnOptions
from wyoming_morgan.http.values import Verbatim
from wyoming_morgan.unset import is_unset

_MAX_STOPS = 16
_CONVERSATIONS = ("conversation_id", "session_id", "chat_id")
"""The names under which clients give the id of a conversation in `metadata`."""


class JsonSchema(OpenBody):
    """The schema that the reply must follow."""

    body: Annotated[dict[str, Any] | None, Field(alias="schema")] = None
    name: Name = "reply"
    strict: bool = True


class ResponseFormat(OpenBody):
    """The format of the reply."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(OpenBody):
    """What a stream has beside the reply."""

    include_usage: bool | None = None


def _unlimited(value: object) -> object:
    """Return None for what clients send if there is no bound."""
    return None if str(value).strip() == "-1" else value


def _as_text(identity: object) -> str:
    """Return an id as text: databases number their users and chats. Anything else is empty."""
    is_number = isinstance(identity, int) and not isinstance(identity, bool)
    return str(identity) if is_number or isinstance(identity, str) else ""


MostTokens = Annotated[Annotated[int, Field(ge=1, lt=2**31)] | None, BeforeValidator(_unlimited)]


class ChatBody(ToolFields, OptionFields):
    """The body; names and defaults are OpenAI's. A null field counts as left out."""

    messages: Annotated[tuple[BodyMessage, ...], Field(min_length=1, fail_fast=True)]
    model: Choice = ""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: MostTokens = None
    max_completion_tokens: MostTokens = None
    stop: Verbatim | Annotated[tuple[str, ...], Field(max_length=_MAX_STOPS, fail_fast=True)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=MOST_ALTERNATIVES)] | None = None
    user: Identifier | None = None
    metadata: dict[str, Any] | None = None

    @property
    def counts_tokens(self) -> bool:
        """Whether the stream ends with the number of tokens."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def incognito(self) -> bool:
        """Whether nothing of the agent's turn is kept. Clients can only put text into `metadata`.

        Raises:
            InvalidField: it is neither true nor false.
        """
        sent = {"incognito": (self.metadata or {}).get("incognito")}
        return parse_fields(TurnOptions, sent).incognito

    @property
    def alternatives(self) -> int | None:
        """How many alternatives of each token are asked for; None if no log probabilities are.

        Raises:
            InvalidField: alternatives are asked for, but no log probabilities.
        """
        if self.logprobs:
            return self.top_logprobs or 0
        if self.top_logprobs:
            raise InvalidField("top_logprobs: logprobs must be true with it", param="top_logprobs")
        return None

    def request(self, model: str | None) -> ChatRequest:
        """Return the request to a language model.

        Raises:
            InvalidField: it asks for something unsupported.
        """
        self.check_count()
        stop = (self.stop,) if isinstance(self.stop, str) else self.stop or ()
        return ChatRequest(
            messages=conversation(self.messages),
            tools=self.offered,
            model=model,
            tool_choice=self.choice,
            parallel_tool_calls=self.parallel,
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_completion_tokens or self.max_tokens,
            stop=tuple(text for text in stop if text),
            seed=self.seed,
            json_schema=self._schema(),
            schema_name=self._named_schema.name,
            schema_is_strict=self._named_schema.strict,
            reasoning=reasons(self.reasoning_effort),
            reasoning_effort=self.reasoning_effort,
            further=self.further,
            log_probabilities=self.alternatives,
        )

    def check_count(self) -> None:
        """Check that one reply is enough.

        Raises:
            InvalidField: more are asked for.
        """
        if (self.n or 1) > 1:
            raise InvalidField("n: only one reply at a time is supported", param="n")

    def check_agent_can(self) -> None:
        """Check that nothing is asked of the agent that only language models can do.

        Raises:
            InvalidField: it is.
        """
        self.check_count()
        self.check_modalities()
        if self.alternatives is not None:
            raise InvalidField("logprobs: the agent reports none, only language models", param="logprobs")
        names = {tool.name for tool in self.offered}
        if self.choice not in {None, "none", "auto", *({"required"} if names else ()), *names}:
            raise InvalidField(f"tool_choice: there is no tool for {self.choice!r}", param="tool_choice")
        if self._schema() is not None:
            raise InvalidField(
                "response_format: the agent answers in words, only language models in JSON",
                param="response_format",
                hint="name a language model of /v1/models, or have a tool called by tool_choice",
            )

    def turn_fields(self, conversation_id: str = "", person: str = "") -> TurnFields:
        """Return the fields of the agent's turn; `user` is none of them: it may be anything.

        Args:
            conversation_id: The conversation that a header names, which counts most.
            person: The person that a header names.

        Raises:
            InvalidField: one of them is not valid text.
        """
        metadata = self.metadata or {}

        def text_field(*names: str) -> str | None:
            values = (_as_text(metadata.get(name)) for name in names)
            return next((value[:MAX_IDENTIFIER] for value in values if not is_unset(value)), None)

        fields = {
            "user_id": text_field("user_id") or person[:MAX_IDENTIFIER],
            "conversation_id": conversation_id[:MAX_IDENTIFIER] or text_field(*_CONVERSATIONS),
            "language": text_field("language"),
            "device_id": text_field("device_id"),
            "area": text_field("area"),
            "model": text_field("model"),
        }
        return parse_fields(TurnFields, {name: value for name, value in fields.items() if value})

    @property
    def is_task(self) -> bool:
        """Whether it is work about a chat, such as its title, and not said by anybody."""
        return is_task(self.messages)

    def before_last_words(self) -> list[tuple[str, str]]:
        """Return what the user and the assistant said before the user's last message."""
        users = [index for index, message in enumerate(self.messages) if message.role == "user"]
        last = users[-1] if users else 0
        return [
            (message.role, message.plain_text)
            for message in self.messages[:last]
            if message.role in {"user", "assistant"} and not message.calls_something
        ]

    def last_images(self) -> tuple[ImagePart, ...]:
        """Return the pictures of the user's last message.

        Raises:
            InvalidField: one is no picture.
        """
        users = [index for index, message in enumerate(self.messages) if message.role == "user"]
        return self.messages[users[-1]].images(users[-1]) if users else ()

    def since_last_words(self) -> tuple[Message, ...]:
        """Return the calls of tools after the user's last message, and their results, if it ends with one.

        Raises:
            InvalidField: they have something unsupported.
        """
        users = [index for index, message in enumerate(self.messages) if message.role == "user"]
        first = users[-1] + 1 if users else 0
        roles = {"assistant", "tool", "function"}
        # Some clients repeat their instructions behind everything else.
        since = [message for message in self.messages[first:] if message.role in roles]
        return conversation(since, first) if since and since[-1].role != "assistant" else ()

    def instructions(self) -> str:
        """Return what the client tells the model to do."""
        texts = (message.plain_text for message in self.messages if message.role in {"system", "developer"})
        return "\n\n".join(text.strip() for text in texts if text.strip())

    def last_words(self) -> str:
        """Return the user's last message.

        Raises:
            InvalidField: the user sent none, or one that is not valid text.
        """
        for index, message in reversed(tuple(enumerate(self.messages))):
            if message.role == "user":
                try:
                    return storable(message.text(index))
                except ValueError as error:
                    raise InvalidField(f"messages.{index}: {error}", param=f"messages.{index}") from None
        raise InvalidField("messages: none is from the user", param="messages")

    @property
    def _named_schema(self) -> JsonSchema:
        given = self.response_format.json_schema if self.response_format is not None else None
        return given or JsonSchema()

    def _schema(self) -> dict[str, Any] | None:
        reply_format = self.response_format
        if reply_format is None or reply_format.type == "text":
            return None
        if reply_format.type == "json_object":
            return {"type": "object"}
        if reply_format.json_schema is None or reply_format.json_schema.body is None:
            name = "response_format.json_schema.schema"
            raise InvalidField(f"{name}: is missing", param=name)
        return reply_format.json_schema.body
