"""`GET /`: the page for browsers, the list of routes for everything else; `GET /page/{name}`: its files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import ETag, hdrs, web

from wyoming_morgan import __version__
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.gatekeeper import PAGE_PATH, REALTIME_PATH
from wyoming_morgan.http.page.files import INDEX, PageFile, read_page
from wyoming_morgan.http.spellings import canonical

_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Kept, but asked about each time: after an update nobody has half of the page.
    hdrs.CACHE_CONTROL: "no-cache",
}
_HTML = "text/html"


class PageRoutes:
    """The routes of the page."""

    def __init__(self) -> None:
        self._files: Mapping[str, PageFile] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/", self._index), web.get(PAGE_PATH, self._file)]

    async def _index(self, request: web.Request) -> web.StreamResponse:
        talks = any(resource.canonical == REALTIME_PATH for resource in request.app.router.resources())
        if talks and _wants_page(request):
            response = await self._send(request, INDEX)
        else:
            response = web.json_response(_about(request))
        response.headers.add(hdrs.VARY, hdrs.ACCEPT)
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, request.match_info["name"])

    async def _send(self, request: web.Request, name: str) -> web.StreamResponse:
        if self._files is None:
            self._files = await asyncio.to_thread(read_page)
        file = self._files.get(name)
        if file is None:
            raise web.HTTPNotFound
        tag = ETag(value=file.tag)
        if tag in (request.if_none_match or ()):
            response = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=_HEADERS)
        else:
            response = web.Response(
                body=file.body, content_type=file.content_type, charset="utf-8", headers=_HEADERS
            )
        response.etag = tag
        return response


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module."""
    del context
    return PageRoutes().routes()


def _about(request: web.Request) -> dict[str, object]:
    listed = sorted(
        {
            f"{route.method} {canonical(route.resource.canonical)}"
            for route in request.app.router.routes()
            if route.resource is not None and route.method != hdrs.METH_HEAD
        }
    )
    return {"name": "Morgan", "version": __version__, "routes": listed}


def _wants_page(request: web.Request) -> bool:
    """Whether a browser asks: it names HTML, which scripts and `*/*` do not."""
    for part in ",".join(request.headers.getall(hdrs.ACCEPT, [])).split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if kind == _HTML:
            return not any(_is_zero(parameter) for parameter in parameters)
    return False


def _is_zero(parameter: str) -> bool:
    """Whether a parameter says that a type is not acceptable: `q=0`."""
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip().rstrip("0") in {"", "0.", "."}
