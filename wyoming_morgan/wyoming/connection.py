"""Serves one connection until the client leaves, breaks the protocol, or falls silent."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from wyoming.event import Event

from wyoming_morgan.errors import Busy, DeadlineExceeded, MorganError, ProtocolError, ShuttingDown, TooLarge
from wyoming_morgan.sockets import NEWCOMER_SECONDS
from wyoming_morgan.wyoming.dispatch import Dispatcher
from wyoming_morgan.wyoming.reporter import error_event
from wyoming_morgan.wyoming.stream import EventReader, EventWriter

_LOGGER = logging.getLogger(__name__)

# How long a client that has begun something may pause before it counts as idle.
_QUIET_SECONDS = 10.0


class Connection:
    """Serves one client, and cancels its turns when it leaves.

    Reading continues while turns run, so `describe` is answered at once and a client that leaves is detected.
    """

    def __init__(
        self,
        reader: EventReader,
        writer: EventWriter,
        dispatcher: Dispatcher,
        *,
        idle_seconds: float,
        linger_seconds: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._dispatcher = dispatcher
        self._idle_seconds = idle_seconds
        self._linger_seconds = linger_seconds
        self._closing = False
        self._opened = self._last_use = asyncio.get_running_loop().time()
        self._used = False
        self._begun = asyncio.Event()
        self._serving: asyncio.Timeout | None = None
        self._displaced = False

    @property
    def idle_since(self) -> float | None:
        """When it last did more than to show that it lives; None while its turn runs or its audio comes."""
        now = asyncio.get_running_loop().time()
        in_use = self._used and now - self._last_use < _QUIET_SECONDS
        return None if self._dispatcher.working or in_use else self._last_use

    def make_room(self) -> None:
        """Send the client away, with an error, since another one needs its place."""
        self._displaced = True
        if self._serving is not None:
            self._serving.reschedule(asyncio.get_running_loop().time())

    @property
    def closing(self) -> bool:
        """Whether it is cleaning up already, so that it must not be cancelled."""
        return self._closing

    async def run(self) -> None:
        """Serve until the connection ends, then cancel what still runs."""
        try:
            await self._serve_unless_displaced()
        except ConnectionError:
            _LOGGER.debug("a connection broke")
        finally:
            self._closing = True
            self._begun.set()
            await self._dispatcher.cancel()
            await self._writer.close(self._linger_seconds)

    async def finish(self, grace: float) -> None:
        """Begin no more turns, and let the running ones finish for `grace` seconds.

        A client that has just connected may still begin its first one.
        """
        try:
            async with asyncio.timeout(grace):
                await self._first_turn()
                await self._dispatcher.finish()
        except TimeoutError:
            error = ShuttingDown("Morgan is stopping", hint="try again in a moment")
            if self._dispatcher.acted:
                error.after_acting()
            await self._dispatcher.cancel()
            try:
                async with asyncio.timeout(self._linger_seconds):
                    await self._writer.send(error_event(error))
            except ConnectionError:
                _LOGGER.debug("a client left before it could be notified that Morgan stops")
            except TimeoutError:
                self._writer.abort()  # it reads nothing: its connection need not be waited for again

    async def refuse(self, error: MorganError) -> None:
        """Send the client an error instead of serving it, and close."""
        try:
            await self._part(error)
        except ConnectionError:
            _LOGGER.debug("a refused client left first")
        finally:
            await self._writer.close(self._linger_seconds)

    async def _first_turn(self) -> None:
        """Wait for the first turn of a client that has just connected, for a moment."""
        if asyncio.get_running_loop().time() - self._opened < NEWCOMER_SECONDS:
            with suppress(TimeoutError):
                async with asyncio.timeout(NEWCOMER_SECONDS):
                    await self._begun.wait()

    async def _serve_unless_displaced(self) -> None:
        try:
            async with asyncio.timeout(0 if self._displaced else None) as self._serving:
                await self._serve()
        except TimeoutError:
            if not self._displaced:
                raise
            await self._part(Busy("another client needs the place", hint="connect again when needed"))
        finally:
            self._serving = None

    async def _serve(self) -> None:
        try:
            while (event := await self._next_event()) is not None:
                if self._dispatcher.is_use(event):
                    self._last_use, self._used = asyncio.get_running_loop().time(), True
                await self._dispatcher.handle(event)
                if self._dispatcher.busy:
                    self._begun.set()
                # Frames that have arrived together come without a wait, thousands of them.
                await asyncio.sleep(0)
        except (ProtocolError, TooLarge, DeadlineExceeded) as error:
            _LOGGER.info("a connection is closed: %s", error)
            await self._part(error)

    async def _next_event(self) -> Event | None:
        while True:
            try:
                return await self._reader.read(self._idle_seconds)
            except TimeoutError:
                if not self._dispatcher.working:
                    raise DeadlineExceeded(
                        f"nothing came for {self._idle_seconds:g} seconds", hint="connect again when needed"
                    ) from None

    async def _part(self, error: MorganError) -> None:
        await self._dispatcher.cancel()
        await self._writer.send(error_event(error))
        self._writer.end()
        # Unread bytes would make the kernel reset the connection and drop the error.
        await self._reader.discard(self._linger_seconds)
