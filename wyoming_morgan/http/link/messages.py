"""The messages of the link, as docs/link.md describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, ProtocolError
from wyoming_morgan.home.lookups import Lookup, LookupKind
from wyoming_morgan.home.registry import AreaEntry, EntityEntry, FloorEntry
from wyoming_morgan.http.bodies import Choice, Identifier, Language, Text, at_most, first_error, storable
from wyoming_morgan.http.values import Understanding

PROTOCOL = 1
"""The version of the protocol."""

_MOST_ENTITIES = 250
_MOST_PLACES = 1000
_MOST_NAMES = 51
_MOST_MEMBERS = 100
_LONGEST_NAME = 400
_MOST_SAID_OF_AN_ERROR = 300
_MOST_TOOLS = 256
_MOST_LOOKUPS = 32
_MOST_TOKENS = 1_000_000
_LONGEST_INSTRUCTIONS = 100_000
_LONGEST_DESCRIPTION = 20_000

Name = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(storable)]
Names = Annotated[tuple[Name, ...], at_most(_MOST_NAMES)]
Instructions = Annotated[str, Field(max_length=_LONGEST_INSTRUCTIONS), AfterValidator(storable)]
Number = Annotated[int, Field(ge=0, lt=2**53)]


class _Message(BaseModel):
    """Base of every part of a message: fields of later versions are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class HelloMessage(_Message):
    """The first message of a home."""

    type: Literal["hello"]
    protocol: int
    home_id: Identifier
    feed: Identifier
    component: Identifier = ""
    home_assistant: Identifier = ""
    lookups: Annotated[tuple[Identifier, ...], at_most(_MOST_LOOKUPS)] = ()
    """The kinds of things that the home can look up."""


class BeginMessage(_Message):
    """What follows replaces everything."""

    type: Literal["begin"]


class _Floor(_Message):
    floor_id: Identifier
    name: Name
    aliases: Names = ()


class _Area(_Message):
    area_id: Identifier
    name: Name
    aliases: Names = ()
    floor_id: Identifier | None = None


class _Entity(_Message):
    entity_id: Identifier
    area_id: Identifier | None = None
    device_id: Identifier | None = None


class _NamedEntity(_Entity):
    names: Names = ()
    members: Annotated[tuple[Identifier, ...], at_most(_MOST_MEMBERS)] | None = None


class PlacesMessage(_Message):
    """All floors and areas."""

    type: Literal["places"]
    floors: Annotated[tuple[_Floor, ...], at_most(_MOST_PLACES)] = ()
    areas: Annotated[tuple[_Area, ...], at_most(_MOST_PLACES)] = ()

    def floor_entries(self) -> list[FloorEntry]:
        """Return the floors."""
        return [FloorEntry(floor.floor_id, floor.name, floor.aliases) for floor in self.floors]

    def area_entries(self) -> list[AreaEntry]:
        """Return the areas."""
        return [AreaEntry(area.area_id, area.name, area.aliases, area.floor_id) for area in self.areas]


class EntitiesMessage(_Message):
    """Entities that are new, have changed, or are gone."""

    type: Literal["entities"]
    exposed: Annotated[tuple[_NamedEntity, ...], at_most(_MOST_ENTITIES)] = ()
    satellites: Annotated[tuple[_Entity, ...], at_most(_MOST_ENTITIES)] = ()
    gone: Annotated[tuple[Identifier, ...], at_most(_MOST_ENTITIES)] = ()

    def exposed_entries(self) -> list[EntityEntry]:
        """Return the entities that are exposed to voice assistants."""
        return [
            EntityEntry(entity.entity_id, entity.area_id, entity.device_id, aliases=entity.names)
            for entity in self.exposed
        ]

    def members(self) -> dict[str, tuple[str, ...]]:
        """Return what scripts and automations reach, by their ids."""
        return {entity.entity_id: entity.members for entity in self.exposed if entity.members is not None}

    def satellite_entries(self) -> list[EntityEntry]:
        """Return the satellites."""
        return [EntityEntry(entity.entity_id, entity.area_id, entity.device_id) for entity in self.satellites]


class StatesMessage(_Message):
    """States, as Home Assistant's `subscribe_entities` sends them."""

    type: Literal["states"]
    a: dict[str, Any] = {}
    c: dict[str, Any] = {}
    r: Annotated[tuple[str, ...], Field(fail_fast=True)] = ()


class ReadyMessage(_Message):
    """Everything up to here belongs together."""

    type: Literal["ready"]
    revision: Number


class ToolAnnotations(_Message):
    """What the home knows of a tool. What is left out is not known."""

    read_only: bool | None = None
    destructive: bool | None = None
    open_world: bool | None = None


