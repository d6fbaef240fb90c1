"""A process that is asked to stop is not ready first, takes turns on, and then ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from wyoming.asr import Transcript
from wyoming.client import AsyncTcpClient

from tests.serving.test_server import core
from tests.waiting import until
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.serving import Server

pytestmark = pytest.mark.slow

TURN = {"text": "what time is it"}


async def started(folder: Path, drain_seconds: float) -> Server:
    settings = core(folder, wyoming_port=0, drain_seconds=drain_seconds)
    server = Server(Config.model_validate({"core": settings}), frozenset({Service.CORE}), Registry.discover())
    await server.start()
    return server


async def understood(server: Server) -> bool:
    async with AsyncTcpClient(*server.wyoming[0], read_timeout=60) as client:
        await client.write_event(Transcript(text=TURN["text"]).event())
        while (event := await client.read_event()) is not None:
            if event.type in {"handled", "handled-stop"}:
                return True
    return False


async def test_turns_are_taken_while_load_balancers_are_told_to_go_elsewhere(tmp_path: Path) -> None:
    server = await started(tmp_path, drain_seconds=5.0)
    port = server.http[0][1]
    stopping = asyncio.create_task(server.stop())
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        await until(lambda: server.morgan.readiness.withdrawn)
        async with session.get("/ready") as response:
            assert response.status == 503
            assert (await response.json())["status"] == "stopping"
        async with session.post("/api/text", json=TURN) as response:
            assert response.status == 200
            assert response.headers["Connection"] == "close"
        assert await understood(server)
    await stopping
    assert server.http == ()
    assert server.wyoming == ()


async def test_a_start_that_is_given_up_waits_for_nobody(tmp_path: Path) -> None:
    settings = core(tmp_path, wyoming_port=0, drain_seconds=600.0)
    server = Server(Config.model_validate({"core": settings}), frozenset({Service.CORE}), Registry.discover())
    async with asyncio.timeout(60):
        await server.stop()
