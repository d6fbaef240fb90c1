"""The paths of OpenAI's routes as clients write them: without `/v1`, or with a slash behind them."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

_VERSION = "/v1"
_FAMILIES = frozenset("audio chat completions conversations embeddings models realtime responses".split())
"""The first parts of OpenAI's paths."""
_ANY_SLASHES = ":.+}"
"""The end of a path whose last part takes slashes anyway."""


def spellings(route: web.RouteDef) -> Iterator[web.RouteDef]:
    """Yield a route under each path by which clients look for it, the right one first."""
    yield route
    if not route.path.startswith(f"{_VERSION}/"):
        return
    paths = (route.path, route.path.removeprefix(_VERSION))
    for path in paths:
        if path != route.path:
            yield web.RouteDef(route.method, path, route.handler, route.kwargs)
        if not path.endswith(_ANY_SLASHES):
            yield web.RouteDef(route.method, f"{path}/", route.handler, route.kwargs)


def canonical(path: str) -> str:
    """Return the path of a route in the right spelling, whichever of them it is."""
    family = path.split("/", 2)[1] if path.startswith("/") else ""
    plain = path.rstrip("/") or path
    return f"{_VERSION}{plain}" if family in _FAMILIES else plain
