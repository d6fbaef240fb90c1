"""`GET /openapi.json` and `GET /docs`: what this process serves, for programs and for people."""

from __future__ import annotations

from aiohttp import hdrs, web

from wyoming_morgan import __version__
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.openapi.document import openapi_document
from wyoming_morgan.http.openapi.operations import OPERATIONS
from wyoming_morgan.http.openapi.page import openapi_page

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"


class DescriptionRoutes:
    """The routes that describe all the others."""

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/openapi.json", self._document), web.get("/docs", self._page)]

    async def _document(self, request: web.Request) -> web.Response:
        return web.json_response(_described(request))

    async def _page(self, request: web.Request) -> web.Response:
        page = openapi_page(_described(request))
        headers = {"Content-Security-Policy": _POLICY, hdrs.CACHE_CONTROL: "no-cache"}
        return web.Response(text=page, content_type="text/html", headers=headers)


def _described(request: web.Request) -> dict[str, object]:
    served = {
        (route.method, route.resource.canonical)
        for route in request.app.router.routes()
        if route.resource is not None
    }
    operations = [one for one in OPERATIONS if (one.method, one.path) in served]
    return openapi_document(operations, __version__)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module."""
    del context
    return DescriptionRoutes().routes()
