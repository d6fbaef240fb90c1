"""Holds work until a test lets it go on."""

from __future__ import annotations

import asyncio


class Gate:
    """Work waits at `pass_through` until the test sets `opened`; the other events say how it fares."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.opened = asyncio.Event()
        self.given_up = asyncio.Event()

    async def pass_through(self) -> None:
        self.arrived.set()
        try:
            await self.opened.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
