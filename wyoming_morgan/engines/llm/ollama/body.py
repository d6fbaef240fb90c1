"""The body of a chat request in Ollama's format."""

from __future__ import annotations

from typing import Any

from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.remote import sendable
from wyoming_morgan.engines.contract.llm import ChatRequest, Message, Role
from wyoming_morgan.engines.llm.calls import called_name, function, object_of

_SAMPLING = frozenset(
    {
        "frequency_penalty",
        "min_p",
        "mirostat",
        "mirostat_eta",
        "mirostat_tau",
        "num_keep",
        "presence_penalty",
        "repeat_last_n",
        "repeat_penalty",
        "tfs_z",
        "top_k",
        "typical_p",
    }
)
"""Ollama's options that a client may set; others, such as `num_ctx`, would load the model again."""


def chat_body(
    settings: OllamaOptions, model: str, request: ChatRequest, reasoning: bool | str | None
) -> dict[str, Any]:
    """Return the body of `POST /api/chat`. Fields that are None are left out."""
    temperature = request.temperature if request.temperature is not None else settings.temperature
    options = {
        **settings.options,
        **{name: value for name, value in request.further.items() if name in _SAMPLING},
        "num_ctx": settings.num_ctx,
        "temperature": temperature,
        "top_p": request.top_p,
        "num_predict": request.max_tokens,
        "seed": request.seed,
        "stop": list(request.stop) or None,
    }
    # Ollama cannot be made to call a tool, only kept from it, or given a single one.
    tools = [
        function(tool)
        for tool in request.tools
        if request.tool_choice in {None, "auto", "required", tool.name}
    ]
    body = {
        "model": model,
        "messages": [_message(message, request.messages) for message in request.messages],
        "tools": tools or None,
        "format": dict(request.json_schema) if request.json_schema is not None else None,
        "think": reasoning,
        "logprobs": True if request.log_probabilities is not None else None,
        "top_logprobs": request.log_probabilities or None,
        "keep_alive": settings.keep_alive,
        "options": {name: value for name, value in options.items() if value is not None},
        "stream": True,
    }
    return {name: value for name, value in body.items() if value is not None}


def _message(message: Message, messages: tuple[Message, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {"role": message.role.value, "content": sendable(message.content)}
    if message.reasoning:
        fields["thinking"] = sendable(message.reasoning)
    if message.images:
        fields["images"] = [image.data for image in message.images]
    if message.tool_calls:
        fields["tool_calls"] = [
            {"id": call.id, "function": {"name": call.name, "arguments": object_of(call.arguments)}}
            for call in message.tool_calls
        ]
    if message.role is Role.TOOL:
        name = called_name(messages, message.tool_call_id)
        fields |= {"tool_name": name, "tool_call_id": message.tool_call_id}
    return fields
