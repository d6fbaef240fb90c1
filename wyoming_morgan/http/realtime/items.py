"""The items of a conversation: what was said, the calls of functions, and their results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from wyoming_morgan.engines.contract.llm import ImagePart, Message, Role, ToolCall
from wyoming_morgan.errors import InvalidRequest, NotFound
from wyoming_morgan.http.bodies import Identifier, Text, at_most
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.pictures import picture_in
from wyoming_morgan.http.realtime.session_part import SessionPart

_MOST_ITEMS = 1_000
"""Items that a conversation keeps; older ones are forgotten."""
_MOST_PARTS = 100
_ROLES = {"system": Role.SYSTEM, "user": Role.USER, "assistant": Role.ASSISTANT}
_SPOKEN = frozenset({"input_audio", "output_audio"})
_OLD_TYPES = {"text": "output_text", "audio": "output_audio"}


class ContentBody(SessionPart):
    """A part of a message, as a client sends it. Audio in it has to bring its transcript."""

    type: Literal["input_text", "input_audio", "input_image", "output_text", "output_audio", "text", "audio"]
    text: Text | None = None
    transcript: Text | None = None
    image_url: str | None = None


class ItemBody(SessionPart):
    """An item, as a client sends it."""

    type: Literal["message", "function_call", "function_call_output", "item_reference"]
    id: Identifier | None = None
    role: Literal["system", "user", "assistant"] | None = None
    content: Annotated[tuple[ContentBody, ...], at_most(_MOST_PARTS)] = ()
    call_id: Identifier | None = None
    name: Identifier | None = None
    arguments: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A part of a message: its text, or what was said in it, or a picture's address."""

    type: str
    text: str = ""
    image_url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as a client reads it."""
        if self.type == "input_image":
            return {"type": self.type, "image_url": self.image_url}
        return {"type": self.type, "transcript" if self.type in _SPOKEN else "text": self.text}


@dataclass(frozen=True, slots=True)
class ConversationItem:
    """One item. `milliseconds` is how much audio it has been given."""

    id: str
    type: str = "message"
    role: str = ""
    content: tuple[Content, ...] = ()
    status: str = "completed"
    call_id: str = ""
    name: str = ""
    arguments: str = ""
    output: str = ""
    milliseconds: int = 0
    model_call_id: str = ""
    """What the model calls the call, where that is not `call_id`."""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(part.text for part in self.content)

    def as_json(self) -> dict[str, Any]:
        """Return it as a client reads it."""
        common = {"id": self.id, "object": "realtime.item", "type": self.type, "status": self.status}
        match self.type:
            case "function_call":
                return {**common, "call_id": self.call_id, "name": self.name, "arguments": self.arguments}
            case "function_call_output":
                return {**common, "call_id": self.call_id, "output": self.output}
            case _:
                content = [part.as_json() for part in self.content]
                return {**common, "role": self.role, "content": content}


class ConversationItems:
    """The items in their order."""

    def __init__(self) -> None:
        self._items: dict[str, ConversationItem] = {}

    @property
    def last_id(self) -> str | None:
        """The id of the last item."""
        return next(reversed(self._items), None)

    @property
    def items(self) -> tuple[ConversationItem, ...]:
        """All of them, the oldest first."""
        return tuple(self._items.values())

    def get(self, identity: str) -> ConversationItem:
        """Return an item.

        Raises:
            NotFound: there is none of this id.
        """
        try:
            return self._items[identity]
        except KeyError:
            raise NotFound(f"there is no item {identity!r}", hint="it may have been deleted") from None

    def add(self, item: ConversationItem, *, after: str | None = None) -> str | None:
        """Add an item, at the end or `after` another one (`root` is the beginning); return the one before.

        Raises:
            InvalidRequest: there is one of this id already.
            NotFound: there is no item to put it after.
        """
        if item.id in self._items:
            raise InvalidRequest(f"there is an item {item.id!r} already", hint="leave its id out")
        if after is None or after == self.last_id:
            previous = self.last_id
            self._items[item.id] = item
        elif after == "root":
            previous = None
            self._items = {item.id: item, **self._items}
        else:
            previous = self.get(after).id
            order = list(self._items.values())
            order.insert(list(self._items).index(previous) + 1, item)
            self._items = {kept.id: kept for kept in order}
        while len(self._items) > _MOST_ITEMS:
            del self._items[next(iter(self._items))]
        return previous

    def replace(self, item: ConversationItem) -> None:
        """Put an item in the place of its earlier self; nothing happens if that is gone."""
        if item.id in self._items:
            self._items[item.id] = item

    def delete(self, identity: str) -> None:
        """Delete an item.

        Raises:
            NotFound: there is none of this id.
        """
        del self._items[self.get(identity).id]

    def truncate(self, identity: str, milliseconds: int) -> None:
        """Keep of a spoken item what was heard of it.

        The words are cut where their share of the audio ends, since no voice tells the time of each word.

        Raises:
            NotFound: there is no item of this id.
            InvalidRequest: it is not spoken, or not so long.
        """
        item = self.get(identity)
        if item.role != "assistant" or not item.content or item.content[0].type != "output_audio":
            raise InvalidRequest(f"the item {identity!r} is not spoken by the assistant")
        if milliseconds > item.milliseconds:
            raise InvalidRequest(
                f"the audio of {identity!r} has {item.milliseconds} ms, not {milliseconds}",
                hint="tell how much of it was played",
            )
        text = _share(item.content[0].text, milliseconds, item.milliseconds)
        content = (replace(item.content[0], text=text),)
        self.replace(replace(item, content=content, milliseconds=milliseconds))


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
            return ConversationItem(identity, role=body.role, content=tuple(map(_content_of, body.content)))
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


def messages(items: Iterable[ConversationItem]) -> tuple[Message, ...]:
    """Return items as the messages of a language model; calls in a row are of one message."""
    result: list[Message] = []
    names: dict[str, str] = {}
    for item in items:
        match item.type:
            case "function_call":
                names[item.call_id] = item.model_call_id or item.call_id
                call = ToolCall(names[item.call_id], item.name, item.arguments)
                if result and result[-1].role is Role.ASSISTANT and result[-1].tool_calls:
                    result[-1] = replace(result[-1], tool_calls=(*result[-1].tool_calls, call))
                else:
                    result.append(Message(Role.ASSISTANT, tool_calls=(call,)))
            case "function_call_output":
                name = names.get(item.call_id, item.call_id)
                result.append(Message(Role.TOOL, item.output, tool_call_id=name))
            case _:
                if item.text.strip() or _images(item):
                    result.append(Message(_ROLES[item.role], item.text, images=_images(item)))
    return tuple(result)


def _content_of(body: ContentBody) -> Content:
    kind = _OLD_TYPES.get(body.type, body.type)
    if kind in _SPOKEN and body.transcript is None:
        raise InvalidField(
            "item.content: audio needs its transcript here; other audio goes to input_audio_buffer.append",
            param="item.content",
        )
    if kind == "input_image" and picture_in(body.image_url) is None:
        raise InvalidField("item.content: a picture is sent as data:image/…;base64,…", param="item.content")
    return Content(kind, body.transcript or body.text or "", body.image_url)


def _images(item: ConversationItem) -> tuple[ImagePart, ...]:
    pictures = (picture_in(part.image_url) for part in item.content if part.type == "input_image")
    return tuple(picture for picture in pictures if picture is not None)


def _share(text: str, part: int, whole: int) -> str:
    """Return the whole words within a share of a text."""
    if part >= whole:
        return text
    size = len(text) * part // max(1, whole)
    cut = text[:size]
    return cut if text[size : size + 1].isspace() else cut.rpartition(" ")[0]
