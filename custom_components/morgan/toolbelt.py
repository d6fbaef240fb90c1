"""The tools of Home Assistant's LLM APIs, for Morgan's model; Home Assistant runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import probatio
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
from homeassistant.helpers.json import json_bytes, json_fragment

from .const import LOGGER
from .wording import MOST_BYTES, MOST_TOOLS_BYTES, clean

_MOST_TOOLS = 256
_LONGEST_DESCRIPTION = 20_000
_OF_SERVERS = "mcp"
"""The integration whose tools are those of other servers: what they do not declare, it fills in."""
_OF_THE_HOME = frozenset({"script"})
"""Integrations whose tools declare nothing, but are the home's own."""


def offered(api: llm.APIInstance) -> list[dict[str, Any]]:
    """Return the tools as the message `turn` has them; those beyond what a message may hold are left out."""
    tools: list[dict[str, Any]] = []
    room = MOST_TOOLS_BYTES
    for tool in api.tools[:_MOST_TOOLS]:
        try:
            described = {
                "name": clean(tool.name),
                "description": clean(tool.description or "", _LONGEST_DESCRIPTION),
                "parameters": json_schema(tool.parameters, api.custom_serializer),
                "annotations": _annotations(tool),
            }
            written = json_bytes(described)
        except (TypeError, ValueError):
            LOGGER.warning("Morgan's model is not offered %s: its parameters are no JSON", tool.name)
            continue
        if len(written) > room:
            LOGGER.warning("Morgan's model is not offered all tools of %s: they are too large", api.api.name)
            break
        room -= len(written)
        tools.append(described)
    return tools


async def run(api: llm.APIInstance, call: llm.ToolInput) -> llm.ToolResult:
    """Run a tool with the rights of who speaks; whatever goes wrong is a result with `error`."""
    try:
        return await api.async_call_tool(call)
    except (HomeAssistantError, probatio.Invalid) as error:
        return _failure(type(error).__name__, str(error))
    except Exception:  # noqa: BLE001 - Morgan waits for an answer
        LOGGER.exception("The tool %s failed", call.tool_name)
        return _failure("UnexpectedError", "an unexpected error in Home Assistant")


def response(result: llm.ToolResult) -> Any:
    """Return a result as Morgan takes it."""
    try:
        written = json_bytes({"data": result.data, "error": result.error})
    except (TypeError, ValueError):
        return {"data": "the result is no JSON", "error": True}
    if len(written) > MOST_BYTES:
        return {"data": "it was run, but its result is too large to be told", "error": True}
    return json_fragment(written)


def _failure(kind: str, text: str) -> llm.ToolResult:
    return llm.ToolResult({"error": kind, "error_text": text} if text else {"error": kind}, error=True)


def json_schema(schema: probatio.Schema, serializer: Callable[[Any], Any] | None) -> dict[str, Any]:
    """Return a schema as language models take it; selectors are known also without a serializer."""
    written: dict[str, Any] = probatio.to_openapi(
        schema, custom_serializer=serializer or llm.selector_serializer, openapi_version="3.1.0"
    )
    return written


def _annotations(tool: llm.Tool) -> dict[str, bool]:
    """Return what is known of a tool; what it has only from Home Assistant's defaults is not known."""
    while isinstance(tool, llm.NamespacedTool):
        tool = tool.tool
    annotations = tool.annotations
    filled_in = isinstance(tool, llm.IntentTool) or tool.integration == _OF_SERVERS
    if annotations is llm.Tool.annotations or (filled_in and annotations == llm.Tool.annotations):
        is_own = isinstance(tool, llm.IntentTool) or tool.integration in _OF_THE_HOME
        return {"open_world": False} if is_own else {}
    return {
        "read_only": annotations.read_only,
        "destructive": annotations.destructive,
        "idempotent": annotations.idempotent,
        "open_world": annotations.open_world,
    }
