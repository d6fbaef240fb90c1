"""Redirects of Home Assistant: the token goes only to the server that is configured."""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp
from yarl import URL

from wyoming_morgan.errors import ProtocolError
from wyoming_morgan.settings import setting


def same_server_only() -> aiohttp.TraceConfig:
    """Return what keeps a session from following a redirect to another server.

    The same host over HTTPS is the same server, if it was HTTP before.
    """
    config = aiohttp.TraceConfig()
    config.on_request_redirect.append(_check)
    return config


async def _check(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, redirect: aiohttp.TraceRequestRedirectParams
) -> None:
    response = redirect.response
    target = response.url.join(URL(response.headers.get("Location") or response.headers.get("URI") or ""))
    if not _is_same_server(response.url, target):
        raise ProtocolError(
            "Home Assistant redirects to another server",
            hint=f"set {setting('core.home_assistant.url')} to its real address",
        )


def _is_same_server(asked: URL, target: URL) -> bool:
    if asked.host != target.host:
        return False
    plain, secure = {"http", "ws"}, {"https", "wss"}
    if asked.scheme in plain and target.scheme in secure:
        return True
    return asked.port == target.port and {asked.scheme, target.scheme} <= plain | secure
