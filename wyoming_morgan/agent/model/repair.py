"""Repairs tool calls of small models: broken JSON, wrong types, misspelled names."""

from __future__ import annotations

import ast
import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from wyoming_morgan.errors import InvalidRequest

_FENCES = re.compile(r"(?:\s*+```[a-zA-Z]*+)*+\s*+")
"""What may precede the arguments: blanks, and the beginnings of code blocks."""
_FENCE = "```"
_TRAILING_COMMA = re.compile(r",\s*+([}\]])")
_LITERAL = re.compile(r"\b(?:true|false|null)\b")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_PYTHON = {"true": "True", "false": "False", "null": "None"}
_MAX_CHARACTERS = 20_000
_TIMES = frozenset(f"{prefix}{unit}" for prefix in ("", "start_") for unit in ("hours", "minutes", "seconds"))
_LONGEST_NAME = 200
"""Characters; a longer name resembles none."""
_MOST_NAMES = 50
"""Misspelled names of arguments that are repaired; comparing names is slow, and no tool has as many."""


def read_arguments(text: str, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read the arguments of a call, and convert them to the types of their schema where that is unambiguous.

    Raises:
        InvalidRequest: they cannot be read; the message is for the model.
    """
    if len(text) > _MAX_CHARACTERS:
        raise InvalidRequest(f"the arguments have more than {_MAX_CHARACTERS} characters")
    value = _read(text)
    for key in ("arguments", "parameters"):
        # Some models repeat the whole call in place of its arguments.
        if set(value) <= {"name", "arguments", "parameters"} and isinstance(value.get(key), dict):
            value = value[key]
    return _coerced(value, schema or {})


def sendable_arguments(text: str) -> str:
    """Return the arguments of a call as a JSON object, which servers demand of a conversation; else none."""
    try:
        return json.dumps(read_arguments(text), ensure_ascii=False)
    except InvalidRequest:
        return "{}"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar name, or None."""
    if len(name) > _LONGEST_NAME:
        return None
    by_base = {candidate.casefold().rpartition("__")[2]: candidate for candidate in names}
    base = name.casefold().rpartition("__")[2]
    if base in by_base:
        return by_base[base]
    similar = difflib.get_close_matches(base, by_base, n=1, cutoff=0.75)
    return by_base[similar[0]] if similar else None


def _read(text: str) -> dict[str, Any]:
    bare = _unfenced(text)
    if not bare:
        return {}
    start = bare.find("{")
    if start < 0:
        raise InvalidRequest('the arguments are not a JSON object; write one, such as {"name": "…"}')
    bare = bare[start:]
    for attempt in (bare, _TRAILING_COMMA.sub(r"\1", bare), _closed(bare)):
        for parse in (_json, _python):
            value = parse(attempt)
            if isinstance(value, dict):
                return {str(key): item for key, item in value.items()}
    raise InvalidRequest("the arguments are not valid JSON; write them again, as one JSON object")


def _unfenced(text: str) -> str:
    """Return the text without the marks of a code block around it."""
    fences = _FENCES.match(text)
    start = fences.end() if fences else 0
    end = _rstripped(text, len(text), "")
    while text.endswith(_FENCE, start, end):
        end = _rstripped(text, end - len(_FENCE), "")
    return text[start:end]


def _rstripped(text: str, end: int, more: str) -> int:
    """Return where the text before `end` ends without blanks and the characters of `more`."""
    while end and (text[end - 1].isspace() or text[end - 1] in more):
        end -= 1
    return end


def _json(text: str) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _python(text: str) -> Any:
    """Read a Python literal: single quotes, True, None."""
    try:
        return ast.literal_eval(_LITERAL.sub(lambda match: _PYTHON[match[0]], text))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _closed(text: str) -> str:
    """Return the text with an open string, brackets and braces closed."""
    stack: list[str] = []
    quote = ""
    escaped = False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "{[":
            stack.append("}" if letter == "{" else "]")
        elif letter in "}]" and stack:
            stack.pop()
    ended = text + quote
    ended = _without_lonely_key(ended[: _rstripped(ended, len(ended), ",:")])
    return _TRAILING_COMMA.sub(r"\1", ended + "".join(reversed(stack)))


def _without_lonely_key(text: str) -> str:
    """Return the beginning of an object without a key at its end that has no value."""
    if not text.endswith('"'):
        return text
    end = _rstripped(text, max(text.rfind('"', 0, len(text) - 1), 0), "")
    if text[:end].endswith(","):
        return text[: end - 1]
    return text[:end] if text[:end].endswith("{") else text


def _coerced(value: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return value
    coerced: dict[str, Any] = {}
    misspelled = islice((key for key in value if key not in properties), _MOST_NAMES)
    repaired = {key: nearest(key, properties) for key in misspelled}
    for key, item in value.items():
        name = key if key in properties else repaired.get(key)
        kind = properties.get(name, {}) if name else {}
        if item is None and "null" not in _types(kind):
            continue
        if name in _TIMES:
            kind = {"type": "number"}  # an hour and a half is no whole number of hours
        coerced[name or key] = _as_type(item, kind if isinstance(kind, Mapping) else {})
    return coerced


def _types(schema: Any) -> set[str]:
    if not isinstance(schema, Mapping):
        return set()
    kind = schema.get("type")
    # Servers of others write schemas, also wrong ones.
    types = {name for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)}
    options = schema.get("anyOf")
    for option in options if isinstance(options, list) else ():
        types |= _types(option)
    return types


def _as_type(value: Any, schema: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one return for each type
    types = _types(schema)
    if not types:
        return value
    if "array" in types and isinstance(value, str) and (items := _listed(value)) is not None:
        return items
    if "array" in types and not isinstance(value, list):
        if "string" in types and isinstance(value, str):
            return value
        return [_as_type(value, schema.get("items", {}))] if not isinstance(value, dict) else value
    if isinstance(value, list) and "array" not in types:
        return _as_type(value[0], schema) if len(value) == 1 else value
    if isinstance(value, str) and "string" not in types:
        return _from_text(value.strip(), types)
    if isinstance(value, bool):
        return str(value).lower() if types == {"string"} else value
    if isinstance(value, float) and types & {"integer"} and "number" not in types:
        # A part of one is left to whoever knows what it means.
        return round(value) if math.isfinite(value) and abs(value) >= 1 else value
    if isinstance(value, int | float) and types == {"string"}:
        return str(value)
    return value


def _from_text(text: str, types: set[str]) -> Any:
    if "boolean" in types and text.casefold() in {"true", "false", "yes", "no", "on", "off"}:
        return text.casefold() in {"true", "yes", "on"}
    number = _NUMBER.match(text)
    if number and types & {"integer", "number"}:
        value = float(number[0].replace(",", "."))
        if not math.isfinite(value):
            return text
        is_whole = value.is_integer() or ("number" not in types and abs(value) >= 1)
        return round(value) if is_whole else value
    return text


def _listed(text: str) -> list[Any] | None:
    """Return a list that was written as text, None if it is none."""
    if not text.lstrip().startswith("["):
        return None
    value = _json(text.strip()) or _python(text.strip())
    return value if isinstance(value, list) else None
