"""The tools in the body of `POST /v1/chat/completions`, in OpenAI's shape of today and in its older one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.http.bodies import MAX_IDENTIFIER, OpenBody
from wyoming_morgan.http.openai.messages import Name

_MAX_TOOLS = 512


class ToolFunction(OpenBody):
    """The function of a tool."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_IDENTIFIER)]
    description: str | None = None
    parameters: dict[str, Any] | None = None

    @property
    def tool(self) -> Tool:
        """The function as a language model is offered it."""
        return Tool(self.name, self.description or "", self.parameters or {})


class BodyTool(OpenBody):
    """A tool; functions are the only kind."""

    type: Literal["function"] = "function"
    function: ToolFunction


class ChosenFunction(OpenBody):
    """The name of the function to call."""

    name: Name


class ChosenTool(OpenBody):
    """The tool to call."""

    type: Literal["function"] = "function"
    function: ChosenFunction


class ToolFields(OpenBody):
    """What the model may call. `functions` and `function_call` are what older clients send."""

    tools: Annotated[tuple[BodyTool, ...], Field(max_length=_MAX_TOOLS, fail_fast=True)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ChosenTool | None = None
    parallel_tool_calls: bool | None = None
    functions: Annotated[tuple[ToolFunction, ...], Field(max_length=_MAX_TOOLS, fail_fast=True)] | None = None
    function_call: Literal["none", "auto"] | ChosenFunction | None = None

    @property
    def calls_functions(self) -> bool:
        """Whether the client knows functions only, and no tools: at most one is called at a time."""
        return bool(self.functions) and not self.tools

    @property
    def offered(self) -> tuple[Tool, ...]:
        """The tools, or functions, that the model is offered."""
        functions = (
            self.functions or () if self.calls_functions else (tool.function for tool in self.tools or ())
        )
        return tuple(function.tool for function in functions)

    @property
    def choice(self) -> str | None:
        """Which the model has to call: `none`, `auto`, `required`, or a name; None if it is not said."""
        chosen = self.function_call if self.calls_functions else self.tool_choice
        if isinstance(chosen, ChosenTool):
            return chosen.function.name
        return chosen.name if isinstance(chosen, ChosenFunction) else chosen

    @property
    def parallel(self) -> bool | None:
        """Whether the model may call several at a time; None if it is not said."""
        return False if self.calls_functions else self.parallel_tool_calls
