"""Ports for servers that are told theirs before they start."""

from __future__ import annotations

import random
import socket

_FIRST, _LAST = 20_000, 29_999
"""Below those that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere), any of which
may take a port between the moment it was found free and the moment a server listens on it."""
_TRIES = 100


def free_port() -> int:
    """Return a TCP port of this machine that is free, and that this function gives to nobody else meanwhile.

    It takes seconds until a server listens, and others are started in that time, by other processes too. So
    the UDP port of the same number stays bound as a claim until this process ends.

    Raises:
        OSError: none of many is free.
    """
    for _ in range(_TRIES):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - nothing secret
        with socket.socket() as probe, socket.socket(type=socket.SOCK_DGRAM) as claim:
            try:
                claim.bind(("127.0.0.1", port))
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            claim.detach()  # it stays open
            return port
    raise OSError(f"none of {_TRIES} ports from {_FIRST} on is free")
