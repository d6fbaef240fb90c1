"""A turn that waits for the results of a client's tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.engines.contract.llm import Message, ToolCall
from wyoming_morgan.home.contract import ToolResult


@dataclass(frozen=True, slots=True)
class FinishedCall:
    """A tool that was called in this turn, and its result."""

    name: str
    slots: Mapping[str, Any]
    result: ToolResult


@dataclass(frozen=True, slots=True)
class Suspended:
    """How far a turn has come, so that nothing that was done is done again."""

    calls: tuple[ToolCall, ...]
    """The calls that the client has to make."""
    messages: tuple[Message, ...]
    """What followed the words of the user, up to these calls."""
    finished: tuple[FinishedCall, ...] = ()
    """The calls before them."""
    reply: str = ""
    """What is said if all calls succeed; empty leaves it to the language model."""
