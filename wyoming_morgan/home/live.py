"""The parts that keep a mirror of the home live: pending changes, followed states, pauses."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import HomeSocket


class Stale:
    """The changes since the last update."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._reload = False

    def reload(self, _event: object) -> None:
        """Record that the registries have to be read again."""
        self._reload = True
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
        self._reload |= not done

    def take(self) -> bool:
        """Return whether the registries have to be read again, and forget the changes."""
        self._changed.clear()
        reload, self._reload = self._reload, False
        return reload


class States:
    """The subscription to the states of exposed entities."""

    def __init__(self, socket: HomeSocket, mirror: Mirror, stale: Stale) -> None:
        self._socket = socket
        self._mirror = mirror
        self._stale = stale
        self._number: int | None = None
        self._followed: frozenset[str] | None = None
        self._received = asyncio.Event()

    async def follow(self, entity_ids: frozenset[str], *, seconds: float) -> None:
        """Subscribe to exactly these entities, and wait until their states have arrived."""
        if entity_ids == self._followed:
            return
        self._followed = entity_ids
        if self._number is not None:
            await self._socket.unsubscribe(self._number)
            self._number = None
        self._mirror.begin()
        if not entity_ids:  # asked for none, Home Assistant would send all
            return
        self._received.clear()
        self._number = await self._socket.subscribe(
            "subscribe_entities", self._take, entity_ids=sorted(entity_ids)
        )
        async with asyncio.timeout(seconds):
            await self._received.wait()

    def _take(self, event: Any) -> None:
        if self._mirror.take(event):
            self._stale.rebuild()
        self._received.set()


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
