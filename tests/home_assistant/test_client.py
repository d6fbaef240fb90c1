"""The tests' own client of Home Assistant."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.home_assistant.client import Client


async def _accept_and_leave(request: web.Request) -> web.WebSocketResponse:
    """Log a client in, take one command, and close the connection without an answer."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "auth_required"})
    await socket.receive()
    await socket.send_json({"type": "auth_ok"})
    await socket.receive()
    await socket.close()
    return socket


async def test_a_lost_connection_fails_what_waits_for_an_answer_and_what_asks_later() -> None:
    application = web.Application()
    application.router.add_get("/api/websocket", _accept_and_leave)
    async with (
        asyncio.timeout(60),
        TestServer(application) as server,
        Client.connect(str(server.make_url("/")), "token") as client,
    ):
        for _ in range(2):
            with pytest.raises(ConnectionError, match="closed the connection"):
                await client.call("config/auth/list")
