"""Texts in the form in which they are stored and searched."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.schema import ID_CHARACTERS

_LARGEST = 2**31 - 1
_LARGEST_IN_JSON = 2**63 - 1
_DEPTH = 32
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """Replace what PostgreSQL or UTF-8 cannot hold: NUL, and halves of surrogate pairs."""
    return _encodable(text).replace("\0", _REPLACEMENT)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def storable_number(number: int | None) -> int | None:
    """Return a count in the range of a column; None if it is none."""
    return number if number is not None and 0 <= number <= _LARGEST else None


def storable_value(value: Any, *, depth: int = _DEPTH) -> Any:
    """Return a value, such as a model's arguments of a tool, as JSON that can be written and read back."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_IN_JSON else "…"
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth > 0 and isinstance(value, Mapping):
        return {_encodable(str(key)): storable_value(entry, depth=depth - 1) for key, entry in value.items()}
    if depth > 0 and isinstance(value, list | tuple | set | frozenset):
        return [storable_value(entry, depth=depth - 1) for entry in value]
    return _encodable(value) if isinstance(value, str) else "…"


def storable_id(name: str, value: str) -> str:
    """Return an id in the form in which it is stored.

    Raises:
        InvalidRequest: it is empty or too long.
    """
    if not 0 < len(value) <= ID_CHARACTERS:
        raise InvalidRequest(f"a {name} has 1 to {ID_CHARACTERS} characters", hint="send a shorter one")
    return storable(value)


def fold(text: str) -> str:
    """Normalize a text for comparison: case, width and whitespace make no difference."""
    return " ".join(unicodedata.normalize("NFKC", storable(text)).casefold().split())


def digest(folded: str) -> str:
    """Return a hash of a folded text, for an index."""
    return hashlib.sha256(folded.encode()).hexdigest()
