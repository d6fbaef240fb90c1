"""A client of an MCP server over streamable HTTP, through the official library.

The session stays open between calls. If it breaks, the next call opens another one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wyoming_morgan.addresses import MASK
from wyoming_morgan.answers import ACCEPTED, bounded_answers
from wyoming_morgan.engines.contract.llm import Tool
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import OfferedTool, ToolResult
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings
from wyoming_morgan.kept_connections import kept_connections

if TYPE_CHECKING:
    import httpx2
    import mcp_types
    from mcp import Client

_LOGGER = logging.getLogger(__name__)
_MAX_PAGES = 20
_MAX_ANSWER = 4 * 1024 * 1024
"""Bytes of one answer, such as a list of tools or a result, which is parsed at once."""
_MOST_PARTS = 40_000
"""Lists and objects in it. The library tries each as several kinds of messages."""
_MAX_DESCRIPTION = 4000
_MAX_SCHEMA = 32 * 1024
_SHOWN = 300
_SHORTEST_KEY = 8
_CONNECTION_CLOSED = -32000
_REQUEST_TIMEOUT = -32001
_SESSION_ID = "Mcp-Session-Id"
_MOMENT = 0.5
_SILENCE_SECONDS = 300.0


class _Refused(Exception):
    """The server answers with an HTTP status that ends the session."""


class _SessionGone(Exception):
    """The server does not know the session: it was restarted, or the session expired."""


class McpClient:
    """A client of one server. Calls may overlap."""

    def __init__(
        self,
        name: str,
        server: McpServerSettings,
        settings: HomeAssistantSettings,
        *,
        home: bool = False,
        hint: str = "is it running, and are its url and token correct?",
    ) -> None:
        """Prepare without connecting; `home` is true for the home's own server."""
        self.name = name
        self._home = home
        self._hint = hint
        self._server = server
        self._settings = settings
        self._opening = asyncio.Lock()
        self._client: Client | None = None
        self._holder: asyncio.Task[None] | None = None

    async def tools(self) -> tuple[OfferedTool, ...]:
        """Ask the server for its tools; return them in the order of their names.

        Raises:
            EngineUnavailable: it does not answer.
        """
        tools: dict[str, OfferedTool] = {}
        cursor = None
        for _ in range(_MAX_PAGES):
            async with self._asking() as client:
                page = await client.list_tools(cursor=cursor)
            tools |= {tool.name: self._offered(tool) for tool in page.tools if _fits(tool, self.name)}
            if not (cursor := page.next_cursor):
                break
        taken = sorted(tools)[: self._settings.max_tools]
        if len(taken) < len(tools):
            _LOGGER.warning("%s has %d tools, %d are used", self.name, len(tools), len(taken))
        return tuple(tools[name] for name in taken)

    async def call(
        self, tool: str, arguments: Mapping[str, Any], *, meta: Mapping[str, Any] | None = None
    ) -> ToolResult:
        """Call a tool. An error that the server reports is a result.

        Raises:
            EngineUnavailable: it does not answer.
        """
        from mcp import MCPError  # noqa: PLC0415 - large: see `_load`

        request: Any = {"name": tool, "arguments": dict(arguments), "meta": dict(meta) if meta else None}
        try:
            try:
                async with self._asking() as client:
                    result = await client.call_tool(**request)
            except _Forgotten:  # raised before the call was handled
                async with self._asking() as client:
                    result = await client.call_tool(**request)
        except MCPError as error:
            if error.code == _REQUEST_TIMEOUT:
                return ToolResult(
                    f"No answer within {self._settings.tool_seconds:g} s: it is not known if it was done.",
                    is_error=True,
                )
            return ToolResult(self._without_keys(error.message)[:_SHOWN], is_error=True)
        except (RuntimeError, ValueError) as error:  # it violates the tool's schema or the protocol
            shown = " ".join(str(error).split())[:_SHOWN]
            return ToolResult(
                f"The result cannot be read, so it is not known what was done: {shown}", is_error=True
            )
        return ToolResult(
            _shortened(_text(result), self._settings.max_result_characters), is_error=bool(result.is_error)
        )

    def _offered(self, tool: mcp_types.Tool) -> OfferedTool:
        hints = tool.annotations
        looks = tool.name in self._server.read_only_tools or bool(hints and hints.read_only_hint is True)
        return OfferedTool(_tool(tool), home=self._home, looks=looks)

    async def close(self) -> None:
        """End the session."""
        holder, self._holder, self._client = self._holder, None, None
        if holder:
            holder.cancel()
            await asyncio.gather(holder, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def _asking(self) -> AsyncIterator[Client]:
        """Yield a client with an open session; a broken session is an error with its reason."""
        mcp = await asyncio.to_thread(_load)
        client, holder = await self._session()
        try:
            yield client
        except mcp.MCPError as error:
            if error.code == _CONNECTION_CLOSED:  # or the server's own error: they share the number
                await asyncio.wait([holder], timeout=_MOMENT)
            if not holder.done():
                raise
            await self._drop(client)
            raise self._away(holder) from error

    async def _session(self) -> tuple[Client, asyncio.Task[None]]:
        async with self._opening:
            if self._client is None or self._holder is None or self._holder.done():
                await self.close()
                self._client, self._holder = await self._open()
            return self._client, self._holder

    async def _open(self) -> tuple[Client, asyncio.Task[None]]:
        opened: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        holder = asyncio.create_task(self._hold(opened), name=f"mcp-{self.name}")
        holder.add_done_callback(lambda _: opened.cancel())
        try:
            await asyncio.wait([opened], timeout=self._settings.connect_seconds)
        finally:
            if not opened.done() or opened.cancelled():
                holder.cancel()
                await asyncio.gather(holder, return_exceptions=True)
        if opened.cancelled():
            raise self._away(holder)
        return opened.result(), holder

    async def _hold(self, opened: asyncio.Future[Client]) -> None:
        """Keep a session open until this task is cancelled: only the task that opened it may close it."""
        from mcp import Client  # noqa: PLC0415 - large: see `_load`
        from mcp.client.streamable_http import streamable_http_client  # noqa: PLC0415 - large: see `_load`

        async with await asyncio.to_thread(self._http) as http:
            transport = streamable_http_client(self._server.url, http_client=http)
            limit = self._settings.tool_seconds
            async with Client(transport, read_timeout_seconds=limit, cache=None) as client:
                if not opened.done():
                    opened.set_result(client)
                await asyncio.Event().wait()

    def _http(self) -> httpx2.AsyncClient:
        """Make the HTTP client. Blocks: certificates are read."""
        import httpx2  # noqa: PLC0415 - large: see `_load`

        headers = {**ACCEPTED, **self._server.headers}
        if self._server.token:
            headers["Authorization"] = f"Bearer {self._server.token}"
        settings = self._settings
        return httpx2.AsyncClient(
            headers=headers,
            verify=settings.verify_certificate,
            limits=kept_connections(self._server.url, httpx2),
            # A timeout of one stream would end the session of all calls; each call has its own timeout.
            timeout=httpx2.Timeout(
                settings.tool_seconds,
                connect=settings.connect_seconds,
                read=max(_SILENCE_SECONDS, 2 * settings.tool_seconds),
            ),
            # First the bound, since the client reads what the check refuses.
            event_hooks={
                "response": [
                    bounded_answers(
                        httpx2, most_bytes=_MAX_ANSWER, event_bytes=_MAX_ANSWER, most_parts=_MOST_PARTS
                    ),
                    _check,
                ]
            },
        )

    async def _drop(self, client: Client) -> None:
        if self._client is client:
            await self.close()

    def _away(self, holder: asyncio.Task[None]) -> EngineUnavailable:
        ended = holder.done() and not holder.cancelled()
        reason = _innermost(holder.exception()) if ended else None
        if isinstance(reason, _SessionGone):
            return _Forgotten(f"{self.name} has forgotten the session")
        why = " ".join(f"{type(reason).__name__}: {reason}".split()) if reason else "no answer"
        why = self._without_keys(why.removeprefix("_Refused: ").removeprefix("MCPError: "))[:_SHOWN]
        return EngineUnavailable(f"the tools of {self.name} are away: {why}", hint=self._hint)

    def _without_keys(self, text: str) -> str:
        """Hide what was sent as a key: some servers and libraries repeat it."""
        for key in (self._server.token, *self._server.headers.values()):
            if key and len(key) >= _SHORTEST_KEY:
                text = text.replace(key, MASK)
        return text


class _Forgotten(EngineUnavailable):
    """The server has forgotten the session; another one can be opened."""


def _load() -> Any:
    """Import the client with its late imports, outside the event loop: it takes a second or two."""
    for late in ("mcp.client.streamable_http", "jsonschema.exceptions", "referencing.exceptions"):
        import_module(late)
    return import_module("mcp")


async def _check(response: httpx2.Response) -> None:
    request = response.request
    if (
        response.status_code == HTTPStatus.NOT_FOUND
        and request.method == "POST"
        and _SESSION_ID in request.headers
    ):
        raise _SessionGone
    if response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise _Refused(f"it refuses the token (HTTP {response.status_code})")
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _Refused(f"it answers with HTTP {response.status_code}")


def _innermost(error: BaseException | None) -> BaseException | None:
    """Return the first error within groups of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _fits(tool: mcp_types.Tool, server: str) -> bool:
    if len(json.dumps(tool.input_schema)) <= _MAX_SCHEMA:
        return True
    _LOGGER.warning("the tool %s of %s is left out: its schema is too long", tool.name[:_SHOWN], server)
    return False


def _tool(tool: mcp_types.Tool) -> Tool:
    return Tool(tool.name, (tool.description or tool.title or "")[:_MAX_DESCRIPTION], tool.input_schema)


def _text(result: mcp_types.CallToolResult) -> str:
    """Return a result as text: other content by its kind, structured content as JSON."""
    parts: list[str] = []
    for block in result.content:
        if block.type == "text":
            parts.append(block.text)
        elif block.type == "resource" and (text := getattr(block.resource, "text", None)):
            parts.append(text)
        else:
            parts.append(f"({block.type})")
    if not parts and result.structured_content is not None:
        parts.append(json.dumps(result.structured_content, ensure_ascii=False))
    return "\n".join(parts)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}\n(cut off: {len(text)} characters)"
