"""The body of `POST /v1/responses`, and the chat that it means.

https://platform.openai.com/docs/api-reference/responses/create
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from wyoming_morgan.engines.contract.llm import MOST_ALTERNATIVES
from wyoming_morgan.http.bodies import Choice, Identifier, OpenBody, at_most, first_error
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.chat_body import ChatBody, MostTokens
from wyoming_morgan.http.openai.chat_options import OptionFields
from wyoming_morgan.http.openai.messages import Name
from wyoming_morgan.http.openai.response_items import InputItem, InputItems, messages_of

_MOST_TOOLS = 512
_MOST_INCLUDED = 32
_LOGPROBS = "message.output_text.logprobs"
_OF_RESPONSES_ALONE = frozenset(
    {
        "access_programs",
        "background_options",
        "context_management",
        "event_id",
        "image",
        "max_tool_calls",
        "moderation",
        "stream_options",
        "truncation",
        "type",
    }
)
"""What is about OpenAI's own tools and ways of keeping responses; no chat has it."""

Json = dict[str, Any]


class ResponseTool(OpenBody):
    """A tool. Functions are the only kind here: the others run at OpenAI."""

    type: str
    name: Identifier | None = None
    description: str | None = None
    parameters: Json | None = None
    strict: bool | None = None


class NamedTool(OpenBody):
    """The one tool to call, or some of them."""

    type: str
    name: Identifier | None = None
    mode: str | None = None
    tools: Annotated[tuple[Json, ...], at_most(_MOST_TOOLS)] | None = None


class TextFormat(OpenBody):
    """The format of the text."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    name: Name = "reply"
    strict: bool | None = None
    body: Annotated[Json | None, Field(alias="schema")] = None


class TextSettings(OpenBody):
    """How the text is to be."""

    format: TextFormat | None = None
    verbosity: Name | None = None


class ReasoningSettings(OpenBody):
    """How much a model reasons."""

    effort: str | None = None


class NamedConversation(OpenBody):
    """A conversation by its id."""

    id: Identifier


class ResponsesBody(OptionFields):
    """The body; names and defaults are OpenAI's. Unknown fields go on to the server of the model."""

    input: str | InputItems = ()
    model: Choice = ""
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
    max_output_tokens: MostTokens = None
    include: Annotated[tuple[Identifier, ...], at_most(_MOST_INCLUDED)] | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=MOST_ALTERNATIVES)] | None = None
    prompt: Json | None = None
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
    def tells_logprobs(self) -> bool:
        """Whether the reply comes with the log probabilities of its tokens."""
        return bool(self.top_logprobs) or _LOGPROBS in (self.include or ())

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
        if self.prompt:
            raise InvalidField(
                "prompt: templates are kept at OpenAI", param="prompt", hint="send instructions and input"
            )
        said = [*before, *messages_of(self.items)]
        if not said and not self.instructions:
            raise InvalidField("input: is missing", param="input")
        system = [{"role": "system", "content": self.instructions}] if self.instructions else []
        verbosity = self.text.verbosity if self.text is not None else None
        fields = {
            **self._options(),
            **({"verbosity": verbosity} if verbosity else {}),
            "model": self.model,
            "messages": [*system, *said],
            "tools": [_function(tool, number) for number, tool in enumerate(self.tools or ())] or None,
            "tool_choice": self._tool_choice(),
            "parallel_tool_calls": self.parallel_tool_calls,
            "response_format": self._response_format(),
            "reasoning_effort": self.reasoning.effort
            if self.reasoning is not None
            else self.reasoning_effort,
            "logprobs": self.tells_logprobs or None,
            "top_logprobs": self.top_logprobs if self.tells_logprobs else None,
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
        if choice.type == "allowed_tools":
            return choice.model_dump(exclude_none=True)
        if choice.type != "function":
            raise InvalidField("tool_choice: only functions can be called", param="tool_choice")
        return {"type": "function", "function": {"name": choice.name}}

    def _response_format(self) -> Json | None:
        form = self.text.format if self.text is not None else None
        if form is None or form.type == "text":
            return None
        if not form.body:
            return {"type": form.type}
        schema = {"name": form.name, "schema": form.body, "strict": form.strict}
        return {"type": form.type, "json_schema": schema}

    def _options(self) -> Json:
        """Return the fields for the server of the model."""
        own = OptionFields.model_fields.keys() - {"reasoning_effort"}
        others = {
            name: value for name, value in (self.model_extra or {}).items() if name not in _OF_RESPONSES_ALONE
        }
        return {**others, **{name: getattr(self, name) for name in own}}

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
        "function": tool.model_dump(exclude={"type"}, exclude_none=True),
    }
