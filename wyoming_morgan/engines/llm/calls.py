"""Tools and tool calls in the formats of OpenAI's API and Ollama's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import Message, Tool


def mint_id() -> str:
    """Return an id for a call that came without one."""
    return f"call_{uuid.uuid4().hex[:24]}"


def function(tool: Tool) -> dict[str, Any]:
    """Return a tool in the format of both APIs."""
    strict = {} if tool.strict is None else {"strict": tool.strict}
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters) or {"type": "object", "properties": {}},
            **strict,
        },
    }


def object_of(arguments: str) -> Mapping[str, Any]:
    """Parse the arguments of a call; an empty object if they are not a valid one."""
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def called_name(messages: tuple[Message, ...], call_id: str | None) -> str:
    """Return the name of the tool that the call with this id names; empty if there is no such call."""
    return next(
        (
            call.name
            for message in reversed(messages)
            for call in message.tool_calls
            if call_id is not None and call.id == call_id
        ),
        "",
    )
