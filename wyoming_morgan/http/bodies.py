"""Reads what clients send: JSON, forms with a file, queries; each bounded and validated by a model."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, get_origin

from aiohttp import hdrs, web
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, from_json

from wyoming_morgan.errors import TooLarge
from wyoming_morgan.garbage import no_garbage_collection
from wyoming_morgan.http.body_bytes import SEND_LESS, read_body
from wyoming_morgan.http.errors import InvalidBody, InvalidField
from wyoming_morgan.http.multipart import BrokenForm, Part, boundary_of, take_apart
from wyoming_morgan.http.values import CHOSEN, FROM_TEXT, SPOKEN, Understanding

_FILE = "file"
_FIELD_BYTES = 16 * 1024
_LIST = "[]"

MAX_IDENTIFIER = 256

_SCALARS = frozenset({"str", "int", "float", "bool", "none"})
_WORDS_OF_JSON = {"Tuple": "List", "tuple": "list", "dictionary": "object"}
_WORDS_OF_PYTHON = re.compile("|".join(_WORDS_OF_JSON))

_MAX_NAMED = 100
"""Characters of a name of the client's that a complaint repeats."""


def storable(text: str) -> str:
    """Return the text, if every database can hold it.

    Raises:
        ValueError: it contains the character NUL, or bytes of a header or an address that are not UTF-8.
    """
    if "\0" in text:
        raise ValueError("must not contain the character NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid UTF-8") from None
    return text


def _in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC, in which its year may be another one."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be within the years 1 to 9999 of UTC") from None


Text = Annotated[str, AfterValidator(storable)]
"""Text that is stored."""

Identifier = Annotated[Text, Field(max_length=MAX_IDENTIFIER)]
"""A name that the client chose: of a user, a conversation, a device, an area."""

Choice = Annotated[Identifier, CHOSEN]
"""A name of Morgan's, such as a model or a voice; `auto` and `default` leave it to Morgan."""

Language = Annotated[Identifier, SPOKEN]
"""A language, as a tag or by its name; `auto` and `und` leave it to Morgan."""


def at_most(count: int) -> Any:
    """Return the bound of a list, whose first mistake ends the reading: there may be very many."""
    return Field(max_length=count, fail_fast=True)


def first_error(error: ValidationError) -> ErrorDetails:
    """Return the first error, in the words of JSON, without copies of what the client sent.

    Of something that may be of several kinds it is the one that lies deepest: what the client meant.
    """
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    first = errors[0]
    if first["loc"] and first["loc"][-1] in _SCALARS:
        place = first["loc"][:-1]
        first = max(
            (other for other in errors if other["loc"][: len(place)] == place),
            key=lambda other: len(other["loc"]),
        )
    first["loc"] = tuple(part for part in first["loc"] if not _is_kind(part))
    first["msg"] = _WORDS_OF_PYTHON.sub(lambda match: _WORDS_OF_JSON[match[0]], first["msg"])
    return first


def _is_kind(part: int | str) -> bool:
    """Whether a part of an error's place is one of several kinds that may stand there, and no name."""
    return isinstance(part, str) and (part in _SCALARS or "[" in part)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment, in UTC."""


class Body(Understanding):
    """Base of every body and form: unknown fields are refused, so that no misspelled one is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class IdPath(Body):
    """The id in a path."""

    id: Identifier


class OpenBody(Body):
    """Base of the bodies of OpenAI's routes: unknown fields are ignored, since clients keep adding some."""

    model_config = ConfigDict(extra="ignore")


BodyT = TypeVar("BodyT", bound=Body)


async def read_json(request: web.Request, model: type[BodyT], *, limit: int, hint: str = SEND_LESS) -> BodyT:
    """Read a JSON body of at most `limit` bytes; `hint` says what to do about a larger one.

    Raises:
        TooLarge: it is larger.
        InvalidBody: it is not a JSON object in UTF-8.
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    return parse_json(model, bytes(await read_body(request, limit=limit, hint=hint)))


def parse_json(model: type[BodyT], body: bytes) -> BodyT:
    """Validate a JSON body.

    Raises:
        InvalidBody: it is not a JSON object in UTF-8.
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    with no_garbage_collection():
        try:
            return model.model_validate(from_json(body.removeprefix(BOM_UTF8)))
        except ValidationError as error:
            raise _complaint(error, model) from error
        except ValueError as error:
            raise InvalidBody(
                f"the body is not valid JSON: {error}", hint="send one JSON object in UTF-8"
            ) from error


