"""The tools in the body of `POST /v1/chat/completions`, in OpenAI's shape of today and in its older one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.http.bodies import MAX_IDENTIFIER, OpenBody
from wyoming_morgan.http.openai.messages import Name

_MAX_TOOLS = 512


class ToolFunction(OpenBody):
    """The function of a tool."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_IDENTIFIER)]
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None

    @property
    def tool(self) -> Tool:
        """The function as a language model is offered it."""
        return Tool(self.name, self.description or "", self.parameters or {}, self.strict)


class BodyTool(OpenBody):
    """A tool; functions are the only kind. As `/v1/responses` has them they are not nested."""

    type: Literal["function"] = "function"
    function: ToolFunction

    @model_validator(mode="before")
    @classmethod
    def _nested(cls, tool: object) -> object:
        is_flat = isinstance(tool, dict) and "name" in tool and "function" not in tool
        return {"function": tool} if is_flat else tool


class ChosenFunction(OpenBody):
    """The name of the function to call."""

    name: Name


class ChosenTool(OpenBody):
    """The tool to call."""

    type: Literal["function"] = "function"
    function: ChosenFunction


class AllowedTools(OpenBody):
    """Those of the tools that may be called."""

    mode: Literal["auto", "required"] = "auto"
    tools: Annotated[tuple[ChosenTool, ...], Field(max_length=_MAX_TOOLS, fail_fast=True)] = ()


class AllowedChoice(OpenBody):
    """The choice among some of the tools."""

    type: Literal["allowed_tools"]
    allowed_tools: AllowedTools


def _in_this_shape(choice: object) -> object:
    """Return a choice of a tool as chats write it: `/v1/responses` and other clients do not nest it."""
    if not isinstance(choice, dict):
        return choice
    match choice.get("type"):
        case "none" | "auto" | "required" as mode:
            return mode
        case "allowed_tools" if "allowed_tools" not in choice:
            return {"type": "allowed_tools", "allowed_tools": _with_functions(choice)}
        case "allowed_tools" if isinstance(allowed := choice["allowed_tools"], dict):
            return {**choice, "allowed_tools": _with_functions(allowed)}
    return _with_function(choice)


def _with_functions(allowed: dict[str, Any]) -> dict[str, Any]:
    tools = allowed.get("tools")
    if not isinstance(tools, list | tuple):
        return allowed
    return {**allowed, "tools": [_with_function(tool) for tool in tools]}


def _with_function(tool: Any) -> Any:
    is_flat = isinstance(tool, dict) and "name" in tool and "function" not in tool
    return {**tool, "function": {"name": tool["name"]}} if is_flat else tool


class ToolFields(OpenBody):
    """What the model may call. `functions` and `function_call` are what older clients send."""

    tools: Annotated[tuple[BodyTool, ...], Field(max_length=_MAX_TOOLS, fail_fast=True)] | None = None
    tool_choice: Annotated[
        Literal["none", "auto", "required"] | AllowedChoice | ChosenTool | None,
        BeforeValidator(_in_this_shape),
    ] = None
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
        allowed = self._allowed
        return tuple(function.tool for function in functions if allowed is None or function.name in allowed)

    @property
    def choice(self) -> str | None:
        """Which the model has to call: `none`, `auto`, `required`, or a name; None if it is not said."""
        chosen = self.function_call if self.calls_functions else self.tool_choice
        if isinstance(chosen, AllowedChoice):
            return chosen.allowed_tools.mode
        if isinstance(chosen, ChosenTool):
            return chosen.function.name
        return chosen.name if isinstance(chosen, ChosenFunction) else chosen

    @property
    def _allowed(self) -> frozenset[str] | None:
        """The names of the tools that may be called; None if all of them may."""
        if not isinstance(self.tool_choice, AllowedChoice):
            return None
        return frozenset(tool.function.name for tool in self.tool_choice.allowed_tools.tools)

    @property
    def parallel(self) -> bool | None:
        """Whether the model may call several at a time; None if it is not said."""
        return False if self.calls_functions else self.parallel_tool_calls
