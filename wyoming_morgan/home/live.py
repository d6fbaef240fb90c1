"""The parts that keep a mirror of the home live: pending changes, followed states, pauses."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.registry import Changes
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import HomeSocket

_AT_ONCE = 250
"""Entities of one subscription, so that none of its events takes long to be read."""
_MOST_LEFT = 250
"""Entities that subscriptions may cover although they are not followed any more."""
_MOST_SUBSCRIPTIONS = 1000


class Stale:
    """The changes since the last update."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._lists: set[str] = set()
        self._entity_ids: set[str] = set()
        self._everything = False

    def reload(self, registry: str, event: Any) -> None:
        """Record an event of a registry: `floor`, `area`, `device` or `entity`."""
        data = event.get("data") if isinstance(event, Mapping) else None
        entity_id = data.get("entity_id") if isinstance(data, Mapping) else None
        if registry != "entity":
            self._lists.add(registry)
        elif isinstance(entity_id, str) and data and "old_entity_id" not in data:
            self._entity_ids.add(entity_id)
        else:
            self._everything = True
        self._changed.set()

    def rebuild(self) -> None:
        """Record that the home has to be rebuilt from what is known."""
        self._changed.set()

    async def wait(self, closed: asyncio.Task[None], *, seconds: float) -> None:
        """Wait for a change, the end of the connection, or the timeout, after which everything is stale."""
        changed = asyncio.create_task(self._changed.wait())
        try:
            done, _ = await asyncio.wait(
                [changed, closed], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            changed.cancel()
        self._everything |= not done

    def take(self) -> Changes | None:
        """Return what has to be read again, None for nothing, and forget the changes."""
        self._changed.clear()
        changes = Changes(frozenset(self._lists), frozenset(self._entity_ids), self._everything)
        self._lists.clear()
        self._entity_ids.clear()
        self._everything = False
        return None if changes == Changes() else changes


class States:
    """The subscriptions to the states of exposed entities.

    Each covers some entities, and only those that are new are subscribed to: Home Assistant answers with all
    of their states at once.
    """

    def __init__(self, socket: HomeSocket, mirror: Mirror, stale: Stale) -> None:
        self._socket = socket
        self._mirror = mirror
        self._stale = stale
        self._numbers: list[int] = []
        self._followed: frozenset[str] = frozenset()
        self._left = 0
        mirror.begin()

    async def follow(self, entity_ids: frozenset[str], *, seconds: float) -> None:
        """Follow exactly these entities, and wait until the states of the new ones have arrived."""
        gone = self._followed - entity_ids
        self._left += len(gone)
        if self._left > _MOST_LEFT or len(self._numbers) > _MOST_SUBSCRIPTIONS:
            await self._end()
        self._mirror.forget(gone)
        new, self._followed = sorted(entity_ids - self._followed), entity_ids
        for start in range(0, len(new), _AT_ONCE):
            await self._subscribe(new[start : start + _AT_ONCE], seconds)

    async def _end(self) -> None:
        """Forget what was followed: the subscriptions cover too much that is not followed any more."""
        for number in self._numbers:
            await self._socket.unsubscribe(number)
        self._numbers.clear()
        self._left = 0
        self._followed = frozenset()
        self._mirror.begin()

    async def _subscribe(self, entity_ids: list[str], seconds: float) -> None:
        received = asyncio.Event()

        def take(event: Any) -> None:
            if self._mirror.take(event):
                self._stale.rebuild()
            received.set()

        number = await self._socket.subscribe("subscribe_entities", take, entity_ids=entity_ids)
        self._numbers.append(number)
        async with asyncio.timeout(seconds):
            await received.wait()


class Pauses:
    """Pauses that double up to a limit, each shortened at random so that clients do not reconnect at once."""

    def __init__(self, settings: HomeAssistantSettings) -> None:
        self._settings = settings
        self._failures = 0

    def reset(self) -> None:
        """Begin with the shortest pause again."""
        self._failures = 0

    def next(self) -> float:
        """Return the next pause, in seconds."""
        longest, first = self._settings.longest_retry_seconds, self._settings.first_retry_seconds
        pause: float = min(longest, first * 2 ** min(self._failures, 20))
        self._failures += 1
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