class TurnTool(_Message):
    """A tool of the home, which the home runs."""

    name: Annotated[Name, Field(min_length=1)]
    description: Annotated[str, Field(max_length=_LONGEST_DESCRIPTION), AfterValidator(storable)] = ""
    parameters: dict[str, Any] = {}
    annotations: ToolAnnotations = ToolAnnotations()


Tools = Annotated[tuple[TurnTool, ...], at_most(_MOST_TOOLS)]


class TurnTools(_Message):
    """The tools of a turn, and what the home says about them."""

    instructions: Instructions = ""
    tools: Tools


class TurnMessage(_Message, Understanding):
    """A turn of a conversation that the home asks for."""

    type: Literal["turn"]
    id: Number
    text: Text
    language: Language | None = None
    conversation_id: Identifier | None = None
    user_id: Identifier | None = None
    device_id: Identifier | None = None
    satellite_id: Identifier | None = None
    area: Identifier | None = None
    model: Choice | None = None
    instructions: Instructions = ""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    history: Annotated[int, Field(ge=0, le=_MOST_TOKENS)] | None = None
    tools: Annotated[tuple[TurnTool, ...], at_most(_MOST_TOOLS)] | Literal["later"] | None = None
    """The tools, or that they can be asked for."""
    incognito: bool = False


class CancelMessage(_Message):
    """Nobody waits for a turn any more."""

    type: Literal["cancel"]
    id: Number


class ResultMessage(_Message):
    """The response to an intent, what was looked up, or the result of a tool."""

    type: Literal["result"]
    id: Number
    response: dict[str, Any]


LinkMessage = (
    BeginMessage
    | PlacesMessage
    | EntitiesMessage
    | StatesMessage
    | ReadyMessage
    | TurnMessage
    | CancelMessage
    | ResultMessage
)
"""What a home sends after `hello`."""

_HELLO = TypeAdapter(HelloMessage)
_MESSAGE: TypeAdapter[LinkMessage] = TypeAdapter(Annotated[LinkMessage, Field(discriminator="type")])
_UNKNOWN_TYPE = "union_tag_invalid"


def read_hello(text: str) -> HelloMessage:
    """Read the first message.

    Raises:
        ProtocolError: it is not a `hello` of this version.
    """
    try:
        hello = _HELLO.validate_json(text)
    except ValidationError as error:
        raise ProtocolError(f"the first message must be hello: {_shown(error)}") from error
    if hello.protocol != PROTOCOL:
        raise ProtocolError(
            f"version {hello.protocol} of the link is not known here, only {PROTOCOL}",
            hint="update Morgan and its integration in Home Assistant to the same version",
        )
    return hello


def read_message(text: str) -> LinkMessage | None:
    """Read a message; None for one of an unknown type.

    Raises:
        InvalidRequest: it is not valid.
    """
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        if first_error(error)["type"] == _UNKNOWN_TYPE:
            return None
        raise InvalidRequest(f"a message of the link is not valid: {_shown(error)}") from error


def _shown(error: ValidationError) -> str:
    first = first_error(error)
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}"[:_MOST_SAID_OF_AN_ERROR]


def intent_message(name: str, slots: Mapping[str, Any], **about: Any) -> dict[str, Any]:
    """Return the order to handle an intent, without its number; what is unknown `about` it is left out."""
    details = {key: value for key, value in about.items() if value is not None}
    return {"type": "intent", "name": name, "slots": dict(slots), **details}


def lookup_message(lookup: Lookup, turn: int | None) -> dict[str, Any]:
    """Return the order to look something up, without its number."""
    about: dict[str, Any] = {"type": "lookup", "kind": lookup.kind, "entity_id": lookup.entity_id}
    match lookup.kind:
        case LookupKind.EVENTS:
            about["days"] = lookup.days
        case LookupKind.FORECAST:
            about["every"] = lookup.every
    return about if turn is None else {**about, "turn": turn}


def tools_message(turn: int) -> dict[str, Any]:
    """Return the request for the tools of a turn, without its number."""
    return {"type": "tools", "turn": turn}


def read_tools(response: Mapping[str, Any]) -> TurnTools:
    """Read the tools of a turn.

    Raises:
        EngineUnavailable: the home has none now, or they are not valid.
    """
    try:
        return TurnTools.model_validate(response)
    except ValidationError as error:
        raise EngineUnavailable(
            f"the tools of the home cannot be had: {_shown(error)}",
            hint="the log of Home Assistant may say why",
        ) from error


def tool_message(turn: int, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the order to run one of the tools that came with a turn, without its number."""
    return {"type": "tool", "turn": turn, "name": name, "arguments": dict(arguments)}
