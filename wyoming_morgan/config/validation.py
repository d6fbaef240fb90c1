"""Converts pydantic's errors into complaints that name the line, the variable or the option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wyoming_morgan.addresses import MASK, address_without_credentials
from wyoming_morgan.config.complaints import MISTAKE, Complaint, Path, dotted
from wyoming_morgan.config.tree import Node, below_secret
from wyoming_morgan.suggestions import did_you_mean

_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_MISSING = {"missing", "missing_argument"}
_TOO_SHORT = "too_short"
"""Also the type of the error of a list whose items are all wrong."""
_MOST_ITEMS = 1000
"""A larger index is no place in a list, but a name that the user wrote as a number."""
_OTHER_WORDS = {
    "room": "area",
    "rooms": "areas",
    "type": "domain",
    "devices": "entities",
    "lang": "languages",
}
"""Words that people write for settings which are spelled in another way."""
_FROM_A_VALIDATOR = {"value_error", "assertion_error"}


def complaints_of(
    error: ValidationError, root: Path, tree: Node, sources: Mapping[Path, str]
) -> list[Complaint]:
    """Return one complaint for each setting that is wrong; `root` is the path of what was validated."""
    complaints: dict[Path, Complaint] = {}
    errors = error.errors(include_url=False)
    for details in errors:
        if details["type"] == _TOO_SHORT and _has_errors_below(details["loc"], errors):
            continue
        at = details.get("ctx", {}).get("at", ())
        path = _within(tree, (*root, *details["loc"], *at), details["type"])
        if path not in complaints:
            complaints[path] = _complaint(details, path, tree, sources)
    return list(complaints.values())


def _has_errors_below(place: Path, errors: Sequence[ErrorDetails]) -> bool:
    return any(len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in errors)


def _within(tree: Node, path: Path, kind: str) -> Path:
    """Leave out the names that pydantic adds for members of a union: the tree does not have them."""
    group, last = (path[:-1], path[-1:]) if kind in _UNKNOWN else (path, ())
    kept: Path = ()
    for part in group:
        if tree.find((*kept, part)) is not None:
            kept = (*kept, part)
    return (*kept, *last)


def _complaint(details: ErrorDetails, path: Path, tree: Node, sources: Mapping[Path, str]) -> Complaint:
    where = source_of(path, sources)
    node = tree.find(path)
    secret = below_secret(path) or (node is not None and node.holds_secret)
    name = _name(path, tree)
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] in _UNKNOWN:
        return Complaint(where, f"{name}: no such setting", _question(path, tree))
    expected = node.expects if node is not None else details["msg"]
    if details["type"] in _MISSING:
        return Complaint(where, f"{name}: expected {expected}, found nothing")
    if details["type"] in _FROM_A_VALIDATOR:
        problem = str(context.get("error", details["msg"]))
        return Complaint(where, f"{name}: {_scrubbed(problem, details['input']) if secret else problem}")
    value = details["input"]
    if details["type"] == MISTAKE:
        value, expected = context["value"], context["expected"]
    if secret:
        return Complaint(where, f"{name}: expected {_scrubbed(expected, value)}; found something else")
    shown = _shown(value)
    question = did_you_mean(value, _choices(context, details["type"])) if isinstance(value, str) else ""
    return Complaint(where, f"{name}: expected {expected}; found {shown}", question)


def _question(path: Path, tree: Node) -> str:
    """Ask for the setting that was probably meant: one of this group, or the one of that name elsewhere."""
    group, name = tree.find(path[:-1]), str(path[-1])
    names = group.children if group is not None else {}
    if name not in names and (meant := _OTHER_WORDS.get(name)) in names:
        return f"did you mean {meant}?"
    if question := did_you_mean(name, names):
        return question
    elsewhere = [place for place in _places(tree, ()) if place[-1] == name and place[:1] == path[:1]]
    return f"did you mean {dotted(elsewhere[0])}?" if len(elsewhere) == 1 else ""


def _places(group: Node, path: Path) -> Iterator[Path]:
    """Yield the path of every setting."""
    for name, node in group.children.items():
        yield (*path, name)
        yield from _places(node, (*path, name))


def source_of(path: Path, sources: Mapping[Path, str]) -> str:
    """Return what set the value, or the group that it belongs to."""
    for end in range(len(path), 0, -1):
        if path[:end] in sources:
            return sources[path[:end]]
    return "default"


def _choices(context: Mapping[str, Any], kind: str) -> list[str]:
    """Return the valid values."""
    if kind in {"enum", "literal_error"}:
        return [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
    return [str(name) for name in context.get("names", ())]


def _shown(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case str():
            return repr(address_without_credentials(value))
        case _:
            return repr(value)


def _name(path: Path, tree: Node) -> str:
    """Write a path; of what the user named below a secret only words are shown, which are no PIN."""
    end = next((end for end in range(1, len(path)) if below_secret(path[:end])), len(path))
    below = tuple(
        part if _may_be_shown(part, tree.find(path[:place])) else MASK
        for place, part in enumerate(path[end:], start=end)
    )
    return dotted((*path[:end], *below))


def _may_be_shown(part: str | int, group: Node | None) -> bool:
    """Whether a part of a path below a secret is a place in a list, the name of a setting, or a word."""
    if isinstance(part, int):
        return part < _MOST_ITEMS
    return part.isalpha() or (group is not None and part in group.children)


def _scrubbed(problem: str, value: object) -> str:
    """Return a problem without any part of a secret value."""
    for text in _texts(value):
        problem = problem.replace(text, MASK)
    return problem


def _texts(value: object) -> Iterator[str]:
    """Yield every text and number in a value, once; it may contain itself."""
    open_values, seen = [value], set[int]()
    while open_values:
        part = open_values.pop()
        if id(part) in seen or part is None or isinstance(part, bool):
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            open_values += [*part, *part.values()]
        elif isinstance(part, list | tuple | set):
            open_values += part
        elif text := str(part):
            yield text
