"""OpenAI's own client, against a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI

from tests.http.conftest import Door
from tests.http.openai.clients import official_client
from tests.http.openai.talking import Talk


@pytest.fixture
async def client(door: Door) -> AsyncIterator[AsyncOpenAI]:
    async with official_client(door) as client:
        yield client


@pytest.fixture
async def talk(client: AsyncOpenAI) -> AsyncIterator[Talk]:
    """A session with the agent."""
    async with client.realtime.connect(model="gpt-realtime") as connection:
        talk = Talk(connection)
        await talk.until("session.created")
        yield talk
