"""What models and servers refuse: such fields are left out or renamed from then on."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wyoming_morgan.engines.contract.llm import Message, Role
from wyoming_morgan.errors import EngineFailed, InvalidRequest, MorganError, OutOfMemory, UnknownModel

_LOGGER = logging.getLogger(__name__)

TOOLS = "tools"
SYSTEM = "the system role"
MOST_TRIES = 6
"""Requests of one turn: servers name one field at a time."""

_LEARNED_FROM = (InvalidRequest, UnknownModel, EngineFailed)
_ESSENTIAL = frozenset({"model", "messages", "stream"})
_OF_MESSAGES = frozenset({"reasoning_content", "thinking"})
"""Fields of messages that a server may refuse."""
_RENAMED = {"max_tokens": "max_completion_tokens"}
_OF_TOOLS = ("tools", "tool_choice", "parallel_tool_calls")
_LONGEST = 4000
_UNSUPPORTED = re.compile(
    r"support|unknown|unrecogni|unexpected|extra|permitted|not allowed|invalid|require|not implemented|"
    r"unavailable|not available|deprecated|cannot|can't|not enabled|disabled|no tools|only the default|"
    r"instead|must not|remove|refuse|not recogni|without",
    re.IGNORECASE,
)
_WORDS: Mapping[str, re.Pattern[str]] = {
    "tools": re.compile(r"\btools?\b|\bfunctions?\b|function.call", re.IGNORECASE),
    "tool_choice": re.compile(r"tool choice", re.IGNORECASE),
    "stream_options": re.compile(r"include_usage|stream.options", re.IGNORECASE),
    "chat_template_kwargs": re.compile(r"thinking|template_kwargs", re.IGNORECASE),
    "reasoning_effort": re.compile(r"reasoning|thinking", re.IGNORECASE),
    "think": re.compile(r"think|reason", re.IGNORECASE),
    "response_format": re.compile(r"json.(?:schema|mode|object)|structured|response.format", re.IGNORECASE),
    "format": re.compile(r"json.schema|structured|\bformat\b", re.IGNORECASE),
    "temperature": re.compile(r"sampling", re.IGNORECASE),
    "top_p": re.compile(r"sampling", re.IGNORECASE),
}
_UNREADABLE = re.compile(
    r"\b(?:failed|error|unable|could not|cannot)\b.{0,20}\b(?:parse|parsing|decode|decoding|unmarshal)\b|"
    r"\bparse.error\b|syntax error",
    re.IGNORECASE,
)
"""A server could not read what the model wrote, which says nothing of the request."""
_SYSTEM = re.compile(r"system.{0,20}(?:role|message|prompt)|role.{0,20}system", re.IGNORECASE)
_MOST_REFUSED = 300
"""Fields of a model that are remembered: clients may send fields of any name."""
_PLAIN_WORDS = frozenset({"stop", "seed", "think", "format", "options", "tools"})
"""Names of fields that are words, too: they are meant if they stand in quotes."""


class Refusals:
    """The refused fields of each model. `server` is named in the log."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._fields: dict[str, dict[str, None]] = {}

    def of(self, model: str) -> frozenset[str]:
        """Return what a model refuses."""
        return frozenset(self._fields.get(model, ()))

    def add(self, model: str, *fields: str, why: str = "") -> None:
        """Remember that a model refuses fields."""
        refused = self._fields.setdefault(model, {})
        new = set(fields) - refused.keys()
        refused.update(dict.fromkeys(sorted(new)))
        while len(refused) > _MOST_REFUSED:
            del refused[next(name for name in refused if name not in _WORDS)]
        if new:
            _LOGGER.warning(
                "%s: %s refuses %s, which is left out from now on%s",
                self._server,
                model,
                ", ".join(sorted(new)),
                f": {why}" if why else "",
            )

    def forget(self, model: str) -> None:
        """Forget what a model refused: it is another one now."""
        self._fields.pop(model, None)

    def fitting(self, model: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of a request without the fields that the model refuses; options are fields, too."""
        refused = self._fields.get(model, {})
        if not refused:
            return dict(body)
        kept: dict[str, Any] = {}
        for name, value in body.items():
            if name not in refused:
                kept[name] = value
            elif name in _RENAMED and _RENAMED[name] not in refused:
                kept[_RENAMED[name]] = value
        if isinstance(options := kept.get("options"), dict):
            kept["options"] = {name: value for name, value in options.items() if name not in refused}
        if unwanted := _OF_MESSAGES & refused.keys():
            kept["messages"] = [
                {name: value for name, value in message.items() if name not in unwanted}
                for message in body.get("messages", ())
            ]
        return kept

    def learn(self, model: str, body: Mapping[str, Any], error: MorganError) -> bool:
        """Learn from a refusal of a body; return whether there is something to leave out now."""
        if not isinstance(error, _LEARNED_FROM) or isinstance(error, OutOfMemory):
            return False
        description = _description(error)
        if _UNREADABLE.search(description):
            return False
        options = body.get("options")
        present = {*body, *(options if isinstance(options, dict) else ())} - _ESSENTIAL
        present |= {name for message in body.get("messages", ()) for name in _OF_MESSAGES if name in message}
        named = _named(description, present, certain=isinstance(error, InvalidRequest))
        if not named and SYSTEM not in self.of(model) and _SYSTEM.search(description):
            named = {SYSTEM} if _UNSUPPORTED.search(description) else set()
        if not named:
            return False
        self.add(model, *named, why=error.message)
        return True


def is_by_chance(error: MorganError) -> bool:
    """Whether a server could not read what the model wrote: the same request may have another reply."""
    return isinstance(error, EngineFailed) and _UNREADABLE.search(_description(error)) is not None


def _description(error: MorganError) -> str:
    details = getattr(error.__cause__, "body", None) or getattr(error.__cause__, "error", None)
    return f"{error.message} {details if details is not None else ''}"[:_LONGEST]


def _named(description: str, present: set[str], *, certain: bool) -> set[str]:
    """Return the fields that a description is about. `certain` if it refuses the request for what it has."""
    unsupported = _UNSUPPORTED.search(description) is not None
    if not (certain or unsupported):
        return set()
    exact = {name for name in present if _is_named(name, description)}
    if not exact and unsupported:
        exact = {name for name in present if name in _WORDS and _WORDS[name].search(description)}
    if "tool_choice" in exact:
        return {"tool_choice"}
    if TOOLS in exact:
        return {name for name in _OF_TOOLS if name in present}
    return exact


def _is_named(name: str, description: str) -> bool:
    place = description.find(name)
    while place >= 0:
        before, behind = (
            description[place - 1 : place],
            description[place + len(name) : place + len(name) + 1],
        )
        quoted = before in {"'", '"', "`"} and behind in {"'", '"', "`"}
        apart = not (before.isalnum() or before == "_") and not (behind.isalnum() or behind == "_")
        if quoted or (apart and name not in _PLAIN_WORDS):
            return True
        place = description.find(name, place + 1)
    return False


def plain_messages(messages: Sequence[Message], refused: frozenset[str]) -> tuple[Message, ...]:
    """Return a conversation for a model that knows no tools, or no system role: as text."""
    plain: list[Message] = []
    for message in messages:
        role, content = message.role, message.content
        if TOOLS in refused and role is Role.TOOL:
            role, content = Role.USER, f"(Result: {content})"
        elif TOOLS in refused and message.tool_calls:
            content = content or "(" + ", ".join(call.name for call in message.tool_calls) + ")"
            message = replace(message, tool_calls=())  # noqa: PLW2901 - the same without its calls
        if SYSTEM in refused and role is Role.SYSTEM:
            role = Role.USER
        if plain and plain[-1].role is role and role is not Role.TOOL:
            last = plain.pop()
            content = f"{last.content}\n\n{content}"
            message = replace(message, images=(*last.images, *message.images))  # noqa: PLW2901 - of both
        calls = () if TOOLS in refused else message.tool_calls
        identity = message.tool_call_id if role is Role.TOOL else None
        plain.append(replace(message, role=role, content=content, tool_calls=calls, tool_call_id=identity))
    return tuple(plain)
