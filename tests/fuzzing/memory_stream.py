"""A connection without sockets: what the client sends is handed over, what it is sent is kept."""

from __future__ import annotations

import asyncio


class MemoryTransport(asyncio.Transport):
    """The server's side of a connection, with a client that reads at once."""

    def __init__(self, protocol: asyncio.StreamReaderProtocol) -> None:
        super().__init__()
        self.sent = bytearray()
        self._protocol = protocol
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing:
            self.sent += data

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        """The client has nothing more to read; it goes on sending."""

    def pause_reading(self) -> None:
        """All that the client sends is in memory already."""

    def resume_reading(self) -> None:
        """Likewise."""

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()


def open_in_memory() -> tuple[asyncio.StreamReader, asyncio.StreamWriter, MemoryTransport]:
    """Return the server's streams of a new connection, and its transport."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport = MemoryTransport(protocol)
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop), transport
