"""The paths of OpenAI's routes as clients write them: without `/v1`, with it twice, with too many slashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiohttp import web
from aiohttp.typedefs import Handler

_VERSION = "/v1"
_FAMILIES = frozenset("audio chat completions conversations embeddings models realtime responses".split())
"""The first parts of OpenAI's paths."""
_ANY_SLASHES = ":.+}"
"""The end of a path whose last part takes slashes anyway."""
_SLASHES = re.compile(r"/+")


def spellings(route: web.RouteDef) -> Iterator[web.RouteDef]:
    """Yield a route under each path by which clients look for it, the right one first."""
    yield route
    if not route.path.startswith(f"{_VERSION}/"):
        return
    paths = (route.path, route.path.removeprefix(_VERSION), _VERSION + route.path)
    for path in paths:
        if path != route.path:
            yield web.RouteDef(route.method, path, route.handler, route.kwargs)
        if not path.endswith(_ANY_SLASHES):
            yield web.RouteDef(route.method, f"{path}/", route.handler, route.kwargs)


def canonical(path: str) -> str:
    """Return the path of a route in the right spelling, whichever of them it is."""
    path = path.removeprefix(_VERSION) if path.startswith(_VERSION * 2) else path
    family = path.split("/", 2)[1] if path.startswith("/") else ""
    plain = path.rstrip("/") or path
    return f"{_VERSION}{plain}" if family in _FAMILIES else plain


@web.middleware
async def merge_slashes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send clients on that put an address with a slash at its end before a path: `//v1/models`.

    Raises:
        HTTPPermanentRedirect: the path is there with single slashes.
    """
    path = request.rel_url.raw_path
    if "//" in path and request.match_info.http_exception is not None:
        merged = request.rel_url.with_path(_SLASHES.sub("/", path), encoded=True, keep_query=True)
        match = await request.app.router.resolve(request.clone(rel_url=merged))
        if match.http_exception is None:
            raise web.HTTPPermanentRedirect(merged)
    return await handler(request)
