"""Clients that read `/v1/audio/speech` slowly, and what a fast one notices of them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bench.http.figures import Figure
from bench.http.requests import speech_request, time_speech
from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.bench.server import ServerProcess

_LONG_TEXT = " ".join(
    f"This is sentence number {number} of a long story that nobody hears quickly." for number in range(60)
)
"""Some four minutes: far more than lies between a server and a reader."""
_TEXT = (
    "The washing machine has finished its program and the garage door was closed at half past nine. "
    "Three lights are still on in the living room and the hall."
)
_BYTES_A_SECOND = 1024
_RECEIVE_BYTES = 4096
"""The kernel of a slow reader takes no more before it is read."""
_HEAD_BYTES = 4096
_START_SECONDS = 60.0
_SETTLING_SECONDS = 3.0
_WINDOW_SECONDS = 10.0


@dataclass(slots=True)
class SlowReader:
    """One slow client: what it has read, and whether it still reads."""

    read: int = 0
    status: str = ""
    reads: bool = True
    """Whether the server has not ended the reply."""
    started: asyncio.Event = field(default_factory=asyncio.Event)


async def measure_slow_readers(
    server: ServerProcess, readers: int, rounds: int
) -> tuple[tuple[Figure, ...], str]:
    """Return the times of a fast client before, beside and after the slow ones, and how those fared."""
    await _fast(server)  # the first one fills caches
    before = [await _fast(server) for _ in range(rounds)]
    async with _slow_readers(server, readers) as slow:
        await asyncio.sleep(_SETTLING_SECONDS)
        read, spent, began = _read_by(slow), cpu_seconds(server.pid), time.monotonic()
        await asyncio.sleep(_WINDOW_SECONDS)
        seconds = time.monotonic() - began
        busy = (cpu_seconds(server.pid) - spent) / seconds
        rate = (_read_by(slow) - read) / seconds / readers
        beside = [await _fast(server) for _ in range(rounds)]
        served = sum(reader.status.endswith("200 OK") and reader.reads for reader in slow)
    after = [await _fast(server) for _ in range(rounds)]
    times = {"before": before, f"beside {readers} slow readers": beside, "after": after}
    figures = [
        Figure(f"{what}: {when}", tuple(sample[place] for sample in samples))
        for place, what in enumerate(("fast client, first audio", "fast client, all audio"))
        for when, samples in times.items()
    ]
    return tuple(figures), (
        f"{served} of {readers} slow readers were still served at the end, at {rate:.0f} bytes a second "
        f"each, for {100 * busy:.0f} % of a processor"
    )


def _read_by(readers: Sequence[SlowReader]) -> int:
    return sum(reader.read for reader in readers)


async def _fast(server: ServerProcess) -> tuple[float, float]:
    """Return the seconds to the first byte of audio and to the last."""
    times = await time_speech(server, _TEXT)
    return times.first, times.whole


@asynccontextmanager
async def _slow_readers(server: ServerProcess, count: int) -> AsyncIterator[list[SlowReader]]:
    """Have clients read slowly until the block ends; it begins once each has an answer.

    They come one after the other: of many that come at once, some are refused while the engine is busy.
    """
    readers: list[SlowReader] = []
    tasks: list[asyncio.Task[None]] = []
    try:
        async with asyncio.timeout(_START_SECONDS):
            for _ in range(count):
                readers.append(reader := SlowReader())
                tasks.append(asyncio.create_task(_read_slowly(server, reader)))
                await reader.started.wait()
        yield readers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_slowly(server: ServerProcess, reader: SlowReader) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as connection:
        connection.setblocking(False)  # noqa: FBT003 - its only argument
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        await loop.sock_connect(connection, ("127.0.0.1", server.http_port))
        await loop.sock_sendall(connection, speech_request(server, _LONG_TEXT))
        data = await loop.sock_recv(connection, _HEAD_BYTES)
        reader.status = data.partition(b"\r\n")[0].decode()
        reader.started.set()
        while data:
            reader.read += len(data)
            await asyncio.sleep(len(data) / _BYTES_A_SECOND)
            data = await loop.sock_recv(connection, _BYTES_A_SECOND)
        reader.reads = False
