"""A redirect to another server gets neither the token nor a request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from tests.home.fake_home_assistant import TOKEN
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.redirects import _is_same_server, same_server_only
from wyoming_morgan.home.settings import HomeAssistantSettings


@asynccontextmanager
async def listening(application: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def test_a_redirect_to_another_server_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    async def thief(request: web.Request) -> web.StreamResponse:
        heard.append(f"{request.path} {request.headers}")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.1"})
        heard.append(await socket.receive_str())
        return socket

    other = web.Application()
    other.router.add_get("/{path:.*}", thief)
    async with listening(other) as stranger:

        async def redirect(_request: web.Request) -> web.StreamResponse:
            raise web.HTTPTemporaryRedirect(f"{stranger}/api/websocket")

        first = web.Application()
        first.router.add_get("/{path:.*}", redirect)
        async with listening(first) as url:
            home = HomeConnection(HomeAssistantSettings(url=url, token=TOKEN, mcp=False))
            await home.start()
            await until(lambda: "redirects to another server" in caplog.text)
            await home.close()
    assert heard == []
    assert TOKEN not in caplog.text


async def test_a_redirect_within_the_server_is_followed() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path != "/there":
            raise web.HTTPTemporaryRedirect("/there")
        return web.Response(text="here")

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with (
        listening(application) as url,
        aiohttp.ClientSession(trace_configs=[same_server_only()]) as session,
        session.get(f"{url}/old") as response,
    ):
        assert await response.text() == "here"


@pytest.mark.parametrize(
    ("asked", "target", "same"),
    [
        ("http://ha:8123/a", "http://ha:8123/b", True),
        ("http://ha/a", "https://ha/a", True),
        ("ws://ha/a", "wss://ha:8123/a", True),
        ("http://ha:8123/a", "http://ha:8124/a", False),
        ("https://ha/a", "http://ha/a", False),
        ("https://ha/a", "https://ha.example/a", False),
        ("http://ha/a", "https://evil/a", False),
        ("http://ha/a", "file://ha/etc/passwd", False),
    ],
)
def test_another_host_port_or_a_step_down_is_another_server(asked: str, target: str, same: bool) -> None:
    assert _is_same_server(URL(asked), URL(target)) is same
