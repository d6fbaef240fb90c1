"""Half an hour of speech to `/v1/audio/transcriptions`: whether all of it is heard, and in what memory."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from wyoming_morgan.audio import SPEECH, Encoder, FileFormat
from wyoming_morgan.bench.processor import megabytes
from wyoming_morgan.bench.server import ServerProcess

_PAUSE_SECONDS = 2.5
"""Between two recordings: so long that each is heard by itself (`stt.ear.gap_seconds`)."""
_SAMPLE_SECONDS = 0.2
_SETTLING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """The proportional memory (PSS) of a server and its processes, in MB."""

    before: float
    highest: float
    after: float


@dataclass(frozen=True, slots=True)
class LongFile:
    """What came of one file."""

    minutes: float
    file_megabytes: float
    status: int
    message: str
    """Why it was refused; empty if it was not."""
    seconds: float
    heard: int
    """Words of the transcript."""
    spoken: int
    """Words of the file."""
    memory: MemoryUse

    @property
    def lines(self) -> tuple[str, ...]:
        """What is printed."""
        memory = self.memory
        outcome = (
            f"transcribed in {self.seconds:.1f} s: {self.heard} words of {self.spoken}"
            if self.status == HTTPStatus.OK
            else f"refused after {self.seconds:.1f} s with {self.status}: {self.message}"
        )
        used = f"{memory.before:.0f} before, {memory.highest:.0f} at its highest, {memory.after:.0f} after"
        return (
            f"{self.minutes:g} minutes as MP3 ({self.file_megabytes:.1f} MB): {outcome}",
            f"  memory (PSS) in MB: {used}",
        )


async def measure_long_file(server: ServerProcess, speech: Mapping[str, bytes], minutes: float) -> LongFile:
    """Send recordings, repeated to so many minutes; `speech` is PCM of `SPEECH` by what is said."""
    with tempfile.TemporaryDirectory(prefix="morgan-bench-") as folder:
        file = Path(folder, "long.mp3")
        size, spoken = await asyncio.to_thread(_write, file, speech, minutes * 60)
        readings: list[float] = []
        async with _watched(server, readings):
            before = readings[0]
            began = time.monotonic()
            status, answer = await _transcribed(server, file)
            seconds = time.monotonic() - began
        await asyncio.sleep(_SETTLING_SECONDS)
        after = await asyncio.to_thread(megabytes, server.pid, "Pss")
    return LongFile(
        minutes,
        size / 1_000_000,
        status,
        answer.get("error", {}).get("message", ""),
        seconds,
        len(answer.get("text", "").split()),
        spoken,
        MemoryUse(before, max(readings), after),
    )


async def _transcribed(server: ServerProcess, file: Path) -> tuple[int, dict[str, Any]]:
    with file.open("rb") as stream:
        form = aiohttp.FormData({"model": "whisper-1", "language": "en"})
        form.add_field("file", stream, filename=file.name, content_type="audio/mpeg")
        forever = aiohttp.ClientTimeout(total=None)
        async with (
            aiohttp.ClientSession(server.http, timeout=forever) as http,
            http.post("/v1/audio/transcriptions", data=form) as response,
        ):
            return response.status, await response.json()


def _write(file: Path, speech: Mapping[str, bytes], seconds: float) -> tuple[int, int]:
    """Write a file of so many seconds; return its size and the number of words in it."""
    encoder = Encoder(FileFormat.MP3, SPEECH)
    pause = bytes(SPEECH.size(_PAUSE_SECONDS))
    written, words = 0.0, 0
    with file.open("wb") as stream:
        for text, pcm in itertools.cycle(speech.items()):
            stream.write(encoder.encode(pcm + pause))
            words += len(text.split())
            written += SPEECH.seconds(len(pcm)) + _PAUSE_SECONDS
            if written >= seconds:
                break
        stream.write(encoder.flush())
        return stream.tell(), words


@asynccontextmanager
async def _watched(server: ServerProcess, readings: list[float]) -> AsyncIterator[None]:
    """Read the memory of a server until the block ends, and once before."""
    readings.append(await asyncio.to_thread(megabytes, server.pid, "Pss"))
    watching = asyncio.create_task(_watch(server, readings))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(server: ServerProcess, readings: list[float]) -> None:
    while True:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one of them has just ended
            readings.append(await asyncio.to_thread(megabytes, server.pid, "Pss"))
        await asyncio.sleep(_SAMPLE_SECONDS)
