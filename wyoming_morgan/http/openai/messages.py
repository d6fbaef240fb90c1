"""The messages in the body of `POST /v1/chat/completions`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from wyoming_morgan.engines.contract.llm import ImagePart, Message, Role, ToolCall
from wyoming_morgan.http.bodies import MAX_IDENTIFIER, OpenBody
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.pictures import picture_in
from wyoming_morgan.http.values import Verbatim

_ROLES = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}
_IMAGE = "image_url"
_THOUGHTS = frozenset({"thinking", "reasoning", "redacted_thinking"})
"""Parts of earlier replies that are no part of what was said."""

Name = Annotated[str, Field(max_length=MAX_IDENTIFIER)]


class ImageUrl(OpenBody):
    """A picture, as a `data:` URL."""

    url: str


def _as_object(url: object) -> object:
    """Return the URL of a picture as an object: some clients send it alone."""
    return {"url": url} if isinstance(url, str) else url


class InputAudio(OpenBody):
    """A recording: a whole file, in base64."""

    data: str
    format: str = ""


class ContentPart(OpenBody):
    """A part of a message's content."""

    type: str
    text: Verbatim = ""
    refusal: Verbatim = ""
    input_audio: InputAudio | None = None
    image_url: Annotated[ImageUrl | None, BeforeValidator(_as_object)] = None

    @property
    def said(self) -> str:
        """What it says."""
        return "" if self.type in _THOUGHTS else self.text or self.refusal


def as_text(arguments: object) -> object:
    """Return the arguments of a call as text: some clients send the object."""
    return json.dumps(arguments, ensure_ascii=False) if isinstance(arguments, dict) else arguments


def _as_parts(content: object) -> object:
    """Return the parts of a content: one may stand without its list, and be a text alone."""
    parts = [content] if isinstance(content, dict) else content
    if not isinstance(parts, list):
        return content
    return [{"type": "text", "text": part} if isinstance(part, str) else part for part in parts]


class CalledFunction(OpenBody):
    """The function that an earlier reply called."""

    name: Name
    arguments: Annotated[Verbatim, BeforeValidator(as_text)] = ""


class EarlierToolCall(OpenBody):
    """A tool call of an earlier reply."""

    id: Name = ""
    function: CalledFunction


class BodyMessage(OpenBody):
    """One message."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    name: Name | None = None
    content: Annotated[
        Verbatim | Annotated[tuple[ContentPart, ...], Field(fail_fast=True)] | None,
        BeforeValidator(_as_parts),
    ] = None
    tool_calls: Annotated[tuple[EarlierToolCall, ...], Field(fail_fast=True)] | None = None
    tool_call_id: Name | None = None
    function_call: CalledFunction | None = None
    """What older clients send in place of a tool call."""
    reasoning_content: Verbatim | None = None

    def text(self, index: int) -> str:
        """Return its text.

        Raises:
            InvalidField: it contains more than text.
        """
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        for number, part in enumerate(self.content):
            if (part.type == _IMAGE and self.role == "user") or part.type in _THOUGHTS:
                continue
            if part.type not in {"text", "refusal", "input_text", "output_text"}:
                raise InvalidField(
                    f"messages.{index}.content.{number}: {part.type} is not supported, only text",
                    param=f"messages.{index}.content.{number}.type",
                )
        return "".join(part.said for part in self.content)

    def images(self, index: int) -> tuple[ImagePart, ...]:
        """Return its pictures.

        Raises:
            InvalidField: one is no picture in a `data:` URL; none is fetched from elsewhere.
        """
        if self.content is None or isinstance(self.content, str):
            return ()
        images: list[ImagePart] = []
        for number, part in enumerate(self.content):
            if part.type != _IMAGE:
                continue
            picture = picture_in(part.image_url.url if part.image_url is not None else None)
            if picture is None:
                name = f"messages.{index}.content.{number}.image_url"
                raise InvalidField(f"{name}: is no picture as data:image/…;base64,…", param=name)
            images.append(picture)
        return tuple(images)

    @property
    def calls_something(self) -> bool:
        """Whether it calls tools: it is on the way to a reply, and not the reply itself."""
        return bool(self.tool_calls) or self.function_call is not None

    @property
    def plain_text(self) -> str:
        """What of it is text, whatever else it has."""
        parts = self.content if isinstance(self.content, tuple) else ()
        return self.content if isinstance(self.content, str) else "".join(part.said for part in parts)

    def message(self, index: int, *, call_id: str = "") -> Message:
        """Return it as a message to a language model; `call_id` is that of the last call of a function.

        Raises:
            InvalidField: it has something unsupported.
        """
        calls = [
            ToolCall(call.id, call.function.name, call.function.arguments) for call in self.tool_calls or ()
        ]
        if self.function_call is not None and not calls:
            calls.append(ToolCall(call_id, self.function_call.name, self.function_call.arguments))
        is_result = self.role in {"tool", "function"}
        return Message(
            role=_ROLES[self.role],
            content=self.text(index),
            tool_calls=tuple(calls),
            tool_call_id=self.tool_call_id or (call_id or None if is_result else None),
            images=self.images(index),
            reasoning=self.reasoning_content or "",
            name="" if is_result else self.name or "",
        )


def conversation(messages: Iterable[BodyMessage], first: int = 0) -> tuple[Message, ...]:
    """Return messages as a language model reads them; `first` is the place of the first in the body.

    Raises:
        InvalidField: one has something unsupported.
    """
    converted: list[Message] = []
    call_id = ""
    for index, message in enumerate(messages, first):
        if message.function_call is not None:
            call_id = f"call_{index}"
        converted.append(message.message(index, call_id=call_id if message.tool_call_id is None else ""))
    return tuple(converted)
