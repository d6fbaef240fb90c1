"""The beginning of connections where TLS is spoken: they are counted, and shake hands within a bound."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from dataclasses import dataclass
from typing import Protocol

from wyoming_morgan.http.raw_answers import https_instead

_LOGGER = logging.getLogger(__name__)

_TLS_RECORD = b"\x16"
"""The first byte of TLS: a record of the handshake. No method of HTTP begins with it. RFC 8446, 5.1."""
_GOODBYE_SECONDS = 1.0
"""How long a client may take to say goodbye."""
_MOST_HEAD_BYTES = 16 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_PLAIN_SECONDS = 2.0
"""How long a client without TLS has to send a request, and to read the answer."""
_MOST_UNSENT_BYTES = 64 * 1024
"""As without TLS; asyncio lets TLS hold eight times as much."""


@dataclass(frozen=True, slots=True)
class Reception:
    """What becomes of a new connection."""

    successor: asyncio.Protocol
    """What it is handed to once it speaks TLS."""
    seconds: float
    """How long it may take until then."""


class Receiver(Protocol):
    """What counts connections, and serves them."""

    def receive(self, handshake: Handshake, transport: asyncio.Transport) -> Reception | None:
        """Count a new connection; None if it is not let in."""

    def hand_over(self, handshake: Handshake, successor: asyncio.Protocol) -> None:
        """Count `successor` in its place."""

    def release(self, handshake: Handshake, reception: Reception) -> None:
        """Count it no longer: it ended before it spoke TLS."""


class Handshake(asyncio.Protocol):
    """One connection until it speaks TLS. Until then it is idle: it makes room for others."""

    def __init__(self, receiver: Receiver, context: ssl.SSLContext, fingerprint: str) -> None:
        """Prepare; `context` shows the certificate with this `fingerprint`."""
        self.fingerprint = fingerprint
        self._receiver = receiver
        self._context = context
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._transport: asyncio.Transport | None = None
        self._reception: Reception | None = None
        self._look: socket.socket | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._head = b""
        self._answered = False

    @property
    def idle_since(self) -> float | None:
        """When it was opened."""
        return self._began

    def make_room(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for its first byte, which stays where it is: who speaks TLS needs it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's transport
        transport.pause_reading()
        self._transport = transport
        self._reception = self._receiver.receive(self, transport)
        if self._reception is None:
            transport.abort()
            return
        self._timer = self._loop.call_later(self._reception.seconds, transport.abort)
        try:
            self._look = transport.get_extra_info("socket").dup()
        except OSError as error:  # this process has as many files open as it may
            _LOGGER.warning("a connection was refused: %s", error.strerror or error)
            transport.abort()
            return
        self._loop.add_reader(self._look, self._first_byte)

    def data_received(self, data: bytes) -> None:
        """Read a request of plain HTTP, and answer it; what comes later is read, and dropped."""
        if self._answered or self._transport is None:
            return
        self._head += data
        if _END_OF_HEAD in self._head or len(self._head) > _MOST_HEAD_BYTES:
            self._answered = True
            self._transport.write(https_instead(self._head))
            self._transport.write_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note its end without TLS."""
        del exc
        self._release()

    def _first_byte(self) -> None:
        """Find out what is spoken."""
        assert self._look is not None and self._transport is not None  # noqa: S101, PT018 - it is read from
        try:
            first = self._look.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            first = b""
        self._look_no_longer()
        if first == _TLS_RECORD:
            self._task = self._loop.create_task(self._shake_hands(self._transport))
        elif first:
            self._transport.resume_reading()
            self._within(_PLAIN_SECONDS)
        else:
            self._transport.abort()

    async def _shake_hands(self, transport: asyncio.Transport) -> None:
        reception = self._reception
        assert reception is not None  # noqa: S101 - it was let in
        early = _Early()
        try:
            secured = await self._loop.start_tls(
                transport,
                early,
                self._context,
                server_side=True,
                ssl_handshake_timeout=reception.seconds,
                ssl_shutdown_timeout=_GOODBYE_SECONDS,
            )
        except OSError as error:
            # Also of browsers that do not trust the certificate: they say so to their users.
            _LOGGER.debug("no handshake: %s", error)
            secured = None
        if secured is None or early.lost or transport.is_closing():
            transport.abort()
            self._release()
            return
        if self._timer is not None:
            self._timer.cancel()
        self._receiver.hand_over(self, reception.successor)
        secured.set_write_buffer_limits(_MOST_UNSENT_BYTES)
        early.hand_over(secured, reception.successor)

    def _within(self, seconds: float) -> None:
        """Leave it no more than so many seconds."""
        assert self._timer is not None and self._transport is not None  # noqa: S101, PT018 - it was let in
        if self._timer.when() > self._loop.time() + seconds:
            self._timer.cancel()
            self._timer = self._loop.call_later(seconds, self._transport.abort)

    def _look_no_longer(self) -> None:
        if self._look is not None:
            self._loop.remove_reader(self._look)
            self._look.close()
            self._look = None

    def _release(self) -> None:
        self._look_no_longer()
        if self._timer is not None:
            self._timer.cancel()
        if self._reception is not None:
            self._receiver.release(self, self._reception)


class _Early(asyncio.Protocol):
    """Keeps what a client sends with the end of the handshake, until somebody serves it."""

    def __init__(self) -> None:
        self.lost = False
        self._data: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        self._data.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.lost = True

    def hand_over(self, transport: asyncio.Transport, successor: asyncio.Protocol) -> None:
        """Begin to serve the client."""
        transport.set_protocol(successor)
        successor.connection_made(transport)
        for data in self._data:
            successor.data_received(data)
