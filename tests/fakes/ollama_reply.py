"""What the fake Ollama server replies, part by part, as its documentation and source tell (docs/api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what the model reasons: `message.thinking`, apart from its content (docs/api.md)."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool call: whole in one part, its arguments an object, with no id (ollama/ollama#6708)."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """An error in the middle of a stream: a line `{"error": …}` after status 200 (server/routes.go)."""

    error: str


Step = str | Thought | ToolUse | Broken | float
"""What a reply is made of: text, and the like; seconds to wait."""


def message_of(step: str | Thought | ToolUse, *, thinking: bool) -> dict[str, Any]:
    """Return the message of a part."""
    message: dict[str, Any] = {"role": "assistant", "content": ""}
    match step:
        case Thought():
            # Where thinking is not asked for, templates of some models leave it in the content.
            message |= {"thinking": step.text} if thinking else {"content": f"<think>{step.text}</think>"}
        case ToolUse():
            message["tool_calls"] = [{"function": {"name": step.name, "arguments": dict(step.arguments)}}]
        case _:
            message["content"] = step
    return message


def log_probabilities_of(step: str | Thought | ToolUse, most: int) -> dict[str, Any]:
    """Return them as a part has them, also one of thoughts (api/types.go)."""
    token = step if isinstance(step, str) else getattr(step, "text", "")
    others = [{"token": word, "logprob": -1.0 - rank} for rank, word in enumerate((token, "No", "Maybe"))]
    return {"token": token, "logprob": -1.0, "top_logprobs": others[:most]}
