"""Reads what clients send: JSON, forms with a file, queries; each bounded and validated by a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar, get_origin

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wyoming_morgan.errors import TooLarge
from wyoming_morgan.http.errors import InvalidBody, InvalidField

_FILE = "file"
_PIECE_BYTES = 64 * 1024
_FIELD_BYTES = 16 * 1024
_MAX_PARTS = 256
_LIST = "[]"

MAX_IDENTIFIER = 256

Identifier = Annotated[str, Field(max_length=MAX_IDENTIFIER)]
"""A name that the client chose: of a user, a conversation, a device, an area, a language, a model."""


class Body(BaseModel):
    """Base of every body and form: unknown fields are refused, so that no misspelled one is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class OpenBody(Body):
    """Base of the bodies of OpenAI's routes: unknown fields are ignored, since clients keep adding some."""

    model_config = ConfigDict(extra="ignore")


BodyT = TypeVar("BodyT", bound=Body)


async def read_json(request: web.Request, model: type[BodyT], *, limit: int) -> BodyT:
    """Read a JSON body of at most `limit` bytes.

    Raises:
        TooLarge: it is larger.
        InvalidBody: it is not a JSON object in UTF-8.
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    _check_size(request, limit)
    body = bytearray()
    try:
        while piece := await request.content.readany():
            body += piece
            _check_size(request, limit)
    except web.RequestPayloadError as error:
        raise InvalidBody(f"the body cannot be read: {error}", hint="send the complete body") from error
    try:
        return model.model_validate_json(bytes(body), strict=True)
    except ValidationError as error:
        raise _complaint(error, model) from error


async def read_form(request: web.Request, model: type[BodyT], *, limit: int) -> tuple[BodyT, bytes]:
    """Read a multipart form of at most `limit` bytes, its fields in any order; return them and the file.

    If a field comes several times, the last one counts, unless the model has a tuple for it: such a field
    collects them all, and may also be called `name[]`.

    Raises:
        TooLarge: it is larger.
        InvalidBody: it is not a form, is broken, or has no `file`.
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    _check_size(request, limit)
    if request.content_type != "multipart/form-data":
        raise InvalidBody(
            f"the body is {request.content_type}, not multipart/form-data",
            hint=f"send the audio as the field {_FILE} of a form, like `curl -F {_FILE}=@speech.wav`",
        )
    try:
        parts = await _read_parts(request, limit)
    except (ValueError, RuntimeError, HttpProcessingError, web.RequestPayloadError) as error:
        raise InvalidBody(f"the form is broken: {error}", hint="send it as multipart/form-data") from error
    files = [data for name, data in parts if name == _FILE]
    if not files:
        raise InvalidBody(
            f"the form has no {_FILE}", param=_FILE, hint=f"send the audio as the field {_FILE}"
        )
    return parse_fields(model, _collect(model, parts)), bytes(files[-1])


def parse_fields(model: type[BodyT], fields: Mapping[str, str | list[str]]) -> BodyT:
    """Validate fields that come as text: a form's or a query's.

    Raises:
        InvalidField: a field is missing, unknown, or of the wrong type or size.
    """
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        raise _complaint(error, model) from error


def _collect(model: type[Body], parts: Iterable[tuple[str, bytearray]]) -> dict[str, str | list[str]]:
    lists = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is tuple}
    fields: dict[str, str | list[str]] = {}
    for sent, data in parts:
        name = sent.removesuffix(_LIST)
        if name in lists:
            earlier = fields.get(name, [])
            fields[name] = [*earlier, _text(name, data)]
        elif sent != _FILE:
            fields[sent] = _text(sent, data)
    return fields


async def _read_parts(request: web.Request, limit: int) -> list[tuple[str, bytearray]]:
    parts: list[tuple[str, bytearray]] = []
    async for part in await request.multipart():
        if len(parts) >= _MAX_PARTS:
            raise InvalidBody(f"the form has more than {_MAX_PARTS} fields")
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise InvalidBody("a part of the form has no name", hint="give each part a name")
        data = bytearray()
        while piece := await part.read_chunk(_PIECE_BYTES):
            data += piece
            _check_size(request, limit)
            if part.name != _FILE and len(data) > _FIELD_BYTES:
                raise TooLarge(f"the field {part.name} is larger than {_FIELD_BYTES} bytes")
        parts.append((part.name, data))
    return parts


def _check_size(request: web.Request, limit: int) -> None:
    """Check the announced size and, since chunked bodies announce none, the bytes received so far."""
    if max(request.content_length or 0, request.content.total_bytes) > limit:
        raise TooLarge(f"the body is larger than {limit} bytes", hint="send less at a time")


def _text(name: str, value: bytearray) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise InvalidBody(f"the field {name} is not valid UTF-8", param=name) from error


def _complaint(error: ValidationError, model: type[Body]) -> InvalidBody:
    """Return the first error, without repeating what the client sent."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = first["loc"]
    if not where:
        return InvalidBody(f"the body is not valid: {first['msg']}", hint="send one JSON object in UTF-8")
    name = ".".join(str(part) for part in where)
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
