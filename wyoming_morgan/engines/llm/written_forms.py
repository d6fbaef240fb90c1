"""Reads tool calls that a model wrote as text, in the forms that models were trained on."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.contract.tool_names import known_name
from wyoming_morgan.engines.llm.call_pieces import Balance

LONGEST = 20_000
"""Characters of a text in which calls are sought."""
_MOST_VALUES = 20

_NAMES = "name function function_name tool tool_name action recipient_name api service intent call".split()
_ARGUMENTS = (
    "arguments parameters args input action_input tool_input tool_arguments tool_args kwargs params "
    "tool_parameters function_arguments slots".split()
)
_WRAPPERS = (
    "tool_calls tool_uses tool_call calls function_call function_calls function functions actions".split()
)
_ABOUT = frozenset("id type index call_id thought reasoning".split())

_INVOKE = re.compile(
    r"<(?:\w{1,20}:)?(?:invoke|function|tool|tool_call|call)(?:\s{0,9}=\s{0,9}|\s{1,9}name\s{0,9}=\s{0,9})[\"']?"
    r"([\w.:/-]{1,80})[\"']?[^<>]{0,200}>"
)
_PARAMETER = re.compile(
    r"<(?:\w{1,20}:)?(?:parameter|param|arg|argument)(?:\s{0,9}=\s{0,9}|\s{1,9}name\s{0,9}=\s{0,9})[\"']?"
    r"([\w.-]{1,80})[\"']?[^<>]{0,200}>([^<]{0,2000})"
)
_NAME_ALONE = re.compile(r"<([\w:]{1,40})>\s{0,20}[\w.:/-]{1,120}\s{0,20}</\1>", re.IGNORECASE)
_INPUT = re.compile(
    r"<(?:tool_|function_|action_)?(?:arguments?|args?|parameters?|params?|input)>", re.IGNORECASE
)
_KEY = re.compile(r"<arg_key>([^<]{1,200})</arg_key>\s{0,9}<arg_value>([^<]{0,2000})")
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]{0,79})>([^<]{0,2000})</")
_ATTRIBUTE = re.compile(r"(?<!\w)([A-Za-z_]\w{0,79})=(?:\"([^\"]{0,500})\"|'([^']{0,500})')")
_TAG = re.compile(r"<([A-Za-z_][\w.-]{0,79})[^<>]{0,500}>")
_MARKS = re.compile(r"<[^<>]{0,200}>|\[/?[A-Z_]{2,20}\]|```\w{0,20}|`")
_STRINGS = re.compile(r"<escape>|<\|\"\|>")
_OPEN_KEY = re.compile(r"([{,]\s{0,9})([A-Za-z_]\w{0,79})(\s{0,9}:)")
_START = re.compile(r"[{\[]")
_WORD = re.compile(r"[A-Za-z_][\w.:/-]{0,119}")
_CALLED = re.compile(r"([A-Za-z_][\w.]{0,119})\(")
_NAMED = re.compile(rf"[\"'](?:{'|'.join(_NAMES)})[\"']\s{{0,9}}:\s{{0,9}}[\"']([^\"']{{1,120}})[\"']")
_GIVEN = re.compile(rf"[\"'](?:{'|'.join(_ARGUMENTS)})[\"']\s{{0,9}}:\s{{0,9}}")
_PAIR = re.compile(r"(?<!\w)([A-Za-z_]\w{0,79})\s{0,3}=\s{0,3}(\"[^\"]{0,500}\"|'[^']{0,500}'|[\w.-]{1,40})")


def calls_in(text: str, names: Collection[str]) -> list[tuple[str, str]]:
    """Return the calls of a text: the name and the arguments, as JSON or as far as they were written."""
    text = text[:LONGEST]
    for read in (_elements, _values, _expressions, _cut_off, _bare):
        if calls := [(known_name(name, names) or name, arguments) for name, arguments in read(text, names)]:
            return calls
    return []


def is_call(text: str, names: Collection[str]) -> bool:
    """Whether a text is or holds the beginning of a call, even if that cannot be read."""
    return bool(_GIVEN.search(text) and _NAMED.search(text)) or bool(calls_in(text, names))


def names_only(text: str) -> bool:
    """Whether an element has nothing but a name in it, so that its arguments may follow."""
    return _NAME_ALONE.fullmatch(text.strip()) is not None


def begins_input(text: str) -> bool:
    """Whether an element of arguments begins a text."""
    return _INPUT.match(text) is not None


def call_of(name: str, text: str) -> tuple[str, str]:
    """Return the call of a name with the arguments in an element behind it.

    What cannot be read stays as it is, so that the call fails instead of being made without arguments.
    """
    body = _INPUT.sub("", text, count=1)
    given = _parameters(body)
    inner = body.rpartition("</")[0] if "</" in body else body
    if given == "{}" and not _PAIR.sub("", inner).strip(" \t\n,;"):
        given = _dumped({key: _value(part.strip("\"'")) for key, part in _PAIR.findall(inner)})
    return name, inner if given == "{}" and inner.strip(" \t\n{}") else given


def _elements(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Read XML: names and parameters in attributes or elements."""
    matches = list(_INVOKE.finditer(text))
    if matches:
        ends = [*(later.start() for later in matches[1:]), len(text)]
        for match, end in zip(matches, ends, strict=True):
            yield match[1], _parameters(text[match.end() : end])
        return
    if keys := _KEY.findall(text):
        word = next((word for word in _WORD.findall(_MARKS.sub(" ", text)) if known_name(word, names)), None)
        if word is None:
            word = next(iter(_WORD.findall(_MARKS.sub(" ", text))), "")
        yield word, _dumped({key.strip(): _value(value) for key, value in keys})
        return
    elements = dict(_ELEMENT.findall(text))
    for key in _NAMES:
        if known_name(elements.get(key, "").strip(), names):
            body = text[text.find(f"</{key}>") :]
            yield elements[key].strip(), _parameters(body)
            return
    for tag in _TAG.finditer(text):
        if tag[1] in names:
            given = {key: one or other for key, one, other in _ATTRIBUTE.findall(tag[0])}
            yield tag[1], _dumped(given) if given else _parameters(text[tag.end() :])
            return


