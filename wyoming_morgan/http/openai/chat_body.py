"""What `POST /v1/chat/completions` takes, and the request to a language model that it makes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from wyoming_morgan.engines.contract.llm import ChatRequest, Message, Role, Tool, ToolCall
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import OpenBody
from wyoming_morgan.http.errors import InvalidField

_MAX_STOPS = 16
_MAX_TOOLS = 512
_ROLES = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}
_NO_EFFORT = frozenset({"none", "minimal"})

Name = Annotated[str, Field(max_length=256)]


class Part(OpenBody):
    """A part of a message's content."""

    type: str
    text: str = ""
    refusal: str = ""


class CalledFunction(OpenBody):
    """What an earlier reply called."""

    name: Name
    arguments: str = ""


class Called(OpenBody):
    """A tool call of an earlier reply."""

    id: Name = ""
    function: CalledFunction


class BodyMessage(OpenBody):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part, ...] | None = None
    tool_calls: tuple[Called, ...] | None = None
    tool_call_id: Name | None = None

    def text(self, index: int) -> str:
        """Return its words.

        Raises:
            InvalidField: there is more than text in it.
        """
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        for number, part in enumerate(self.content):
            if part.type not in {"text", "refusal", "input_text", "output_text"}:
                raise InvalidField(
                    f"messages.{index}.content.{number}: {part.type} cannot be used, only text",
                    param=f"messages.{index}.content.{number}.type",
                )
        return "".join(part.text or part.refusal for part in self.content)


class Function(OpenBody):
    """A function that a tool is."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    description: str | None = None
    parameters: dict[str, Any] | None = None


class BodyTool(OpenBody):
    """A tool; functions are the only kind."""

    type: Literal["function"] = "function"
    function: Function


class ChosenFunction(OpenBody):
    """The name of the function that must be called."""

    name: Name


class ChosenTool(OpenBody):
    """The tool that must be called."""

    type: Literal["function"] = "function"
    function: ChosenFunction


class JsonSchema(OpenBody):
    """The shape that a reply must have."""

    body: Annotated[dict[str, Any] | None, Field(alias="schema")] = None


class ResponseFormat(OpenBody):
    """What a reply must be."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class StreamOptions(OpenBody):
    """What a stream tells beside the reply."""

    include_usage: bool | None = None


class ChatBody(OpenBody):
    """What the route takes; names and defaults are OpenAI's. What is null counts as left out."""

    messages: Annotated[tuple[BodyMessage, ...], Field(min_length=1)]
    model: Identifier = ""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    tools: Annotated[tuple[BodyTool, ...], Field(max_length=_MAX_TOOLS)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    stop: str | Annotated[tuple[str, ...], Field(max_length=_MAX_STOPS)] | None = None
    seed: int | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    reasoning_effort: Name | None = None
    user: Identifier | None = None
    metadata: dict[str, Any] | None = None

    @property
    def counts_tokens(self) -> bool:
        """Whether the stream ends with the tokens it took."""
        return bool(self.stream_options and self.stream_options.include_usage)

    def request(self, model: str | None) -> ChatRequest:
        """Return the request to a language model.

        Raises:
            InvalidField: something in it cannot be done.
        """
        if (self.n or 1) > 1:
            raise InvalidField("n: only one reply can be had at a time", param="n")
        stop = (self.stop,) if isinstance(self.stop, str) else self.stop or ()
        return ChatRequest(
            messages=tuple(_message(index, message) for index, message in enumerate(self.messages)),
            tools=tuple(
                Tool(each.function.name, each.function.description or "", each.function.parameters or {})
                for each in self.tools or ()
            ),
            model=model,
            tool_choice=self.tool_choice.function.name
            if isinstance(self.tool_choice, ChosenTool)
            else self.tool_choice,
            parallel_tool_calls=self.parallel_tool_calls,
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_completion_tokens or self.max_tokens,
            stop=tuple(each for each in stop if each),
            seed=self.seed,
            json_schema=self._schema(),
            reasoning=self.reasoning_effort is not None and self.reasoning_effort not in _NO_EFFORT,
        )

    def last_words(self) -> str:
        """Return what the user said last.

        Raises:
            InvalidField: the user said nothing.
        """
        for index, message in reversed(tuple(enumerate(self.messages))):
            if message.role == "user":
                return message.text(index)
        raise InvalidField("messages: there is none of the user", param="messages")

    def _schema(self) -> dict[str, Any] | None:
        wanted = self.response_format
        if wanted is None or wanted.type == "text":
            return None
        if wanted.type == "json_object":
            return {"type": "object"}
        if wanted.json_schema is None or wanted.json_schema.body is None:
            name = "response_format.json_schema.schema"
            raise InvalidField(f"{name}: is missing", param=name)
        return wanted.json_schema.body


def _message(index: int, message: BodyMessage) -> Message:
    return Message(
        role=_ROLES[message.role],
        content=message.text(index),
        tool_calls=tuple(
            ToolCall(each.id, each.function.name, each.function.arguments)
            for each in message.tool_calls or ()
        ),
        tool_call_id=message.tool_call_id,
    )
