"""Waits until a server has made the commands of its home: before that, it leaves what it hears as it is."""

from __future__ import annotations

import asyncio

import aiohttp

from wyoming_morgan.errors import EngineFailed

_COMMANDS = "commands"
"""The engine that `/api/ps` names for the commands of the home."""
_POLL_SECONDS = 0.1


async def commands_made(address: str, *, within: float = 120.0) -> None:
    """Wait until a server at a base URL has made the commands of its home, if it searches any.

    Raises:
        EngineFailed: they were not made in time.
    """
    try:
        async with asyncio.timeout(within), aiohttp.ClientSession() as session:
            while await _are_missing(session, address):  # noqa: ASYNC110 - another process tells it only when asked
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError as error:
        raise EngineFailed(
            f"the commands of the home were not made within {within:g} s",
            hint="is the cache writable? run: morgan doctor",
        ) from error


async def _are_missing(session: aiohttp.ClientSession, address: str) -> bool:
    async with session.get(f"{address}/api/ps") as response:
        models = (await response.json())["models"]
    return any(model["engine"] == _COMMANDS and not model["loaded"] for model in models)
