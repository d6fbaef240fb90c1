"""How connections are set up, whichever door they come to."""

from __future__ import annotations

import asyncio
import socket

_UNSENT_BYTES = 64 * 1024


def watch_reading(transport: asyncio.BaseTransport) -> None:
    """Let a connection hold little that is not sent yet.

    The kernel would take megabytes and then say nothing for a minute, while a client plays them: whether it
    reads on could not be told from whether it has stopped. See tcp(7), TCP_NOTSENT_LOWAT.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
