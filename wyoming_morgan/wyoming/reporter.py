"""Tells clients what went wrong, and the operator what clients ask for in vain."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from wyoming.error import Error
from wyoming.event import Event

from wyoming_morgan.errors import Busy, MorganError, UnknownModel, UnknownVoice
from wyoming_morgan.notices import Notices
from wyoming_morgan.wyoming.ends import Ends

_LOGGER = logging.getLogger(__name__)

Send = Callable[[Event], Awaitable[None]]
"""Sends one event to the client; raises `ConnectionError` when it has left."""


def error_event(error: Exception) -> Event:
    """Return the event that reports an error to the client."""
    if isinstance(error, MorganError):
        return Error(text=str(error), code=error.code).event()
    return Error(text="Morgan made a mistake (the log has details)", code=MorganError.code).event()


class Reporter:
    """Reports the errors of all connections of a server."""

    def __init__(self) -> None:
        self.errors: Counter[str] = Counter()
        """How many errors were sent, by their code."""
        self._notices = Notices()

    async def report(self, error: Exception, send: Send, ends: Ends) -> None:
        """Send an error to the client, then what ends its wait; log what the operator should know.

        Where its connection is busy, the answers to what it asked before end its wait.

        Raises:
            ConnectionError: the client has left.
        """
        self._log(error)
        self.errors[error.code if isinstance(error, MorganError) else MorganError.code] += 1
        await send(error_event(error))
        if not isinstance(error, Busy):
            for event in ends():
                await send(event)

    def _log(self, error: Exception) -> None:
        if not isinstance(error, MorganError):
            _LOGGER.error("a request failed in an unforeseen way", exc_info=error)
            return
        text = str(error)
        # A client may ask for what does not exist every second, and drop what it is told.
        if isinstance(error, UnknownModel | UnknownVoice) and self._notices.is_new(text):
            _LOGGER.info("a client was refused: %s", text)
            return
        _LOGGER.debug("a request failed: %s", text)
