"""OpenAI's own client, against a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from openai import AsyncOpenAI

from tests.http.conftest import Door
from tests.http.openai.clients import official_client


@pytest.fixture
async def client(door: Door) -> AsyncIterator[AsyncOpenAI]:
    async with official_client(door) as client:
        yield client
