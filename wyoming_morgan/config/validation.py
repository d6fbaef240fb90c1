"""Converts pydantic's errors into complaints that name the line, the variable or the option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wyoming_morgan.config.complaints import MISTAKE, Complaint, Path, dotted
from wyoming_morgan.config.tree import Node
from wyoming_morgan.suggestions import did_you_mean

_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_MISSING = {"missing", "missing_argument"}
_FROM_A_VALIDATOR = {"value_error", "assertion_error"}


def complaints_of(
    error: ValidationError, root: Path, tree: Node, sources: Mapping[Path, str]
) -> list[Complaint]:
    """Return one complaint for each setting that is wrong; `root` is the path of what was validated."""
    complaints: dict[Path, Complaint] = {}
    for details in error.errors(include_url=False):
        at = details.get("ctx", {}).get("at", ())
        path = _within(tree, (*root, *details["loc"], *at), details["type"])
        if path not in complaints:
            complaints[path] = _complaint(details, path, tree, sources)
    return list(complaints.values())


def _within(tree: Node, path: Path, kind: str) -> Path:
    """Cut off the names that pydantic adds for members of a union: the tree does not have them."""
    end = len(path) - 1 if kind in _UNKNOWN else len(path)
    while end and tree.find(path[:end]) is None:
        end -= 1
    return path if kind in _UNKNOWN and end == len(path) - 1 else path[:end]


def _complaint(details: ErrorDetails, path: Path, tree: Node, sources: Mapping[Path, str]) -> Complaint:
    where = source_of(path, sources)
    name = dotted(path)
    node = tree.find(path)
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] in _UNKNOWN:
        parent = tree.find(path[:-1])
        return Complaint(
            where, f"{name}: no such setting", did_you_mean(str(path[-1]), parent.children if parent else ())
        )
    expected = node.expects if node is not None else details["msg"]
    if details["type"] in _MISSING:
        return Complaint(where, f"{name}: expected {expected}, found nothing")
    if details["type"] in _FROM_A_VALIDATOR:
        return Complaint(where, f"{name}: {context.get('error', details['msg'])}")
    value = details["input"]
    if details["type"] == MISTAKE:
        value, expected = context["value"], context["expected"]
    shown = "something else" if node is not None and node.secret else _shown(value)
    question = did_you_mean(value, _choices(context, details["type"])) if isinstance(value, str) else ""
    return Complaint(where, f"{name}: expected {expected}; found {shown}", question)


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
        case _:
            return repr(value)
