"""Hostile clients of a socket, a few at a time, and an honest one now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

AT_ONCE = 8
_HONEST_EACH = 100
"""After so many hostile clients an honest one must be served."""


async def take_turns(
    count: int,
    *,
    attack: Callable[[int], Awaitable[None]],
    be_honest: Callable[[], Awaitable[None]],
    forget: Callable[[], None] | None = None,
) -> None:
    """Be `count` hostile clients, which must leave the server able to answer an honest one.

    Args:
        count: How many.
        attack: Is the hostile client of a number.
        be_honest: Is an honest client.
        forget: Drops what was noted, behind each few.
    """
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        await asyncio.gather(*(attack(number) for number in numbers))
        if first % _HONEST_EACH < AT_ONCE:
            await be_honest()
        if forget is not None:
            forget()
    await be_honest()
