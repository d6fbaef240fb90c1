"""OpenAI's own client."""

from __future__ import annotations

from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from tests.http.conftest import Door


def official_client(door: Door, *, api_key: str = "none", max_retries: int = 0) -> AsyncOpenAI:
    """Return a client of a server. The servers of tests have no certificates, so it loads none."""
    return AsyncOpenAI(
        base_url=f"{door.url}/v1",
        api_key=api_key,
        max_retries=max_retries,
        http_client=DefaultAsyncHttpxClient(verify=False),
    )
