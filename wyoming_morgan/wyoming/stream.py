"""Events over asyncio streams, with every wait bounded."""

from __future__ import annotations

import asyncio
import logging

from wyoming.event import Event

from wyoming_morgan.errors import DeadlineExceeded, ProtocolError
from wyoming_morgan.wyoming.framing import FrameDecoder, FrameLimits, encode

_LOGGER = logging.getLogger(__name__)

_READ_BYTES = 64 * 1024


class EventReader:
    """Reads events. A read that times out or is cancelled loses nothing."""

    def __init__(self, stream: asyncio.StreamReader, limits: FrameLimits, *, frame_seconds: float) -> None:
        self._stream = stream
        self._decoder = FrameDecoder(limits)
        self._frame_seconds = frame_seconds

    async def read(self, idle_seconds: float) -> Event | None:
        """Return the next event, or None if the client has left between two frames.

        Raises:
            TimeoutError: no frame began for `idle_seconds`.
            DeadlineExceeded: a frame did not end in time.
            ProtocolError, TooLarge: as in `FrameDecoder.next_event`, or the client left within a frame.
            ConnectionError: the connection broke.
        """
        loop = asyncio.get_running_loop()
        frame_ends: float | None = None
        while (event := self._decoder.next_event()) is None:
            if not self._decoder.mid_frame:
                async with asyncio.timeout(idle_seconds):
                    data = await self._receive()
            else:
                frame_ends = frame_ends or loop.time() + self._frame_seconds
                data = await self._read_rest(frame_ends)
            if data:
                self._decoder.feed(data)
            elif self._decoder.mid_frame:
                raise ProtocolError("the connection ended within a frame", hint="send whole frames")
            else:
                return None
        return event

    async def discard(self, seconds: float) -> None:
        """Discard further data until the client leaves or `seconds` have passed."""
        try:
            async with asyncio.timeout(seconds):
                while await self._receive():
                    pass
        except (TimeoutError, ConnectionError):
            return

    async def _receive(self) -> bytes:
        try:
            return await self._stream.read(_READ_BYTES)
        except OSError as error:
            # The network's own time-out is a TimeoutError as well, and must not be taken for an idle client.
            raise ConnectionResetError(str(error)) from error

    async def _read_rest(self, frame_ends: float) -> bytes:
        try:
            async with asyncio.timeout_at(frame_ends):
                return await self._receive()
        except TimeoutError:
            raise DeadlineExceeded(
                f"a frame was not complete after {self._frame_seconds:g} seconds", hint="send whole frames"
            ) from None


class EventWriter:
    """Writes events, whole and one after the other, at the pace of the client."""

    def __init__(self, stream: asyncio.StreamWriter, *, write_seconds: float) -> None:
        self._stream = stream
        self._write_seconds = write_seconds
        self._turn = asyncio.Lock()
        self._ended = False

    async def send(self, event: Event) -> None:
        """Send an event; wait while the client is behind.

        Raises:
            ConnectionError: the client has left, or left everything unread for too long.
        """
        await self.send_frame(encode(event))

    async def send_frame(self, frame: bytes) -> None:
        """Send an encoded event, like `send`."""
        async with self._turn:
            if self._ended or self._stream.is_closing():
                raise ConnectionResetError("the connection is closed")
            self._stream.write(frame)
            try:
                async with asyncio.timeout(self._write_seconds):
                    await self._stream.drain()
            except OSError as error:
                self._stream.transport.abort()
                raise ConnectionAbortedError("the client does not read what it is sent") from error

    def end(self) -> None:
        """Close the sending side, while the client may still be sending.

        Raises:
            ConnectionError: the client has left.
        """
        if self._stream.is_closing():
            return
        self._ended = True
        try:
            self._stream.write_eof()
        except OSError as error:  # "not connected", which is not a ConnectionError in Python
            raise ConnectionResetError(str(error)) from error

    def abort(self) -> None:
        """Close the connection at once; data that is still unsent is dropped."""
        self._stream.transport.abort()

    async def close(self, seconds: float) -> None:
        """Close the connection; data that is still unsent after `seconds` is dropped."""
        self._stream.close()
        try:
            async with asyncio.timeout(seconds):
                await self._stream.wait_closed()
        except OSError as error:
            _LOGGER.debug("a connection did not close in order: %s", error)
        finally:
            self._stream.transport.abort()