async def read_form(
    request: web.Request, model: type[BodyT], *, limit: int, hint: str = SEND_LESS
) -> tuple[BodyT, bytes]:
    """Read a multipart form of at most `limit` bytes, its fields in any order; return them and the file.

    If a field comes several times, the last one counts, unless the model has a tuple for it: such a field
    collects them all, and may also be called `name[]`.

    Raises:
        TooLarge: it is larger.
        InvalidBody: it is not a form, is broken, or has no `file`.
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    content_type = request.headers.get(hdrs.CONTENT_TYPE, "")
    try:
        boundary = boundary_of(content_type)
        if boundary is None:
            raise InvalidBody(
                f"the body is {request.content_type}, not multipart/form-data",
                hint=f"send the audio as the field {_FILE} of a form, like `curl -F {_FILE}=@speech.wav`",
            )
        parts = take_apart(await read_body(request, limit=limit, hint=hint), boundary)
    except BrokenForm as error:
        raise InvalidBody(f"the form is broken: {error}", hint="send it as multipart/form-data") from error
    fields = _collect(model, parts)
    files = [part.data for part in parts if part.name == _FILE]
    if not files:
        raise InvalidBody(
            f"the form has no {_FILE}", param=_FILE, hint=f"send the audio as the field {_FILE}"
        )
    return parse_fields(model, fields), bytes(files[-1])


def parse_fields(model: type[BodyT], fields: Mapping[str, object]) -> BodyT:
    """Validate fields that come as text: a form's or a query's.

    Raises:
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    try:
        return model.model_validate(dict(fields), context=FROM_TEXT)
    except ValidationError as error:
        raise _complaint(error, model) from error


def _collect(model: type[Body], parts: Iterable[Part]) -> dict[str, str | list[str]]:
    lists = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is tuple}
    fields: dict[str, str | list[str]] = {}
    for part in parts:
        name = part.name.removesuffix(_LIST)
        if name in lists:
            earlier = fields.get(name, [])
            fields[name] = [*earlier, *_listed(_text(part))]
        elif part.name != _FILE:
            fields[part.name] = _text(part)
    return fields


def _listed(text: str) -> list[str]:
    """Return the items of a list that a client writes into one field: as JSON, or between commas."""
    if text.lstrip().startswith("["):
        try:
            items = from_json(text)
        except ValueError:
            return [text]
        return [item if isinstance(item, str) else str(item) for item in items]
    return [item.strip() for item in text.split(",")]


def _text(part: Part) -> str:
    name = part.name[:_MAX_NAMED]
    if len(part.data) > _FIELD_BYTES:
        raise TooLarge(f"the field {name} is larger than {_FIELD_BYTES} bytes")
    try:
        return bytes(part.data).decode()
    except UnicodeDecodeError as error:
        raise InvalidBody(f"the field {name} is not valid UTF-8", param=name) from error


def _complaint(error: ValidationError, model: type[Body]) -> InvalidBody:
    """Return the first error, without repeating what the client sent."""
    first = first_error(error)
    where = first["loc"]
    if not where:
        return InvalidBody(f"the body is not valid: {first['msg']}", hint="send one JSON object in UTF-8")
    name = ".".join(str(part)[:_MAX_NAMED] for part in where)
    if first["type"] == "extra_forbidden":
        names = ", ".join(_model_at(model, where[:-1]).model_fields)
        return InvalidField(f"there is no field {name}", param=name, hint=f"the fields are {names}")
    return InvalidField(f"{name}: {first['msg']}", param=name)


def _model_at(model: type[BaseModel], where: tuple[int | str, ...]) -> type[BaseModel]:
    for part in where:
        inner = model.model_fields[str(part)].annotation
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            break
        model = inner
    return model
