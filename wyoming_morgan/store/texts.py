"""Texts as databases can keep them, and as they are searched."""

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
    """Return an id as it is kept.

    Raises:
        InvalidRequest: it is empty or too long.
    """
    if not 0 < len(value) <= ID_CHARACTERS:
        raise InvalidRequest(f"a {name} has 1 to {ID_CHARACTERS} characters", hint="send a shorter one")
    return storable(value)


def fold(text: str) -> str:
    """Return what is the same for texts of the same words: case, width and space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", storable(text)).casefold().split())


def digest(folded: str) -> str:
    """Return a short name of a folded text, for an index."""
    return hashlib.sha256(folded.encode()).hexdigest()
