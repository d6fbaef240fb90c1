"""The body of `POST /v1/responses`, and the chat that it means.

https://platform.openai.com/docs/api-reference/responses/create
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from wyoming_morgan.http.bodies import Identifier, OpenBody, at_most, first_error
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.response_items import InputItem, InputItems, messages_of

_MOST_TOOLS = 512

Json = dict[str, Any]


class ResponseTool(OpenBody):
    """A tool. Functions are the only kind here: the others run at OpenAI."""

    type: str
    name: Identifier | None = None
    description: str | None = None
    parameters: Json | None = None


class NamedTool(OpenBody):
    """The one tool to call."""

    type: str
    name: Identifier | None = None


class TextFormat(OpenBody):
    """The format of the text."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    body: Annotated[Json | None, Field(alias="schema")] = None


class TextSettings(OpenBody):
    """How the text is to be."""

    format: TextFormat | None = None


class ReasoningSettings(OpenBody):
    """How much a model reasons."""

    effort: str | None = None


class NamedConversation(OpenBody):
    """A conversation by its id."""

    id: Identifier


class ResponsesBody(OpenBody):
    """The body; names and defaults are OpenAI's."""

    input: str | InputItems = ()
    model: Identifier = ""
    instructions: str | None = None
    previous_response_id: Identifier | None = None
    conversation: Identifier | NamedConversation | None = None
    stream: bool | None = None
    store: bool | None = None
    background: bool | None = None
    tools: Annotated[tuple[ResponseTool, ...], at_most(_MOST_TOOLS)] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    text: TextSettings | None = None
    reasoning: ReasoningSettings | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_output_tokens: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    metadata: Json | None = None
    user: Identifier | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a later response may follow this one by its id."""
        return self.store is not False

    @property
    def conversation_id(self) -> str | None:
        """The conversation that it is part of."""
        named = self.conversation
        return named.id if isinstance(named, NamedConversation) else named

    @property
    def items(self) -> tuple[InputItem, ...]:
        """The input as items."""
        if isinstance(self.input, str):
            return (InputItem(type="message", role="user", content=self.input),)
        return self.input

    def chat(self, before: list[Json], conversation_id: str | None) -> ChatBody:
        """Return the chat that this means.

        Args:
            before: The messages before it.
            conversation_id: The agent's conversation that it goes on with, if it is known.

        Raises:
            InvalidField: something cannot be done here.
        """
        if self.background:
            raise InvalidField("background: responses are given at once", param="background")
        system = [{"role": "system", "content": self.instructions}] if self.instructions else []
        fields = {
            "model": self.model,
            "messages": [*system, *before, *messages_of(self.items)],
            "tools": [_function(tool, number) for number, tool in enumerate(self.tools or ())] or None,
            "tool_choice": self._tool_choice(),
            "parallel_tool_calls": self.parallel_tool_calls,
            "response_format": self._response_format(),
            "reasoning_effort": self.reasoning.effort if self.reasoning is not None else None,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_completion_tokens": self.max_output_tokens,
            "user": self.user,
            "metadata": self._metadata(conversation_id),
        }
        try:
            return ChatBody.model_validate(
                {name: value for name, value in fields.items() if value is not None}
            )
        except ValidationError as error:
            first = first_error(error)
            where = "input" if first["loc"][:1] == ("messages",) else str(first["loc"][0])
            raise InvalidField(f"{where}: {first['msg']}", param=where) from error

    def _tool_choice(self) -> Any:
        choice = self.tool_choice
        if not isinstance(choice, NamedTool):
            return choice
        if choice.type != "function":
            raise InvalidField("tool_choice: only functions can be called", param="tool_choice")
        return {"type": "function", "function": {"name": choice.name}}

    def _response_format(self) -> Json | None:
        form = self.text.format if self.text is not None else None
        if form is None or form.type == "text":
            return None
        return {"type": form.type, **({"json_schema": {"schema": form.body}} if form.body else {})}

    def _metadata(self, conversation_id: str | None) -> Json:
        metadata = dict(self.metadata or {})
        if conversation_id is not None:
            metadata["conversation_id"] = conversation_id
        return metadata


def _function(tool: ResponseTool, number: int) -> Json:
    if tool.type != "function" or not tool.name:
        raise InvalidField(
            f"tools.{number}.type: {tool.type} runs at OpenAI; only functions of your own can be called here",
            param=f"tools.{number}.type",
        )
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
    }
