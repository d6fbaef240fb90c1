"""Reads the events of an OpenAI-compatible server's stream, as plain JSON.

The official client builds a model of every chunk, which takes several times as long as the rest of the work.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

if TYPE_CHECKING:
    import httpx2

_DATA = b"data:"
_DONE = b"[DONE]"
_MAX_LINE = 8 * 1024 * 1024
_LAST_SECONDS = 0.1  # for the rest after the end, so that the connection can be reused


async def events(response: httpx2.Response) -> AsyncGenerator[Mapping[str, Any], None]:
    """Yield the objects of a stream, each as soon as its line is complete.

    Raises:
        ValueError: a line is not a JSON object, or too long.
    """
    held = b""
    pieces = response.aiter_bytes()
    async for piece in pieces:
        *lines, held = (held + piece).split(b"\n")
        if len(held) > _MAX_LINE:
            raise ValueError(f"a line of more than {_MAX_LINE} bytes")
        for data in _data(lines):
            if data == _DONE:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_SECONDS):
                        async for _ in pieces:
                            pass
                return
            yield _object(data)
    for data in _data([held]):
        if data != _DONE:
            yield _object(data)


def _data(lines: list[bytes]) -> Iterator[bytes]:
    """Yield the contents of data lines; skip comments, event names and empty lines."""
    for line in lines:
        if line.startswith(_DATA):
            yield line[len(_DATA) :].strip()


def _object(data: bytes) -> Mapping[str, Any]:
    value = from_json(data)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, found {data[:60]!r}")  # noqa: TRY004 - the data is wrong, not an argument
    return value
