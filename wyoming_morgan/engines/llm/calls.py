"""Tool calls as they pass between Morgan's words and those of servers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import Message, Tool


def mint_id() -> str:
    """Return an id for a call whose server gave it none."""
    return f"call_{uuid.uuid4().hex[:24]}"


def function(tool: Tool) -> dict[str, Any]:
    """Return a tool as both OpenAI's API and Ollama's take it."""
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters) or {"type": "object", "properties": {}},
        },
    }


def object_of(arguments: str) -> Mapping[str, Any]:
    """Return the arguments of a call as an object; those that are none as an empty one."""
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def called_name(messages: tuple[Message, ...], call_id: str | None) -> str:
    """Return the name of the tool whose call has an id; empty if there is none."""
    return next(
        (
            call.name
            for message in reversed(messages)
            for call in message.tool_calls
            if call_id is not None and call.id == call_id
        ),
        "",
    )
