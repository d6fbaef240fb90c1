"""The items of a conversation as clients send them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from wyoming_morgan.http.bodies import Identifier, Text, at_most
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.messages import as_text
from wyoming_morgan.http.pictures import picture_in
from wyoming_morgan.http.realtime.items import SPOKEN, Content, ConversationItem
from wyoming_morgan.http.realtime.session_part import SessionPart

_MOST_PARTS = 100
_OLD_TYPES = {"text": "output_text", "audio": "output_audio"}


class ContentBody(SessionPart):
    """A part of a message, as a client sends it. Audio without a transcript is heard."""

    type: Literal["input_text", "input_audio", "input_image", "output_text", "output_audio", "text", "audio"]
    text: Text | None = None
    transcript: Text | None = None
    audio: str | None = None
    image_url: str | None = None


class ItemBody(SessionPart):
    """An item, as a client sends it."""

    type: Literal["message", "function_call", "function_call_output", "item_reference"]
    id: Identifier | None = None
    role: Literal["system", "user", "assistant"] | None = None
    content: Annotated[tuple[ContentBody, ...], at_most(_MOST_PARTS)] = ()
    call_id: Identifier | None = None
    name: Identifier | None = None
    arguments: Annotated[str, BeforeValidator(as_text)] = ""
    output: Annotated[str, BeforeValidator(as_text)] = ""

    @model_validator(mode="before")
    @classmethod
    def _as_chats_have_it(cls, values: object) -> object:
        """Understand a message of another API: its type left out, its content a text, a developer's."""
        if not isinstance(values, dict) or not isinstance(values.get("role"), str):
            return values
        role = "system" if values["role"] == "developer" else values["role"]
        understood = {**values, "type": values.get("type") or "message", "role": role}
        if isinstance(content := values.get("content"), str):
            kind = "output_text" if role == "assistant" else "input_text"
            understood["content"] = [{"type": kind, "text": content}]
        return understood


def item_of(body: ItemBody, identity: str) -> ConversationItem:
    """Return the item that a client sent; `identity` is its id if the client gave none.

    Raises:
        InvalidField: something is missing that this kind of item has.
    """
    identity = body.id or identity
    match body.type:
        case "message":
            if body.role is None:
                raise InvalidField("item.role: is missing", param="item.role")
            return ConversationItem(
                identity,
                role=body.role,
                content=tuple(map(_content_of, body.content)),
            )
        case "function_call":
            return ConversationItem(
                identity,
                body.type,
                call_id=body.call_id or identity,
                name=body.name or "",
                arguments=body.arguments,
            )
        case "function_call_output":
            if not body.call_id:
                raise InvalidField("item.call_id: is missing", param="item.call_id")
            return ConversationItem(identity, body.type, call_id=body.call_id, output=body.output)
        case "item_reference":
            raise InvalidField(
                "item.type: a reference stands only in the input of a response", param="item.type"
            )


def _content_of(body: ContentBody) -> Content:
    kind = _OLD_TYPES.get(body.type, body.type)
    if kind in SPOKEN and body.transcript is None and not _is_unheard(body):
        raise InvalidField("item.content: audio or its transcript is missing", param="item.content")
    if kind == "input_image" and picture_in(body.image_url) is None:
        raise InvalidField("item.content: a picture is sent as data:image/…;base64,…", param="item.content")
    audio = body.audio if _is_unheard(body) else None
    return Content(kind, body.transcript or body.text or "", body.image_url, audio)


def _is_unheard(body: ContentBody) -> bool:
    return body.type == "input_audio" and body.transcript is None and body.audio is not None
