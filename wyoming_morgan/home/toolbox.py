"""The tools of Home Assistant and of other MCP servers, kept up to date."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.home.contract import OfferedTool, Place, ToolResult
from wyoming_morgan.home.live import Pauses
from wyoming_morgan.home.mcp import McpClient
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings
from wyoming_morgan.home.tool_servers import Meta, ToolServers

HOME_ASSISTANT = "home_assistant"
"""The name of Home Assistant among the MCP servers."""
_MCP_HINT = (
    "add the integration Model Context Protocol Server in Home Assistant, "
    "or set core.home_assistant.mcp: false"
)
_DEVICE = "io.home-assistant/device_id"


class McpToolbox:
    """Fulfils `Toolbox`. It starts at once, and asks the servers for their tools in the background."""

    def __init__(self, settings: HomeAssistantSettings) -> None:
        self._settings = settings
        self._servers = ToolServers(_servers(settings))
        self._task: asyncio.Task[None] | None = None
        self._listed = asyncio.Event()
        self._refresh = asyncio.Event()

    async def start(self) -> None:
        """Begin to list the tools, without waiting for a server. A second call does nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_listed(), name="home-tools")

    async def close(self) -> None:
        """End the background task and every session."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._servers.close()

    def refresh_soon(self) -> None:
        """Ask all servers for their tools now, such as after Home Assistant has started again."""
        self._refresh.set()

    async def tools(self) -> tuple[OfferedTool, ...]:
        """Return the tools in a fixed order; only the first call may wait for the servers."""
        if not self._listed.is_set() and self._task is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.connect_seconds):
                    await self._listed.wait()
        return self._servers.tools

    async def call(self, name: str, arguments: Mapping[str, Any], *, place: Place) -> ToolResult:
        """Call a tool. An error of the tool itself is a result.

        Raises:
            UnknownModel: there is no such tool.
            EngineUnavailable: its server does not answer.
        """
        return await self._servers.call(name, arguments, place=place)

    async def _keep_listed(self) -> None:
        pauses = Pauses(self._settings)
        while True:
            self._refresh.clear()
            await self._servers.refresh()
            self._listed.set()
            if self._servers.complete:
                pauses.reset()
                pause = self._settings.refresh_seconds
            else:
                pause = pauses.next()
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: before Python 3.12 it may swallow a cancellation.
                async with asyncio.timeout(pause):
                    await self._refresh.wait()


def _servers(settings: HomeAssistantSettings) -> list[tuple[McpClient, Meta]]:
    """Return Home Assistant, which learns the device of the speaker, and the others, which do not."""
    servers: list[tuple[McpClient, Meta]] = []
    if settings.has_home and settings.mcp:
        own = McpServerSettings(
            f"{str(settings.url).rstrip('/')}/api/mcp/assist",
            token=settings.token,
            read_only_tools=settings.read_only_tools,
        )
        servers.append((McpClient(HOME_ASSISTANT, own, settings, home=True, hint=_MCP_HINT), _device))
    servers += [
        (McpClient(name, server, settings), _nothing) for name, server in settings.mcp_servers.items()
    ]
    return servers


def _device(place: Place) -> Mapping[str, Any] | None:
    return {_DEVICE: place.device_id} if place.device_id else None


def _nothing(_place: Place) -> None:
    return None
