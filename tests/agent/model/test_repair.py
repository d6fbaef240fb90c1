from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.cases import case_id
from wyoming_morgan.agent.model.repair import nearest, read_arguments
from wyoming_morgan.errors import InvalidRequest

SCHEMA = {
    "properties": {
        "name": {"type": "string"},
        "brightness": {"type": "integer"},
        "temperature": {"type": "number"},
        "domain": {"type": "array", "items": {"type": "string"}},
        "on": {"type": "boolean"},
        "any": {},
    }
}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", {}),
        ('{"a": 1,}', {"a": 1}),
        ("{'a': 'it''s', 'b': True, 'c': None}", {"a": "its", "b": True, "c": None}),
        ("{'a': true}", {"a": True}),
        ('```json\n{"a": [1, 2,]}\n```', {"a": [1, 2]}),
        ('Here it is: {"a": 1}', {"a": 1}),
        ('{"a": {"b": [1', {"a": {"b": [1]}}),
        ('{"a": "half a sen', {"a": "half a sen"}),
        ('{"a": 1, "b', {"a": 1}),
        ('{"a": 1}}}', {"a": 1}),
        ('{"a": "line\nbreak"}', {"a": "line\nbreak"}),
    ],
    ids=[
        "nothing",
        "comma",
        "single quotes",
        "mixed",
        "fence",
        "talk before",
        "open list",
        "open string",
        "open key",
        "braces too many",
        "line break",
    ],
)
def test_broken_json_is_read(text: str, read: dict[str, Any]) -> None:
    assert read_arguments(text) == read


@pytest.mark.parametrize(
    "text",
    ["lamp", "[1]", "{", "{:}", "{'a': __import__('os')}"],
    ids=["a word", "a list", "a brace", "a colon", "code"],
)
def test_what_has_no_sense_is_refused_or_empty(text: str) -> None:
    with suppress(InvalidRequest):
        assert read_arguments(text) == {}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"brightness": "50%"}, {"brightness": 50}),
        ({"brightness": 49.6}, {"brightness": 50}),
        ({"temperature": "20,5 °C"}, {"temperature": 20.5}),
        ({"domain": "light"}, {"domain": ["light"]}),
        ({"name": ["Lamp"]}, {"name": "Lamp"}),
        ({"name": 5}, {"name": "5"}),
        ({"on": "yes"}, {"on": True}),
        ({"Name": "Lamp"}, {"name": "Lamp"}),
        ({"name": None}, {}),
        ({"any": [None]}, {"any": [None]}),
        ({"other": 1}, {"other": 1}),
    ],
    ids=case_id,
)
def test_values_take_the_types_of_the_schema(given: dict[str, Any], read: dict[str, Any]) -> None:
    assert read_arguments(json.dumps(given), SCHEMA) == read


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("hassturnon", "intent__HassTurnOn"),
        ("HassTurnOnn", "intent__HassTurnOn"),
        ("get-state", "get_state"),
        ("bake", None),
    ],
)
def test_a_name_that_is_nearly_right_is_found(name: str, meant: str | None) -> None:
    assert nearest(name, ["intent__HassTurnOn", "get_state"]) == meant


@given(st.text(max_size=80) | st.text(alphabet="{}[]\"':,\\ a1`", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidRequest):
        assert isinstance(read_arguments(text, SCHEMA), dict)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"name":' + " " * 19_000, id="blanks for a value"),
        pytest.param('{"name":' + " " * 19_000 + "x", id="blanks before a value"),
        pytest.param(" " * 19_000 + "x", id="blanks before anything"),
        pytest.param('{"name": 1' + "," * 19_000 + "x", id="commas"),
        pytest.param('{"a":1' + ', "b"' * 3_000, id="keys without values"),
        pytest.param("```" * 6_000 + "{}", id="fences before"),
        pytest.param('{"a": 1' + " ```" * 4_500, id="fences behind"),
        pytest.param("{" * 19_000, id="braces"),
        pytest.param("{'a': " + "(" * 19_000, id="brackets"),
        pytest.param("{'a': " + "-" * 19_000 + "1", id="signs"),
        pytest.param("{" + "\\" * 19_000, id="backslashes"),
        pytest.param('{"' + '","'.join(map(str, range(3_000))), id="many keys"),
        pytest.param(json.dumps({f"n{number}": "1" for number in range(1_400)}), id="many misspelled names"),
        pytest.param('{"brightness": "' + "9" * 19_000 + '"}', id="digits of a text"),
        pytest.param('{"brightness": 1e999}', id="infinity"),
    ],
)
def test_arguments_of_any_shape_are_read_or_refused_at_once(text: str) -> None:
    schema = {"properties": SCHEMA["properties"] | {f"name{number}": {} for number in range(9)}}
    began = time.thread_time()
    with suppress(InvalidRequest):
        read_arguments(text, schema)

    assert time.thread_time() - began < 3


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"name": {"type": [{}]}}},
        {"properties": {"name": {"type": 5}}},
        {"properties": {"name": {"type": {"type": "string"}}}},
        {"properties": {"name": {"anyOf": None}}},
        {"properties": {"name": {"anyOf": 5}}},
        {"properties": {"name": {"anyOf": [None, 5, {"type": []}]}}},
        {"properties": {"name": {"type": "array", "items": 5}}},
        {"properties": {"name": None}},
        {"properties": []},
    ],
    ids=str,
)
def test_a_wrong_schema_of_a_server_hinders_no_call(schema: dict[str, Any]) -> None:
    assert list(read_arguments('{"name": "lamp"}', schema)) == ["name"]


def test_a_name_without_end_resembles_nothing() -> None:
    assert nearest("turn_on" * 100_000, ["turn_on"]) is None
