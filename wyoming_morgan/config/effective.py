"""The configuration as it takes effect: every setting, its value, and what set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.config.complaints import dotted
from wyoming_morgan.config.loader import Loaded
from wyoming_morgan.config.tree import Node, is_secret

MASK = "********"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Effective:
    """One setting. A secret's value is masked here already, so nothing behind can show it."""

    name: str
    value: Any
    source: str
    """A file and line, an environment variable, an option, or `default`."""


def effective(loaded: Loaded) -> Iterator[Effective]:
    """Walk every setting, in the order of the schema; values are what JSON can hold."""
    values = loaded.config.model_dump(mode="json")
    for node in loaded.tree.leaves():
        value = _value(values, node)
        shown = _masked(value) if node.secret else _without_secrets(value)
        yield Effective(dotted(node.path), shown, loaded.sources.get(node.path, DEFAULT))


def _masked(value: Any) -> Any:
    """Return what may be shown of a secret: whether there is one, and how many."""
    return [MASK] * len(value) if isinstance(value, list) else MASK if value else value


def _without_secrets(value: Any) -> Any:
    """Mask what is secret inside of a mapping whose names are the user's own, such as one of engines."""
    match value:
        case dict():
            return {
                key: _masked(each) if is_secret(str(key)) else _without_secrets(each)
                for key, each in value.items()
            }
        case list():
            return [_without_secrets(each) for each in value]
        case _:
            return value


def _value(values: Any, node: Node) -> Any:
    """Return the value of a setting; engines that were not configured have their options' defaults."""
    for part in node.path:
        if part not in values:
            return node.default
        values = values[part]
    return values
