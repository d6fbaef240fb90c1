"""Cross-origin requests: which pages in browsers may use Morgan, and how browsers are told so (CORS).

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from wyoming_morgan.http.hosts import is_loopback

_WEB_SCHEMES = frozenset({"http", "https"})
_METHODS = "GET, HEAD, POST, DELETE"
_HEADER_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,4096}")
_EXPOSED = "x-request-id, x-should-retry, Retry-After, retry-after-ms, Content-Disposition"
"""What scripts of a page may read, beside what they always may."""
_REMEMBERED_SECONDS = "600"
_PRIVATE_NETWORK = "Access-Control-Request-Private-Network"


class Origins:
    """The origins of pages that may use Morgan: those of this machine, and the configured ones.

    A page of this machine has a loopback address or `localhost` as its host, which no name of somebody else's
    can be, wherever it points. `null`, the origin of files and sandboxes, is that of anybody.
    """

    def __init__(self, configured: Iterable[str]) -> None:
        self._configured = frozenset(filter(None, map(_origin, configured)))

    def allow(self, page: str) -> bool:
        """Whether a page, by its origin or its address, may use Morgan."""
        origin = _origin(page)
        if origin is None:
            return False
        if origin in self._configured:
            return True
        url = URL(page)
        return url.scheme in _WEB_SCHEMES and url.user is None and is_loopback((url.host or "").lower())

    def middleware(self) -> Middleware:
        """Return the step that answers what browsers ask before they send a page's request."""

        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            origin = _sent(request)
            if (
                request.method != hdrs.METH_OPTIONS
                or hdrs.ACCESS_CONTROL_REQUEST_METHOD not in request.headers
                or origin is None
                or not self.allow(origin)
            ):
                return await handler(request)
            return web.Response(status=HTTPStatus.NO_CONTENT, headers=_permission(request))

        return middleware

    async def sign(self, request: web.Request, response: web.StreamResponse) -> None:
        """Say in every reply, failures too, whether the page that asked may read it."""
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)
        origin = _sent(request)
        if origin is not None and self.allow(origin):
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = _EXPOSED


def _permission(request: web.Request) -> dict[str, str]:
    """Return what a page may send; nothing is said of cookies, which Morgan has none of."""
    permission: dict[str, str] = {
        hdrs.ACCESS_CONTROL_ALLOW_METHODS: _METHODS,
        hdrs.ACCESS_CONTROL_MAX_AGE: _REMEMBERED_SECONDS,
    }
    names = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_HEADERS, "")
    if _HEADER_NAMES.fullmatch(names):
        permission[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = names
    if request.headers.get(_PRIVATE_NETWORK) == "true":
        permission["Access-Control-Allow-Private-Network"] = "true"
    return permission


def _sent(request: web.Request) -> str | None:
    """Return the origin of the page that sends a request; None if there is none, or several."""
    origins = request.headers.getall(hdrs.ORIGIN, [])
    return origins[0] if len(origins) == 1 else None


def _origin(page: str) -> str | None:
    """Return the origin of an address as browsers write it; None if it has none."""
    try:
        url = URL(page.strip())
        port = url.explicit_port
    except ValueError:
        return None
    if not url.scheme or not url.host:
        return None
    default = url.port if port is None else URL(f"{url.scheme}://a").port
    host = f"[{url.host}]" if ":" in url.host else url.host.lower()
    return f"{url.scheme}://{host}" + ("" if port in {None, default} else f":{port}")
