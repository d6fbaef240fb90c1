"""The protocol of the cache that replicas share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Shared:
    """What all replicas see under a key: `value` is None if there is nothing.

    `reachable` is false if the cache is down.
    """

    value: bytes | None
    reachable: bool = True


class Cache(Protocol):
    """Short-lived values, locks and events that replicas share while they run; nothing in it is durable.

    A cache that is down does not raise: it has no values, keeps none, and its locks hold in this process.
    """

    @property
    def available(self) -> bool:
        """Whether it answered the last time; answered from memory."""

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""

    async def look(self, key: str) -> Shared:
        """Return what all replicas see under a key."""

    async def set(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Keep a value for some seconds; return whether all replicas see it."""

    async def swap(self, key: str, old: bytes, new: bytes, *, seconds: float) -> bool | None:
        """Replace a value if it is still the old one; of several who try at once, one succeeds.

        Return whether it was replaced; None if it is not known.
        """

    async def delete(self, key: str) -> None:
        """Forget a value."""

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among all replicas, for at most `seconds`; then others may take it.

        Raises:
            Busy: it was not free within `seconds`.
        """

    async def publish(self, channel: str, payload: bytes) -> None:
        """Send an event to every replica that subscribes, including this one."""

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield the events that are published while the block lasts.

        Events are hints: one may be lost while the cache is down, and for a slow reader only the last 1000
        are queued.
        """

    async def close(self) -> None:
        """Release all resources."""


def open_state_key(conversation_id: str) -> str:
    """Return the key under which replicas share what is open in a conversation."""
    return f"agent:open:{conversation_id}"
