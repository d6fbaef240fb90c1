"""Real servers of tools: the official server of the Model Context Protocol, on a port of this machine."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ImageContent, TextContent, ToolAnnotations
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tests.waiting import until
from wyoming_morgan.bench.ports import free_port

_METHOD_NOT_FOUND = -32601


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are pytest's


class McpTools:
    """A server of some tools that can be stopped, and started again on its port.

    One that is `old` knows only protocols in which a session is begun, as Home Assistant's does.
    """

    def __init__(self, *echoes: str, path: str = "/mcp", old: bool = False) -> None:
        self.echoes = list(echoes)
        self.path = path
        self.old = old
        self.port = free_port()
        self.refuse: int | None = None
        """What it answers every request with, as an HTTP status."""
        self.authorizations: set[str | None] = set()
        self.lists = 0
        self.hints: dict[str, bool] = {}
        """What `readOnlyHint` says of tools."""
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    async def start(self) -> None:
        self._app = self._tools().streamable_http_app(streamable_http_path=self.path)
        config = uvicorn.Config(
            self._answer, port=self.port, log_level="error", timeout_graceful_shutdown=0, interface="asgi3"
        )
        self._server = server = _Server(config)
        self._serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)

    async def stop(self) -> None:
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving
            self._server = None

    def _tools(self) -> MCPServer:
        server = MCPServer("tests")
        for name in self.echoes:
            hints = ToolAnnotations(read_only_hint=self.hints[name]) if name in self.hints else None
            server.add_tool(_echo(name), name=name, description=f"Says {name}", annotations=hints)
        for tool in (place, broken, long, picture, table, slow):
            if tool.__name__ in self.echoes:
                server.remove_tool(tool.__name__)
                server.add_tool(tool, structured_output=tool is table)
        return server

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        self.authorizations.add(headers.get("authorization"))
        message = await receive()
        body = message.get("body", b"")
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        self.lists += b'"tools/list"' in body
        if self.refuse:
            await JSONResponse({"message": "no"}, status_code=self.refuse)(scope, receive, send)
        elif self.old and b'"server/discover"' in body:
            error = {"code": _METHOD_NOT_FOUND, "message": "Method not found"}
            content = {"jsonrpc": "2.0", "id": json.loads(body)["id"], "error": error}
            await JSONResponse(content)(scope, receive, send)
        else:
            read = False

            async def again() -> Any:
                nonlocal read
                if read:
                    return await receive()
                read = True
                return {"type": "http.request", "body": body, "more_body": False}

            await self._app(scope, again, send)


def _echo(name: str) -> Any:
    def echo(text: str = "") -> str:
        return f"{name}: {text}"

    return echo


def place(context: Context) -> str:
    """Return the metadata of the call."""
    return json.dumps(dict(context.request_context.meta or {}), default=str)


def broken() -> str:
    """Fail."""
    raise ToolError("the moon is out of reach")


def long() -> str:
    """Say much."""
    return "x" * 50_000


def picture() -> CallToolResult:
    """Show a picture."""
    image = ImageContent(type="image", data=base64.b64encode(b"png").decode(), mime_type="image/png")
    return CallToolResult(content=[TextContent(type="text", text="look:"), image])


def table() -> dict[str, int]:
    """Count."""
    return {"one": 1}


async def slow() -> str:
    """Take long."""
    await asyncio.sleep(60)
    return "done"
