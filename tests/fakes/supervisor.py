"""The Supervisor of Home Assistant, as far as an app meets it, in front of a Home Assistant.

Its answers and refusals are those of its documents (https://developers.home-assistant.io/docs/api/supervisor)
and of its source of August 2026: `api/middleware/security.py` (who may ask what), `api/proxy.py` (`/core/…`),
`api/discovery.py` with `discovery/__init__.py`, and `api/ingress.py`, which comes to apps from one address of
its own, here another loopback address. What Home Assistant's own half of ingress adds
(`components/hassio/ingress.py`) is added here, too.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import WSMsgType, hdrs, web
from multidict import CIMultiDict

from wyoming_morgan.supervisor.supervisor import Supervisor

TOKEN = "a-token-of-this-start"  # noqa: S105 - of the fake
INGRESS_TOKEN = "ingress-of-the-app"  # noqa: S105 - likewise
SESSION = "ingress_session"
PROXY = "127.0.0.2"
"""From here come requests through ingress; the real address is 172.30.32.2."""
DENIED_COMMANDS = ("supervisor/", "hassio/")
_NOT_FORWARDED = frozenset(
    {
        hdrs.CONTENT_LENGTH,
        hdrs.CONTENT_ENCODING,
        hdrs.TRANSFER_ENCODING,
        hdrs.SEC_WEBSOCKET_EXTENSIONS,
        hdrs.SEC_WEBSOCKET_PROTOCOL,
        hdrs.SEC_WEBSOCKET_VERSION,
        hdrs.SEC_WEBSOCKET_KEY,
        "X-Remote-User-Id",
        "X-Remote-User-Name",
        "X-Remote-User-Display-Name",
    }
)
"""Compared with case, as the Supervisor does."""


@dataclass
class FakeSupervisor:
    """One app, its discovery messages, and the proxy to a Home Assistant."""

    home_url: str
    home_token: str
    """With it the Supervisor logs in to Home Assistant; the app never sees it."""
    discovery: tuple[str, ...] = ("wyoming", "morgan")
    """What the app's config.yaml lists."""
    homeassistant_api: bool = True
    app_port: int = 0
    """Where ingress leads."""
    people: dict[str, str] = field(default_factory=dict)
    """The user ids of ingress sessions."""
    messages: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)
    """The services that Home Assistant was told of, in order."""
    failures: int = 0
    """How many of the next requests fail, as while the Supervisor starts."""
    host: str = "127.0.0.1"
    port: int = 0
    app_host: str = "127.0.0.1"
    proxy: str = PROXY
    _runner: web.AppRunner | None = None
    _session: aiohttp.ClientSession | None = None
    _outward: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def supervisor(self) -> Supervisor:
        """What the app knows of it."""
        return Supervisor(TOKEN, self.url, self.proxy)

    def ingress_url(self, path: str = "") -> str:
        return f"{self.url}/api/hassio_ingress/{INGRESS_TOKEN}/{path}"

    async def start(self) -> None:
        app = web.Application(middlewares=[self._refuse])
        app.router.add_get("/addons/self/info", self._info)
        app.router.add_post("/discovery", self._discover)
        app.router.add_get("/discovery", self._core_only)
        app.router.add_get("/services", self._services)
        app.router.add_get("/core/websocket", self._websocket)
        app.router.add_route("*", "/core/api/{path:.*}", self._api)
        app.router.add_route("*", f"/api/hassio_ingress/{INGRESS_TOKEN}/{{path:.*}}", self._ingress)
        self._session = aiohttp.ClientSession()
        connector = aiohttp.TCPConnector(local_addr=(self.proxy, 0))
        self._outward = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        assert self._runner is not None
        assert self._session is not None
        assert self._outward is not None
        await self._session.close()
        await self._outward.close()
        await self._runner.cleanup()

    @web.middleware
    async def _refuse(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith(("/core/", "/api/hassio_ingress/")):
            return await handler(request)  # type: ignore[no-any-return] # aiohttp's own type of a handler
        if self.failures:
            self.failures -= 1
            message = "System is not ready with state: setup"
            return web.json_response({"result": "error", "message": message}, status=400)
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if not token or scheme != "Bearer":
            raise web.HTTPUnauthorized
        if token != TOKEN:
            raise web.HTTPForbidden
        return await handler(request)  # type: ignore[no-any-return] # likewise

    async def _info(self, _: web.Request) -> web.Response:
        data = {
            "name": "Morgan",
            "slug": "local_morgan",
            "hostname": "local-morgan",
            "ip_address": "172.30.33.5",
            "ingress": True,
            "ingress_entry": f"/api/hassio_ingress/{INGRESS_TOKEN}",
            "ingress_port": self.app_port,
            "discovery": list(self.discovery),
            "homeassistant_api": self.homeassistant_api,
            "state": "started",
        }
        return web.json_response({"result": "ok", "data": data})

    async def _services(self, _: web.Request) -> web.Response:
        return web.json_response({"result": "ok", "data": {"services": []}})

    async def _core_only(self, _: web.Request) -> web.Response:
        raise web.HTTPForbidden

    async def _discover(self, request: web.Request) -> web.Response:
        body = await request.json()
        service, config = body["service"], body["config"]
        assert isinstance(config, dict)
        assert set(body) == {"service", "config"}
        if service not in self.discovery:
            message = "Apps must list services they provide via discovery in their config!"
            return web.json_response({"result": "error", "message": message}, status=403)
        key, kept = next(
            ((key, kept) for key, (name, kept) in self.messages.items() if name == service), (None, None)
        )
        if key is None:
            key = uuid.uuid4().hex
        if kept != config:
            self.messages[key] = (service, config)
            self.pushed.append(service)
        return web.json_response({"result": "ok", "data": {"uuid": key}})

    def config_of(self, service: str) -> dict[str, Any] | None:
        """Return what the app has told of a service; None if nothing."""
        return next((config for name, config in self.messages.values() if name == service), None)

    def _may_use_home(self, token: str) -> bool:
        return token == TOKEN and self.homeassistant_api

    async def _api(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get(hdrs.AUTHORIZATION, "").split(" ")[-1]
        if not self._may_use_home(token):
            raise web.HTTPUnauthorized
        assert self._session is not None
        headers = {
            hdrs.AUTHORIZATION: f"Bearer {self.home_token}",
            hdrs.CONTENT_TYPE: request.headers.get(hdrs.CONTENT_TYPE, ""),
        }
        async with self._session.request(
            request.method,
            f"{self.home_url}/api/{request.match_info['path']}",
            params=request.query,
            data=await request.read(),
            headers=headers,
        ) as response:
            body = await response.read()
            return web.Response(body=body, status=response.status, content_type=response.content_type)

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.11.0"})
        login = await socket.receive_json()
        if not self._may_use_home(login.get("api_password") or login.get("access_token")):
            await socket.send_json({"type": "auth_invalid", "message": "Invalid access"})
            return socket
        await socket.send_json({"type": "auth_ok", "ha_version": "2026.11.0"})
        assert self._session is not None
        async with self._session.ws_connect(f"{self.home_url}/api/websocket") as home:
            await home.receive_json()
            await home.send_json({"type": "auth", "access_token": self.home_token})
            await home.receive_json()
            await _joined(self._commands(socket, home), _passed_on(home, socket))
        return socket

    async def _commands(self, socket: web.WebSocketResponse, home: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                return
            asked = frame.json()
            if asked["type"].startswith(DENIED_COMMANDS):
                error = {"code": "unauthorized", "message": "Unauthorized"}
                await socket.send_json(
                    {"id": asked["id"], "type": "result", "success": False, "error": error}
                )
            else:
                await home.send_str(frame.data)

    async def _ingress(self, request: web.Request) -> web.StreamResponse:
        session = request.cookies.get(SESSION, "")
        if session not in self.people:
            raise web.HTTPUnauthorized
        headers = self._forwarded(request, self.people[session])
        url = f"http://{self.app_host}:{self.app_port}/{request.match_info['path']}"
        assert self._outward is not None
        if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket":
            return await self._ingress_socket(request, url, headers)
        async with self._outward.request(
            request.method,
            url,
            params=request.query,
            data=await request.read(),
            headers=headers,
            allow_redirects=False,
        ) as response:
            sent = CIMultiDict(
                (name, value) for name, value in response.headers.items() if name not in _NOT_FORWARDED
            )
            return web.Response(body=await response.read(), status=response.status, headers=sent)

    async def _ingress_socket(
        self, request: web.Request, url: str, headers: Mapping[str, str]
    ) -> web.WebSocketResponse:
        wanted = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "")
        protocols = [protocol.strip() for protocol in wanted.split(",") if protocol.strip()]
        browser = web.WebSocketResponse(protocols=protocols)
        await browser.prepare(request)
        assert self._outward is not None
        async with self._outward.ws_connect(url, headers=headers, protocols=protocols) as app:
            await _joined(_passed_on(browser, app), _passed_on(app, browser))
        return browser

    def _forwarded(self, request: web.Request, user: str) -> CIMultiDict[str]:
        headers = CIMultiDict[str]()
        if user:
            headers["X-Remote-User-Id"] = user
            headers["X-Remote-User-Name"] = "somebody"
            headers["X-Remote-User-Display-Name"] = "Somebody"
        for name, value in request.headers.items():
            if str(name) not in _NOT_FORWARDED:
                headers.add(name, value)
        headers["X-Ingress-Path"] = f"/api/hassio_ingress/{INGRESS_TOKEN}"
        headers[hdrs.X_FORWARDED_FOR] = f"192.168.1.7, {request.remote}"
        headers[hdrs.X_FORWARDED_HOST] = request.host
        headers[hdrs.X_FORWARDED_PROTO] = request.scheme
        return headers


async def _passed_on(source: Any, target: Any) -> None:
    async for frame in source:
        if frame.type is WSMsgType.TEXT:
            await target.send_str(frame.data)
        elif frame.type is WSMsgType.BINARY:
            await target.send_bytes(frame.data)
    await target.close()


async def _joined(*directions: Any) -> None:
    tasks = [asyncio.ensure_future(direction) for direction in directions]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def fake_supervisor(home_url: str, home_token: str) -> AsyncIterator[FakeSupervisor]:
    """A Supervisor with its app, which is not started yet."""
    fake = FakeSupervisor(home_url, home_token)
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()
