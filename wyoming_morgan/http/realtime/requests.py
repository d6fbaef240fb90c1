"""The events of a client, as OpenAI's reference describes them.

https://platform.openai.com/docs/api-reference/realtime-client-events
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from wyoming_morgan.http.bodies import MAX_IDENTIFIER, Identifier, at_most, first_error
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.realtime.item_bodies import ItemBody
from wyoming_morgan.http.realtime.session_part import SessionPart

_MOST_INPUT = 1_000
_MOST_METADATA = 16
_MOST_SAID_OF_AN_ERROR = 300
_MOST_NAME = 64
_UNKNOWN = "union_tag_invalid"
_LONGEST_CUT_MS = 24 * 3600 * 1000


class ClientEvent(SessionPart):
    """What all of them may have."""

    event_id: Identifier | None = None


class SessionUpdate(ClientEvent):
    """Change the settings."""

    type: Literal["session.update", "transcription_session.update"]
    session: dict[str, Any]


class AppendAudio(ClientEvent):
    """A piece of audio, in base64."""

    type: Literal["input_audio_buffer.append"]
    audio: str


class CommitAudio(ClientEvent):
    """The turn is over."""

    type: Literal["input_audio_buffer.commit"]


class ClearAudio(ClientEvent):
    """Forget the audio of the turn."""

    type: Literal["input_audio_buffer.clear"]


class CreateItem(ClientEvent):
    """Add an item to the conversation."""

    type: Literal["conversation.item.create"]
    item: ItemBody
    previous_item_id: Identifier | None = None


class DeleteItem(ClientEvent):
    """Delete an item."""

    type: Literal["conversation.item.delete"]
    item_id: Identifier


class RetrieveItem(ClientEvent):
    """Send an item."""

    type: Literal["conversation.item.retrieve"]
    item_id: Identifier


class TruncateItem(ClientEvent):
    """So much of a spoken item was heard."""

    type: Literal["conversation.item.truncate"]
    item_id: Identifier
    content_index: int = 0
    audio_end_ms: Annotated[int, Field(ge=0, le=_LONGEST_CUT_MS)]


class ResponseBody(SessionPart):
    """What a client asks of one response; the other fields are those of the session."""

    conversation: Literal["auto", "none"] = "auto"
    input: Annotated[tuple[ItemBody, ...], at_most(_MOST_INPUT)] | None = None
    metadata: Annotated[dict[str, Any], Field(max_length=_MOST_METADATA)] | None = None


class CreateResponse(ClientEvent):
    """Answer."""

    type: Literal["response.create"]
    response: Annotated[dict[str, Any], BeforeValidator(lambda value: value or {})] = Field(
        default_factory=dict
    )


class CancelResponse(ClientEvent):
    """Do not go on with the answer."""

    type: Literal["response.cancel"]
    response_id: Identifier | None = None


ItemRequest = CreateItem | DeleteItem | RetrieveItem | TruncateItem
"""What is about items of the conversation."""
Request = (
    SessionUpdate | AppendAudio | CommitAudio | ClearAudio | ItemRequest | CreateResponse | CancelResponse
)

_REQUEST: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="type")])


class UnreadableEvent(InvalidField):
    """An event cannot be read. `event_id` is the client's, if that can be read."""

    def __init__(self, message: str, *, param: str, event_id: str | None) -> None:
        super().__init__(message, param=param)
        self.event_id = event_id


def read_request(text: str | bytes) -> Request:
    """Read an event of a client.

    Raises:
        UnreadableEvent: it is not one that Morgan knows.
    """
    try:
        return _REQUEST.validate_json(text)
    except ValidationError as error:
        first = first_error(error)
        event_id = _event_id_in(text)
        if first["type"] == _UNKNOWN:
            raise UnreadableEvent("type: there is no such event", param="type", event_id=event_id) from error
        place = ".".join(str(part) for part in first["loc"][1:]) or "type"
        message = f"{place}: {first['msg']}"[:_MOST_SAID_OF_AN_ERROR]
        raise UnreadableEvent(message, param=place[:_MOST_NAME], event_id=event_id) from error


def _event_id_in(text: str | bytes) -> str | None:
    """Return the id of an event that is wrong in other ways, for its client to know which one is meant."""
    try:
        event = from_json(text)
    except ValueError:
        return None
    event_id = event.get("event_id") if isinstance(event, dict) else None
    return event_id if isinstance(event_id, str) and len(event_id) <= MAX_IDENTIFIER else None
