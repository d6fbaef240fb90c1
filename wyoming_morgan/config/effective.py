"""The effective configuration: every setting, its value, and what set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.addresses import MASK, address_without_credentials
from wyoming_morgan.config.complaints import dotted
from wyoming_morgan.config.loader import Loaded
from wyoming_morgan.config.tree import Node, is_secret

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Effective:
    """One setting. Secrets are masked already, also in addresses, so nothing that prints it can show them."""

    name: str
    value: Any
    source: str
    """A file and line, an environment variable, an option, or `default`."""


def effective(loaded: Loaded) -> Iterator[Effective]:
    """Yield every setting, in the order of the schema, with values for JSON."""
    values = loaded.config.model_dump(mode="json")
    for node in loaded.tree.leaves():
        value = _value(values, node)
        shown = _masked(value) if node.secret else _without_secrets(value)
        yield Effective(dotted(node.path), shown, loaded.sources.get(node.path, DEFAULT))


def _masked(value: Any) -> Any:
    """Return what may be shown of a secret: whether it is set, and the length of a list."""
    return [MASK] * len(value) if isinstance(value, list) else MASK if value else value


def _without_secrets(value: Any) -> Any:
    """Mask secrets in addresses, and those in a mapping with names of the user's own, such as engines'."""
    match value:
        case dict():
            return {
                address_without_credentials(str(key)): (
                    _masked(below) if is_secret(str(key)) else _without_secrets(below)
                )
                for key, below in value.items()
            }
        case list():
            return [_without_secrets(item) for item in value]
        case str():
            return address_without_credentials(value)
        case _:
            return value


def _value(values: Any, node: Node) -> Any:
    """Return the value of a setting; engines that were not configured have their options' defaults."""
    for part in node.path:
        if part not in values:
            return node.default
        values = values[part]
    return values
