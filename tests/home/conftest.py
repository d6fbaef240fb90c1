"""A home that a test may change, and connections to it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant, fake_home_assistant
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.settings import HomeAssistantSettings


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
