"""Waiting for what has no event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], *, seconds: float = 30.0, step: float = 0.002) -> None:
    """Wait until a condition holds; the bound only ends a test that would wait for ever."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a thread, a process or a socket makes it true
            await asyncio.sleep(step)
