"""API keys as they are configured: plain ones may do everything, named ones have scopes and limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, MaxLen, MinLen
from pydantic import Discriminator, Tag


class Scope(StrEnum):
    """A family of work that a key may ask for."""

    AUDIO = "audio"
    """Speech to text, text to speech, wake words."""
    CHAT = "chat"
    """Language models as they are, without the home."""
    HOME = "home"
    """Whatever lets the agent act."""
    MEMORY = "memory"
    """Reading, exporting and deleting what is kept."""


EVERY_SCOPE = frozenset(Scope)

PlainKey = Annotated[str, MinLen(8)]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key with a name, for one client or one purpose."""

    name: Annotated[str, MinLen(1), MaxLen(64)]
    """What messages call it; no two keys have the same."""
    key: PlainKey = field(repr=False)
    scopes: Annotated[tuple[Scope, ...], MinLen(1)] = tuple(Scope)
    """What it may be used for."""
    requests_a_minute: Annotated[int, Ge(1)] | None = None
    """Requests that it may begin in a minute, on average; unset: any number."""
    at_a_time: Annotated[int, Ge(1)] | None = None
    """Requests and sockets that may be open with it at the same time; unset: any number."""

    @property
    def is_whole(self) -> bool:
        """Whether it may do everything."""
        return EVERY_SCOPE.issubset(self.scopes)


def key_text(entry: PlainKey | ApiKey) -> str:
    """Return the key itself."""
    return entry.key if isinstance(entry, ApiKey) else entry


def sent_keys(entries: Iterable[PlainKey | ApiKey]) -> tuple[str, ...]:
    """Return the keys themselves, those that may do most first."""
    ordered = sorted(entries, key=lambda entry: -len(_scopes_of(entry)))
    return tuple(map(key_text, ordered))


def _scopes_of(entry: PlainKey | ApiKey) -> frozenset[Scope]:
    return frozenset(entry.scopes) if isinstance(entry, ApiKey) else EVERY_SCOPE


def _shape(value: object) -> str:
    return "mapping" if isinstance(value, dict | ApiKey) else "text"


ApiKeys = tuple[
    Annotated[Annotated[PlainKey, Tag("text")] | Annotated[ApiKey, Tag("mapping")], Discriminator(_shape)],
    ...,
]
