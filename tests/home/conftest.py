"""A home that a test may change, and connections to it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant, fake_home_assistant
from tests.home.mcp_servers import McpTools
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings
from wyoming_morgan.home.toolbox import McpToolbox


@pytest.fixture
async def assistant() -> AsyncIterator[FakeHomeAssistant]:
    async with fake_home_assistant() as home:
        yield home


def settings(assistant: FakeHomeAssistant, **other: Any) -> HomeAssistantSettings:
    """Settings for a test: without pauses, and without tools."""
    quick = {"first_retry_seconds": 0.02, "longest_retry_seconds": 0.05, "settle_seconds": 0.02, "mcp": False}
    return HomeAssistantSettings(url=assistant.url, token=TOKEN, **(quick | other))


@contextlib.asynccontextmanager
async def connected(assistant: FakeHomeAssistant, **other: Any) -> AsyncIterator[HomeConnection]:
    """A connection whose states are live; nothing may block the event loop meanwhile."""
    async with connection(assistant, **other) as home:
        await until(lambda: home.connected)
        yield home


@contextlib.asynccontextmanager
async def connection(assistant: FakeHomeAssistant, **other: Any) -> AsyncIterator[HomeConnection]:
    """A connection that was started."""
    home = HomeConnection(settings(assistant, **other))
    with blockbuster_ctx("wyoming_morgan.home"):
        await home.start()
        try:
            yield home
        finally:
            await home.close()


HERE = Place(device_id="d1", satellite_id="assist_satellite.kitchen", area="Kitchen")


NOWHERE = Place()


@contextlib.asynccontextmanager
async def serving(*echoes: str, **how: Any) -> AsyncIterator[McpTools]:
    server = McpTools(*echoes, **how)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def tools_of(**servers: McpTools) -> AsyncIterator[McpToolbox]:
    async with started(
        mcp_servers={name: McpServerSettings(one.url) for name, one in servers.items()}
    ) as toolbox:
        yield toolbox


@contextlib.asynccontextmanager
async def started(**settings: Any) -> AsyncIterator[McpToolbox]:
    quick = {"first_retry_seconds": 0.05, "longest_retry_seconds": 0.1}
    toolbox = McpToolbox(HomeAssistantSettings(**(quick | settings)))
    with blockbuster_ctx("wyoming_morgan.home"):
        await toolbox.start()
        try:
            yield toolbox
        finally:
            await toolbox.close()


async def names(toolbox: McpToolbox) -> list[str]:
    return [tool.name for tool in await toolbox.tools()]


def expose(assistant: FakeHomeAssistant, entity_id: str, *, exposed: bool) -> None:
    assistant.entities[entity_id]["options"] = {"conversation": {"should_expose": exposed}}


KITCHEN_LIGHT = "light.ceiling"
