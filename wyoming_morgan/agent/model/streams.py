"""Iterators of others, bounded in time and closed in any case."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def as_generator(events: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """Yield what an iterator yields, and close it at the end where it can be closed."""
    try:
        async for event in events:
            yield event
    finally:
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()


def loop_time(deadline: float) -> float:
    """Return a reading of `time.monotonic` as one of the loop's clock."""
    return asyncio.get_running_loop().time() + deadline - time.monotonic()
