"""Texts in the form in which they are stored and searched."""

from __future__ import annotations

import hashlib
import unicodedata

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.schema import ID_CHARACTERS

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """Replace what PostgreSQL or UTF-8 cannot hold: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\0", _REPLACEMENT)


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
