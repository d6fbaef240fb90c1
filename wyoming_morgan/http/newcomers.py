"""Clients that have had no answer yet: a server that stops still takes their first request."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from contextlib import suppress

from wyoming_morgan.sockets import let_arrive


class Newcomers:
    """The connections of a server that have had no answer yet, and since when they are there."""

    def __init__(self) -> None:
        self._since: dict[Hashable, float] = {}
        self._awaited: set[Hashable] = set()
        self._settled = asyncio.Event()

    def enter(self, client: Hashable) -> None:
        """Count a connection that was just opened."""
        self._since[client] = asyncio.get_running_loop().time()

    def leave(self, client: Hashable) -> bool:
        """Count one no longer: it works, was answered or has gone; return whether it was counted."""
        self._awaited.discard(client)
        if not self._awaited:
            self._settled.set()
        return self._since.pop(client, None) is not None

    def hand_over(self, client: Hashable, successor: Hashable) -> None:
        """Count `successor` in the place of a connection, if that is counted."""
        if client in self._since:
            self._since[successor] = self._since.pop(client)
        if client in self._awaited:
            self._awaited.remove(client)
            self._awaited.add(successor)

    async def settle(self, seconds: float) -> None:
        """Wait until nobody is left who came within the last `seconds`, for as long again at most."""
        await let_arrive()
        oldest = asyncio.get_running_loop().time() - seconds
        self._awaited = {client for client, came in self._since.items() if came > oldest}
        if self._awaited:
            self._settled.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._settled.wait()
        self._since.clear()
