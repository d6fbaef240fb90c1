"""Files that are written to do harm, sent to a real server."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import psutil
import pytest

from tests.audio import hostile
from tests.fuzzing.audio import is_decoder, peak_of_children
from tests.waiting import until
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
SOUND = hostile.wav(bytes(16_000))
STOP_SECONDS = 3.0

TRANSCRIPTIONS = "/v1/audio/transcriptions"


@asynccontextmanager
async def served(**http: object) -> AsyncIterator[tuple[ServerProcess, aiohttp.ClientSession]]:
    core = {"http": {"max_audio_seconds": 1e5, **http}, "stop_seconds": STOP_SECONDS}
    async with running_server({"core": core}) as server, aiohttp.ClientSession(server.http) as client:
        yield server, client


async def send(client: aiohttp.ClientSession, file: bytes, route: str = TRANSCRIPTIONS) -> tuple[int, str]:
    form = aiohttp.FormData()
    form.add_field("file", file, filename="sound")
    async with client.post(route, data=form) as response:
        return response.status, await response.text()


def resident(server: ServerProcess) -> int:
    """The bytes of the server, and the most that a process which decodes for it ever had."""
    return int(psutil.Process(server.pid).memory_info().rss) + peak_of_children(server.pid)


def decoders(server: ServerProcess) -> list[psutil.Process]:
    return [child for child in psutil.Process(server.pid).children() if is_decoder(child)]


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(hostile.flac(1), id="55 bytes of FLAC at 1 Hz"),
        pytest.param(hostile.flac(655_350, channels=8, frames=3_000), id="106 kB of FLAC at 655 kHz"),
    ],
)
async def test_a_bomb_is_refused_by_every_route_at_once_and_in_little_memory(file: bytes) -> None:
    async with served() as (server, client):
        before = resident(server)
        for route in (TRANSCRIPTIONS, "/api/audio", "/v1/audio/speech/timestamps"):
            began = time.monotonic()
            status, body = await send(client, file, route)
            assert status == 415, body
            assert "undecodable-audio" in body
            assert time.monotonic() - began < 20
        assert resident(server) - before < 200 * MEGABYTE
        status, _ = await send(client, SOUND)
        assert status == 200


async def test_metrics_answer_and_the_end_comes_while_bombs_are_decoded_for_clients_that_left() -> None:
    async with served(decode_seconds=100.0) as (server, client):
        before = resident(server)
        bombs = [asyncio.create_task(send(client, hostile.slow_flac())) for _ in range(8)]
        await until(lambda: any(child.cpu_times().user > 1 for child in decoders(server)))
        began = time.monotonic()
        async with client.get("/metrics") as response:
            assert response.status == 200
        assert time.monotonic() - began < 5
        assert resident(server) - before < 200 * MEGABYTE

        for bomb in bombs[:4]:
            bomb.cancel()
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert await server.exit_code() == 0
        assert time.monotonic() - began < STOP_SECONDS + 2
        await asyncio.gather(*bombs, return_exceptions=True)


async def test_a_file_that_takes_too_long_is_refused_within_its_deadline_and_not_to_be_repeated() -> None:
    async with served(decode_seconds=1.0) as (_, client):
        began = time.monotonic()
        status, body = await send(client, hostile.slow_flac())
        assert time.monotonic() - began < 20
        assert (status, "undecodable-audio" in body) == (415, True)


async def test_clients_that_leave_end_the_work() -> None:
    async with served(decode_seconds=100.0) as (server, client):
        leaving = [asyncio.create_task(send(client, hostile.slow_flac())) for _ in range(2)]
        await until(lambda: any(child.cpu_times().user > 1 for child in decoders(server)))
        for task in leaving:
            task.cancel()
        await until(lambda: decoders(server) == [])
        status, _ = await send(client, SOUND)
        assert status == 200


async def test_hours_of_speech_in_one_file_are_refused_and_the_memory_comes_back() -> None:
    text = "It is bright today. " * 5_000
    body = {"text": text, "stream": False, "speed": 0.25}

    async def status(client: aiohttp.ClientSession) -> int:
        async with client.post("/generate", json=body) as response:
            await response.read()
            return response.status

    async with served() as (server, client):
        async with client.post("/generate", json={**body, "text": "Hello."}) as response:
            assert response.status == 200
        before = psutil.Process(server.pid).memory_info().rss
        statuses = asyncio.gather(*(status(client) for _ in range(4)))
        peak = 0
        while not statuses.done():
            peak = max(peak, int(psutil.Process(server.pid).memory_info().rss))
            await asyncio.sleep(0.05)
        assert set(await statuses) <= {413, 503}
        assert peak - before < 200 * MEGABYTE
        assert psutil.Process(server.pid).memory_info().rss - before < 60 * MEGABYTE
