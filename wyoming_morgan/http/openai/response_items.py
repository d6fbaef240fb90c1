"""Items of responses and conversations: as clients send them, as they are listed, and as a chat.

https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from wyoming_morgan.http.bodies import Identifier, OpenBody, at_most
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.identities import new_identity
from wyoming_morgan.http.openai.messages import as_text

MOST_ITEMS = 2_000
_MOST_PARTS = 200
_TEXTS = frozenset({"input_text", "output_text", "text", "refusal", "summary_text", "reasoning_text"})

Json = dict[str, Any]


def _address(picture: object) -> object:
    """Return the address of a picture that is sent as an object, as chats have it."""
    return picture.get("url") if isinstance(picture, dict) else picture


class InputPart(OpenBody):
    """A part of a message's content."""

    type: str
    text: str = ""
    refusal: str = ""
    image_url: Annotated[str | None, BeforeValidator(_address)] = None


Content = str | Annotated[tuple[InputPart, ...], at_most(_MOST_PARTS)]


class InputItem(OpenBody):
    """A message, a call of a function, its result, reasoning of an earlier response, or an item's id."""

    type: str | None = None
    id: Identifier | None = None
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: Content | None = None
    call_id: Identifier | None = None
    name: Identifier | None = None
    arguments: Annotated[str, BeforeValidator(as_text)] = ""
    output: Annotated[Content, BeforeValidator(as_text)] = ""
    summary: Annotated[tuple[InputPart, ...], at_most(_MOST_PARTS)] = ()

    @property
    def kind(self) -> str:
        """Its type; what has none is a message."""
        return self.type or "message"

    @property
    def is_reference(self) -> bool:
        """Whether it is only the id of an item that an earlier response gave out."""
        return self.type == "item_reference" or (self.type is None and self.role is None and bool(self.id))


InputItems = Annotated[tuple[InputItem, ...], at_most(MOST_ITEMS)]


def messages_of(items: Iterable[InputItem], where: str = "input") -> list[Json]:
    """Return items as messages of a chat; `where` is the field that they stand in.

    Raises:
        InvalidField: something in them cannot be used.
    """
    messages: list[Json] = []
    for number, item in enumerate(items):
        _add(messages, item, f"{where}.{number}")
    return messages


def listed_messages(items: Iterable[Json]) -> list[Json]:
    """Return listed items as messages of a chat."""
    return messages_of(InputItem.model_validate(item) for item in items)


def listed_item(item: InputItem) -> Json:
    """Return an item of which `messages_of` can make something as it is listed, with an id."""
    match item.kind:
        case "function_call":
            return {
                "id": item.id or new_identity("fc"),
                "type": "function_call",
                "status": "completed",
                "call_id": item.call_id or "",
                "name": item.name or "",
                "arguments": item.arguments,
            }
        case "function_call_output":
            output = item.output
            return {
                "id": item.id or new_identity("fco"),
                "type": "function_call_output",
                "status": "completed",
                "call_id": item.call_id or "",
                "output": output if isinstance(output, str) else _listed_parts(output, "user"),
            }
        case "reasoning":
            thoughts = item.content if isinstance(item.content, tuple) else ()
            return {
                "id": item.id or new_identity("rs"),
                "type": "reasoning",
                "summary": [{"type": "summary_text", "text": part.text} for part in item.summary],
                "content": [{"type": "reasoning_text", "text": part.text} for part in thoughts],
            }
        case _:
            role, content = item.role or "user", item.content or ""
            parts = (InputPart(type="text", text=content),) if isinstance(content, str) else content
            return {
                "id": item.id or new_identity("msg"),
                "type": "message",
                "status": "completed",
                "role": role,
                "content": _listed_parts(parts, role),
            }


def output_text(text: str, tokens: Sequence[Json] = ()) -> Json:
    """Return a text of the assistant as it is listed, with how likely its tokens are."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": list(tokens)}


def _listed_parts(parts: Iterable[InputPart], role: str) -> list[Json]:
    return [_listed_part(part, role) for part in parts]


def _listed_part(part: InputPart, role: str) -> Json:
    if part.type == "input_image":
        return {"type": "input_image", "image_url": part.image_url, "detail": "auto"}
    if role != "assistant":
        return {"type": "input_text", "text": part.text or part.refusal}
    return {"type": "refusal", "refusal": part.refusal} if part.refusal else output_text(part.text)


def _add(messages: list[Json], item: InputItem, where: str) -> None:
    match item.kind:
        case "message":
            if item.role is None:
                raise InvalidField(f"{where}.role: is missing", param=where)
            messages.append({"role": item.role, "content": _content(item.content, where)})
        case "function_call":
            function = {"name": item.name or "", "arguments": item.arguments}
            call = {"id": item.call_id or "", "type": "function", "function": function}
            if not messages or messages[-1]["role"] != "assistant":
                messages.append({"role": "assistant", "content": None})
            # The text before a call and the calls in a row are of one reply.
            messages[-1].setdefault("tool_calls", []).append(call)
        case "function_call_output":
            output = _content(item.output, where)
            messages.append({"role": "tool", "tool_call_id": item.call_id or "", "content": output})
        case "reasoning":
            pass  # a model's own thoughts are no part of what was said
        case _:
            raise InvalidField(f"{where}.type: {item.type} cannot be used here", param=f"{where}.type")


def _content(content: Content | None, where: str) -> Any:
    if content is None or isinstance(content, str):
        return content or ""
    parts: list[Json] = []
    for part in content:
        if part.type in _TEXTS:
            parts.append({"type": "text", "text": part.text or part.refusal})
        elif part.type == "input_image" and part.image_url:
            parts.append({"type": "image_url", "image_url": {"url": part.image_url}})
        else:
            raise InvalidField(
                f"{where}.content: {part.type} cannot be used, only text and pictures", param=where
            )
    return parts
