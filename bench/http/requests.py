"""Requests for speech over a bare connection: a client's library would cost more than what is measured."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from wyoming_morgan.bench.server import ServerProcess

_OK = "HTTP/1.1 200 OK"
_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class TimedSpeech:
    """Seconds from before the connection was made to the first byte of audio, and to the last."""

    first: float
    whole: float


def speech_request(server: ServerProcess, text: str) -> bytes:
    """Return a request for a text as PCM, after which the connection is closed."""
    body = json.dumps({"model": "tts-1", "input": text, "response_format": "pcm"}).encode()
    head = (
        "POST /v1/audio/speech HTTP/1.1",
        f"Host: 127.0.0.1:{server.http_port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body


async def time_speech(server: ServerProcess, text: str) -> TimedSpeech:
    """Have a text spoken, and read it as fast as it comes.

    Raises:
        RuntimeError: the server refused, or broke off.
    """
    began = time.monotonic()
    async with _connected(server) as (reader, writer):
        writer.write(speech_request(server, text))
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if not head.startswith(_OK) or "chunked" not in head.lower():
            raise RuntimeError(f"the server answered {head.splitlines()[0]}")
        await reader.readuntil(b"\r\n")  # the size of the first piece
        end = await reader.readexactly(1)
        first = time.monotonic() - began
        while piece := await reader.read(_PIECE_BYTES):
            end = (end + piece)[-5:]
        if end != b"0\r\n\r\n":
            raise RuntimeError("the server broke off")
    return TimedSpeech(first, time.monotonic() - began)


@asynccontextmanager
async def _connected(
    server: ServerProcess,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()
