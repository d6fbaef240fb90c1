"""How long clients made of httpx or httpx2 keep connections to other servers, so that no request is lost.

A request that is sent on a connection which the server is closing gets no answer, and what may have acted is
not sent again.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

KEPT_SECONDS = 2.0
"""How long a connection is kept without a request. Servers close it after 5 s (uvicorn, Node) or later."""


def kept_connections(url: str, library: Any, *, most: int | None = None) -> Any:
    """Return the limits of a client of one server, as its library has them.

    Without TLS each request has a connection of its own: opening one takes less than a millisecond at home.
    llama.cpp's server promises to keep connections, and closes each one right after a streamed reply, which
    the next request may cross.

    Args:
        url: The address of the server.
        library: The module `httpx` or `httpx2`.
        most: How many connections are open at a time; None sets no bound.
    """
    return library.Limits(
        max_connections=most,
        max_keepalive_connections=most if urlsplit(url).scheme == "https" else 0,
        keepalive_expiry=KEPT_SECONDS,
    )
