"""Reads the events of an OpenAI-compatible server's stream, as plain JSON.

The official client builds a model of every chunk, which takes several times as long as the rest of the work.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from wyoming_morgan.engines.clients.remote import lines

if TYPE_CHECKING:
    import httpx2

_DATA = b"data:"
_DONE = b"[DONE]"
_LAST_SECONDS = 0.1  # for the rest after the end, so that the connection can be reused


async def events(response: httpx2.Response) -> AsyncGenerator[Mapping[str, Any], None]:
    """Yield the objects of a stream, each as soon as its line is complete.

    Raises:
        ValueError: a line is not a JSON object, or too long.
    """
    async with aclosing(lines(response.aiter_bytes())) as received:
        async for line in received:
            if not line.startswith(_DATA):
                continue  # a comment, the name of an event, or an empty line
            data = line[len(_DATA) :].strip()
            if data == _DONE:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_SECONDS):
                        async for _ in received:
                            pass
                return
            yield _object(data)


def _object(data: bytes) -> Mapping[str, Any]:
    value = from_json(data)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, found {data[:60]!r}")  # noqa: TRY004 - the data is wrong, not an argument
    return value
