"""The items of a conversation: what was said, the calls of functions, and their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.engines.contract.llm import ImagePart, Message, Role, ToolCall
from wyoming_morgan.errors import InvalidRequest, NotFound
from wyoming_morgan.http.pictures import picture_in

_MOST_ITEMS = 1_000
"""Items that a conversation keeps; older ones are forgotten."""
_ROLES = {"system": Role.SYSTEM, "user": Role.USER, "assistant": Role.ASSISTANT}
SPOKEN = frozenset({"input_audio", "output_audio"})


class NoSuchItem(NotFound):
    """The conversation has no such item. The codes are OpenAI's: clients pass over some of them."""

    code = "item_retrieve_invalid_item_id"


class NothingToDelete(NoSuchItem):
    """The conversation has no item that is to be deleted."""

    code = "item_delete_invalid_item_id"


class NothingToTruncate(NoSuchItem):
    """The conversation has no item that is to be cut."""

    code = "item_truncate_invalid_item_id"


class NothingBefore(NoSuchItem):
    """The conversation has no item behind which another is to be."""

    code = "item_create_invalid_previous_item_id"


@dataclass(frozen=True, slots=True)
class Content:
    """A part of a message: its text, or what was said in it, or a picture's address."""

    type: str
    text: str = ""
    image_url: str | None = None
    audio: str | None = None
    """What was said, in base64, as long as nobody knows the words."""

    def as_json(self) -> dict[str, Any]:
        """Return it as a client reads it."""
        if self.type == "input_image":
            return {"type": self.type, "image_url": self.image_url}
        return {"type": self.type, "transcript" if self.type in SPOKEN else "text": self.text}


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
        between = " " if any(part.type in SPOKEN for part in self.content) else ""
        return between.join(part.text for part in self.content if part.text)

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """Its pictures."""
        pictures = (picture_in(part.image_url) for part in self.content if part.type == "input_image")
        return tuple(picture for picture in pictures if picture is not None)

    @property
    def unheard(self) -> tuple[str, ...]:
        """Its audio of which nobody knows the words."""
        return tuple(part.audio for part in self.content if part.audio is not None)

    def with_words(self, texts: Sequence[str]) -> ConversationItem:
        """Return it with the words of that audio."""
        words = iter(texts)
        content = (
            part if part.audio is None else replace(part, text=next(words, ""), audio=None)
            for part in self.content
        )
        return replace(self, content=tuple(content))

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

    def get(self, identity: str, missing: type[NoSuchItem] = NoSuchItem) -> ConversationItem:
        """Return an item; `missing` is raised where there is none.

        Raises:
            NoSuchItem: there is none of this id.
        """
        try:
            return self._items[identity]
        except KeyError:
            raise missing(f"there is no item {identity!r}", hint="it may have been deleted") from None

    def add(self, item: ConversationItem, *, after: str | None = None) -> str | None:
        """Add an item, at the end or `after` another one (`root` is the beginning); return the one before.

        Raises:
            InvalidRequest: there is one of this id already.
            NoSuchItem: there is no item to put it after.
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
            previous = self.get(after, NothingBefore).id
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
            NoSuchItem: there is none of this id.
        """
        del self._items[self.get(identity, NothingToDelete).id]

    def truncate(self, identity: str, milliseconds: int) -> None:
        """Keep of a spoken item what was heard of it.

        The words are cut where their share of the audio ends, since no voice tells the time of each word.

        Raises:
            NoSuchItem: there is no item of this id.
            InvalidRequest: it is not spoken, or not so long.
        """
        item = self.get(identity, NothingToTruncate)
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
                if item.text.strip() or item.images:
                    result.append(Message(_ROLES[item.role], item.text, images=item.images))
    return tuple(result)


def _share(text: str, part: int, whole: int) -> str:
    """Return the whole words within a share of a text."""
    if part >= whole:
        return text
    size = len(text) * part // max(1, whole)
    cut = text[:size]
    return cut if text[size : size + 1].isspace() else cut.rpartition(" ")[0]
