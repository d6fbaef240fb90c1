"""Makes text and values fit into messages of the link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from homeassistant.helpers.json import json_bytes, json_fragment

MOST_NAMES = 51
MOST_AT_ONCE = 250
"""Entities in one message."""
LONGEST_NAME = 400
LONGEST_ID = 256
LONGEST_TEXT = 100_000
MOST_BYTES = 900_000
"""Bytes of one message; Morgan takes 1 MiB unless it is set otherwise."""
MOST_TOOLS_BYTES = 400_000
"""Bytes of the tools in the message of a turn."""

_CHUNK_BYTES = 250_000
_ATTRIBUTE_BYTES = 4_000
_ATTRIBUTES_BYTES = 32_000
_LEFT_OUT = frozenset({"access_token", "entity_picture", "entity_picture_local", "entity_id"})
"""Attributes that open a camera or a picture to whoever has them, and ids of what may not be exposed."""


def clean(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a text without what Morgan cannot store: NUL, and halves of characters."""
    return text.replace("\0", " ").encode(errors="replace").decode()[:longest]


def clean_id(text: str | None) -> str | None:
    """Return an id, which its user may have chosen, so that it can be sent."""
    return None if text is None else clean(text, LONGEST_ID)


def clean_names(names: Iterable[str]) -> list[str]:
    """Return names without repetitions and empty ones."""
    return list(dict.fromkeys(name for name in map(clean, names) if name.strip()))[:MOST_NAMES]


def encoded(attributes: Mapping[Any, Any]) -> dict[str, Any]:
    """Return attributes as JSON; what is no JSON, secret or very large is left out."""
    room = _ATTRIBUTES_BYTES
    kept = {}
    for key, value in attributes.items():
        if not isinstance(key, str) or key in _LEFT_OUT:
            continue
        try:
            written = json_bytes(value)
        except (TypeError, ValueError, RecursionError):
            continue
        if len(written) <= min(room, _ATTRIBUTE_BYTES):
            room -= len(written)
            kept[key] = json_fragment(written)
    return kept


def chunks(items: Iterable[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    """Split items into mappings that each fit into a message, their values already written as JSON."""
    chunk: dict[str, Any] = {}
    size = 0
    for key, value in items:
        written = json_bytes(value)
        if chunk and (len(chunk) == MOST_AT_ONCE or size + len(written) > _CHUNK_BYTES):
            yield chunk
            chunk, size = {}, 0
        chunk[key] = json_fragment(written)
        size += len(written)
    if chunk:
        yield chunk
