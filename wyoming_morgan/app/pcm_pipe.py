"""`SPEECH` PCM from another process, at the pace at which it is needed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from wyoming_morgan.audio import SPEECH, AudioChunk

_CHUNK_SECONDS = 0.5


async def read_piped(write: Callable[[Path], Awaitable[None]]) -> AsyncGenerator[AudioChunk, None]:
    """Yield what `write` has another process write into the pipe of a path, then raise its error.

    Closed early, it cancels `write`.
    """
    size = SPEECH.size(_CHUNK_SECONDS)
    async with _pipe(size) as (reader, path, close):
        writing = asyncio.ensure_future(write(path))
        # The other process has an end of its own while it writes: this one keeps the pipe open until it has.
        writing.add_done_callback(lambda _: close())
        try:
            whole = True
            while whole:
                try:
                    pcm = await reader.readexactly(size)
                except asyncio.IncompleteReadError as error:
                    pcm, whole = error.partial, False
                if pcm:
                    yield AudioChunk(pcm, SPEECH)
            await writing
        finally:
            writing.cancel()
            await asyncio.wait({writing})


@asynccontextmanager
async def _pipe(limit: int) -> AsyncIterator[tuple[asyncio.StreamReader, Path, Callable[[], None]]]:
    """Make a pipe; yield its reader, a path to write to, and what closes this process's writing end."""
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    writer = os.fdopen(writing, "wb", buffering=0)
    reader = asyncio.StreamReader(limit=limit)
    try:
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", buffering=0)
        )
        try:
            yield reader, Path(f"/proc/{os.getpid()}/fd/{writing}"), writer.close
        finally:
            transport.close()
    finally:
        writer.close()
