"""Ports for servers that are told theirs before they start."""

from __future__ import annotations

import random
import socket

_FIRST, _LAST = 20_000, 29_999
"""Below those that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere), any of which
may take a port between the moment it was found free and the moment a server listens on it."""
_TRIES = 100


def free_port() -> int:
    """Return a TCP port of this machine that is free at the moment.

    Raises:
        OSError: none of many is free.
    """
    for _ in range(_TRIES):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - nothing secret
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"none of {_TRIES} ports from {_FIRST} on is free")
