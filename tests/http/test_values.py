"""What means "unset" is unset in every field of everything that clients send; nonsense is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tests.http.conftest import Door, FakeServices
from tests.http.forms import speech_form
from wyoming_morgan.http.api import link, memory, pair, voice
from wyoming_morgan.http.bodies import parse_json
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.speech import SpeechBody
from wyoming_morgan.http.values import FROM_TEXT, Understanding

ROUTES = (link, memory, pair, voice)
"""What is imported nowhere else here, and has models."""

EXAMPLES: dict[str, object] = {
    "role": "user",
    "name": "kitchen",
    "code": "123456",
    "nonce": "0" * 32,
    "messages": [{"role": "user", "content": "hello"}],
    "function": {"name": "light"},
    "text": "hello",
    "input": "hello",
    "content": "hello",
    "query": "hello",
    "url": "data:",
    "data": "AAAA",
    "id": "1",
    "type": "text",
}
"""Values for the fields that every request of its model has."""


def models(base: type[BaseModel] = Understanding) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        if model.__module__.startswith("wyoming_morgan."):
            yield model
        yield from models(model)


def kinds(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from kinds(get_args(annotation)[0])
    elif get_origin(annotation) in {Union, UnionType}:
        for member in get_args(annotation):
            yield from kinds(member)
    else:
        yield annotation


def whole(model: type[BaseModel]) -> dict[str, object]:
    """Return the least that is valid for a model."""
    required = {}
    for name, field in model.model_fields.items():
        if field.is_required():
            literal = next((kind for kind in kinds(field.annotation) if get_origin(kind) is Literal), None)
            number = next((kind for kind in kinds(field.annotation) if kind in {int, float}), None)
            required[name] = get_args(literal)[0] if literal else 1 if number else EXAMPLES[name]
    return required


OPTIONAL: list[tuple[type[BaseModel], str, Any]] = [
    (model, field.alias or name, field.annotation)
    for model in dict.fromkeys(models())
    for name, field in model.model_fields.items()
    if not field.is_required()
]


def choices(annotation: Any) -> Iterator[str]:
    for kind in kinds(annotation):
        yield from get_args(kind) if get_origin(kind) is Literal else ()
        yield from (member.value for member in getattr(kind, "__members__", {}).values())


NUMBERS = [entry for entry in OPTIONAL if {int, float} & set(kinds(entry[2]))]
FLAGS = [entry for entry in OPTIONAL if bool in set(kinds(entry[2]))]
CHOICES = [entry for entry in OPTIONAL if any(choices(entry[2]))]


def test_every_kind_of_field_is_among_them() -> None:
    assert len(OPTIONAL) > 80
    assert min(map(len, (NUMBERS, FLAGS, CHOICES))) > 5


@pytest.mark.parametrize(("model", "name", "annotation"), OPTIONAL)
def test_null_and_blank_fields_count_as_left_out(model: type[BaseModel], name: str, annotation: Any) -> None:
    del annotation
    left_out = model.model_validate(whole(model))
    for unset in (None, ""):
        sent = model.model_validate(whole(model) | {name: unset})
        assert sent == left_out or getattr(sent, name) == unset
    model.model_validate(whole(model) | {name: "  "})


@pytest.mark.parametrize("text", ["", "   ", "null", "None", "undefined"])
@pytest.mark.parametrize(("model", "name", "annotation"), OPTIONAL)
def test_an_empty_value_that_became_text_in_a_form_counts_as_left_out(
    model: type[BaseModel], name: str, annotation: Any, text: str
) -> None:
    if text.casefold() in {str(choice).casefold() for choice in choices(annotation)}:
        return
    sent = model.model_validate(whole(model) | {name: text}, context=FROM_TEXT)
    verbatim = getattr(sent, name, None) == text
    assert verbatim or sent == model.model_validate(whole(model))


@pytest.mark.parametrize(("model", "name", "annotation"), NUMBERS)
def test_numbers_may_come_as_text_and_flags_are_none(
    model: type[BaseModel], name: str, annotation: Any
) -> None:
    number = next(number for number in (1, 0.5, 60, 16_000) if is_valid(model, {name: number}))
    assert valid(model, {name: f" {number} "}) == valid(model, {name: number})
    for nonsense in ("warm", True, [1], "nan", "inf"):
        assert not is_valid(model, {name: nonsense}), (annotation, nonsense)


@pytest.mark.parametrize(("model", "name", "annotation"), FLAGS)
def test_flags_may_come_as_text_in_any_case(model: type[BaseModel], name: str, annotation: Any) -> None:
    for flag in (True, False):
        assert valid(model, {name: f"{flag}"}) == valid(model, {name: flag})
        assert valid(model, {name: f"{flag}".upper()}) == valid(model, {name: flag})
    for nonsense in ("perhaps", 2, [True]):
        assert not is_valid(model, {name: nonsense}), annotation


@pytest.mark.parametrize(("model", "name", "annotation"), CHOICES)
def test_choices_may_come_in_any_case(model: type[BaseModel], name: str, annotation: Any) -> None:
    for choice in choices(annotation):
        assert valid(model, {name: f" {choice.upper()} "}) == valid(model, {name: choice})
    assert not is_valid(model, {name: {"no": "choice"}}) or dict in kinds(annotation)


def valid(model: type[BaseModel], fields: dict[str, object]) -> BaseModel:
    return model.model_validate(whole(model) | fields)


def is_valid(model: type[BaseModel], fields: dict[str, object]) -> bool:
    try:
        valid(model, fields)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"response_format": None, "speed": None, "stream_format": None}, id="null"),
        pytest.param({"response_format": "", "speed": " ", "model": "", "voice": ""}, id="blank"),
        pytest.param({"response_format": "MP3", "speed": "1.0", "stream_format": "Audio"}, id="as text"),
        pytest.param({"model": "auto"}, id="left to the server"),
        pytest.param({"voice": {"id": None}}, id="a voice without an id"),
    ],
)
async def test_speech_is_made_whatever_clients_send_for_unset(door: Door, fields: dict[str, object]) -> None:
    async with door.post("/v1/audio/speech", json={"input": "hello"} | fields) as response:
        assert response.status == 200
        assert response.content_type == "audio/mpeg"


@pytest.mark.parametrize("unset", ["", " ", "null", "None", "undefined"])
async def test_a_form_of_empty_values_is_heard(door: Door, fakes: FakeServices, unset: str) -> None:
    form: FormData = speech_form()
    for name in ("model", "language", "prompt", "response_format", "temperature", "stream", "keywords[]"):
        form.add_field(name, unset)
    async with door.post("/v1/audio/transcriptions", data=form) as response:
        assert response.status == 200
    [options] = fakes.stt.requests
    assert (options.options.language, options.options.temperature) == (None, None)
    assert (options.options.prompt, options.options.terms) == ("", ())


@pytest.mark.parametrize(
    "query", ["voice=&language=null&speed=%20&format=WAV", "speed=none&stream=TRUE&speaker=undefined"]
)
async def test_a_query_of_empty_values_is_spoken(door: Door, query: str) -> None:
    async with door.get(f"/generate?text=hello&{query}") as response:
        assert response.status == 200
        assert response.content_type == "audio/wav"


def test_blanks_in_what_is_said_and_where_to_stop_count() -> None:
    body = parse_json(
        ChatBody,
        json.dumps(
            {
                "messages": [
                    {"role": "user", "content": [{"type": "text", "text": text} for text in ("a", " ", "b")]}
                ],
                "stop": ["\n", " "],
            }
        ).encode(),
    )
    assert body.messages[0].plain_text == "a b"
    assert body.stop == ("\n", " ")


@pytest.mark.parametrize("incognito", [True, "true", "TRUE"])
def test_metadata_may_ask_for_an_incognito_turn_as_text(incognito: object) -> None:
    sent = {"messages": [{"role": "user", "content": "hello"}], "metadata": {"incognito": incognito}}
    assert parse_json(ChatBody, json.dumps(sent).encode()).incognito


@given(number=st.integers() | st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_is_understood_the_same_as_text(number: float) -> None:
    as_number = is_valid(SpeechBody, {"speed": number})
    assert is_valid(SpeechBody, {"speed": str(number)}) == as_number
    assert not as_number or 0.25 <= number <= 4