def _parameters(body: str) -> str:
    given = {key: _value(value) for key, value in _PARAMETER.findall(body)}
    if not given:
        value = next((value for value, _, _ in _json_values(body) if isinstance(value, dict)), None)
        if value is not None:
            return _dumped(value)
        given = {key: _value(value) for key, value in _ELEMENT.findall(body)}
    return _dumped(given)


def _values(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Read JSON: whole calls, or arguments behind a name."""
    last = 0
    for value, start, end in _json_values(_STRINGS.sub('"', text)):
        calls = list(_of_value(value, names))
        if not calls and isinstance(value, dict):
            before = _MARKS.sub(" ", _STRINGS.sub('"', text)[max(last, start - 200) : start])
            calls = [
                (word, _dumped(value)) for word in _WORD.findall(before)[-3:] if known_name(word, names)
            ][-1:]
        last = end
        yield from calls


def _of_value(value: object, names: Collection[str], depth: int = 4) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for part in value[:_MOST_VALUES]:
            if depth and isinstance(part, dict):
                yield from _of_value(part, names, depth - 1)
        return
    if not isinstance(value, dict) or not depth:
        return
    written = {key: value[key] for key in _NAMES if isinstance(value.get(key), str)}
    named = next((key for key in written if known_name(written[key], names)), next(iter(written), ""))
    given = next((key for key in _ARGUMENTS if key in value), None)
    if named and (given is not None or named == "service" or known_name(written[named], names)):
        rest = {key: part for key, part in value.items() if key != named and key not in _ABOUT}
        arguments = value[given] if given is not None else rest
        yield written[named], arguments if isinstance(arguments, str) else _dumped(arguments or {})
        return
    for key in _WRAPPERS:
        if isinstance(value.get(key), (dict, list)):
            yield from _of_value(value[key], names, depth - 1)
            return
    if len(value) == 1 and (key := next(iter(value))) in names:
        yield key, _dumped(value[key])


def _json_values(text: str) -> Iterator[tuple[Any, int, int]]:
    """Yield the objects and lists in a text, and where they are."""
    place = 0
    for _ in range(_MOST_VALUES):
        match = _START.search(text, place)
        if match is None:
            return
        start = match.start()
        size = Balance().feed(text[start:])
        if size is None:
            place = start + 1
            continue
        value = _parsed(text[start : start + size])
        if value is None:
            place = start + 1
        else:
            yield value, start, start + size
            place = start + size


def _parsed(text: str) -> Any:
    for attempt in (text, _OPEN_KEY.sub(r'\1"\2"\3', text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            pass
    return _literal(text)


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _expressions(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Read calls in the syntax of Python."""
    for match in list(_CALLED.finditer(text))[:_MOST_VALUES]:
        if known_name(match[1], names) is None:
            continue
        inner = text[match.end() : match.end() + closing(text[match.end() :])]
        yield match[1], _of_expression(inner)


def _of_expression(inner: str) -> str:
    try:
        tree = ast.parse(f"f({inner})", mode="eval").body
        assert isinstance(tree, ast.Call)  # noqa: S101 - by its syntax
        keywords = {word.arg: ast.literal_eval(word.value) for word in tree.keywords if word.arg}
        objects = [value for value in map(ast.literal_eval, tree.args) if isinstance(value, dict)]
        return _dumped({**(objects[0] if objects else {}), **keywords})
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError, AssertionError):
        value = next((value for value, _, _ in _json_values(inner) if isinstance(value, dict)), None)
        if value is not None:
            return _dumped(value)
        return _dumped({key: _value(part.strip("\"'")) for key, part in _PAIR.findall(inner)})


def closing(text: str) -> int:
    """Return where the bracket closes that was opened before a text; its length if it does not."""
    depth, quote = 1, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if not depth:
                return place
    return len(text)


def _cut_off(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Read a call whose JSON is broken: whoever runs it repairs its arguments."""
    name, given = _NAMED.search(text), _GIVEN.search(text)
    if name is not None and (given is not None or known_name(name[1], names)):
        yield name[1], text[given.end() :] if given is not None else "{}"


def _bare(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Read a name that stands alone."""
    words = _MARKS.sub(" ", text.removeprefix(">>>")).split()
    if len(words) == 1 and known_name(words[0], names):
        yield words[0], "{}"


def _value(text: str) -> Any:
    text = text.strip()
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _dumped(value: object) -> str:
    return json.dumps(value if isinstance(value, Mapping) else {}, ensure_ascii=False, default=str)
