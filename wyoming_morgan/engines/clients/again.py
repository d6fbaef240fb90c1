"""Asks another server once more, if it went away before it answered: its replacement may be there already.

Only for work that can be done twice: nothing that acts.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from wyoming_morgan.engines.clients.remote import ConnectionLost, ConnectionRefused
from wyoming_morgan.errors import MorganError, ShuttingDown

_LOGGER = logging.getLogger(__name__)

T = TypeVar("T")

_WENT_AWAY = (ConnectionLost, ConnectionRefused, ShuttingDown)


def note_again(error: MorganError) -> None:
    """Tell the log that a server is asked once more, and why."""
    _LOGGER.info("%s; it is asked again", error.message)


async def answered(ask: Callable[[], Awaitable[T]]) -> T:
    """Return the answer to a question that is asked again if the server goes away.

    Raises:
        MorganError: as `ask` raises it.
    """
    try:
        return await ask()
    except _WENT_AWAY as error:
        note_again(error)
    return await ask()


async def spoken(speak: Callable[[], AsyncGenerator[bytes, None]]) -> AsyncGenerator[bytes, None]:
    """Yield speech, which is begun again if the server goes away before any of it was there.

    Raises:
        MorganError: as `speak` raises it.
    """
    heard = False
    try:
        async with aclosing(speak()) as speech:
            async for pcm in speech:
                heard = True
                yield pcm
    except _WENT_AWAY as error:
        if heard:
            raise
        note_again(error)
    else:
        return
    async with aclosing(speak()) as speech:
        async for pcm in speech:
            yield pcm
