"""How a hostile client of a socket talks: it sends what it has, and listens until nothing comes any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, suppress

from aiohttp import ClientConnectionError, ClientWebSocketResponse, WSMessage, WSMsgType

from tests.fuzzing.message_damage import send_raw

PATIENCE = 60.0
"""How long a step may take: far longer than anything the server waits for."""
_QUIET_SECONDS = 0.05
"""How long nothing comes until a client has heard enough."""
RESET = 1006
"""The code of a socket whose own is lost, as it may be if the client still sends while it is closed."""
_HEARD = frozenset({WSMsgType.TEXT, WSMsgType.BINARY})


async def talk(
    connected: AbstractAsyncContextManager[ClientWebSocketResponse],
    frames: Iterable[tuple[WSMsgType, bytes]],
    note: Callable[[WSMessage], None],
) -> int | None:
    """Send frames over a socket and note what comes; return the code with which it was closed.

    Raises:
        TimeoutError: the server hangs.
    """
    async with asyncio.timeout(PATIENCE), connected as socket:
        with suppress(ConnectionError, ClientConnectionError):  # thrown out before it had said all
            for kind, content in frames:
                await send_raw(socket, kind, content)
        await _listen(socket, note)
        return socket.close_code


async def _listen(socket: ClientWebSocketResponse, note: Callable[[WSMessage], None]) -> None:
    """Take what comes until the socket is closed, by this client once nothing has come for a while."""
    closing = None
    while True:
        receiving = asyncio.ensure_future(socket.receive())
        if not (await asyncio.wait({receiving}, timeout=_QUIET_SECONDS))[0]:
            closing = asyncio.create_task(socket.close())
        frame = await receiving
        if frame.type not in _HEARD:
            break
        note(frame)
    await (socket.close() if closing is None else closing)
