"""How connections are set up, whichever door they come to, and how a door stops listening."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator

_UNSENT_BYTES = 64 * 1024
_MOST_WAITING = 1024
"""Clients that are taken from one socket when it is closed: nobody can keep it open by connecting to it."""

_ARRIVING_TURNS = 10
"""Turns of the loop in which asyncio hands over whom it has accepted."""
NEWCOMER_SECONDS = 1.0
"""For how long a client that has connected before a door stopped may still begin its first turn."""


def watch_reading(transport: asyncio.BaseTransport) -> None:
    """Let a connection hold little that is not sent yet.

    The kernel would take megabytes and then say nothing for a minute, while a client plays them: whether it
    reads on could not be told from whether it has stopped. See tcp(7), TCP_NOTSENT_LOWAT.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)


async def let_arrive() -> None:
    """Wait until clients that asyncio has accepted have come to their protocols."""
    for _ in range(_ARRIVING_TURNS):
        await asyncio.sleep(0.002)


async def stop_listening(
    listeners: Iterable[asyncio.Server], protocol: Callable[[], asyncio.Protocol]
) -> None:
    """Close listeners. Whom the kernel has connected already is served by `protocol`: it would be reset."""
    loop = asyncio.get_running_loop()
    waiting: list[socket.socket] = []
    for listener in listeners:
        # A copy goes on listening when the original is closed.
        copies = [original.dup() for original in listener.sockets]
        listener.close()
        for copy in copies:
            with copy:
                waiting += _waiting(copy)
    for client in waiting:
        await loop.connect_accepted_socket(protocol, client)


def _waiting(listening: socket.socket) -> Iterator[socket.socket]:
    """Accept every client that waits."""
    for _ in range(_MOST_WAITING):
        try:
            client, _address = listening.accept()
        except ConnectionAbortedError:
            continue
        except OSError:  # nobody is left, or there is no room for more
            return
        client.setblocking(False)  # noqa: FBT003 - its only argument
        yield client
