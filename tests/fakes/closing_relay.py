"""A relay that loses every further request on a connection, as a server does that is closing it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class ClosingRelay:
    """Listens on loopback in front of an HTTP server; `lost` counts the requests that got no answer."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self.lost = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Yield the address of the server as it is through this relay."""
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            yield urlunsplit(self._target._replace(netloc=f"127.0.0.1:{port}"))

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source, sink = await asyncio.open_connection(self._target.hostname, self._target.port)
        answered = asyncio.Event()

        async def pass_back() -> None:
            while piece := await source.read(65536):
                answered.set()
                writer.write(piece)
                await writer.drain()
            writer.close()

        answering = asyncio.create_task(pass_back())
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                if answered.is_set():
                    self.lost += 1
                    writer.transport.abort()
                    break
                sink.write(piece)
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        for end in (writer, sink):
            end.close()
