"""What was answered is kept: a server that ends while its database hangs has it at its next start."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def stalled(postgresql: PostgreSQL) -> Iterator[None]:
    postgresql.stall()
    try:
        yield
    finally:
        postgresql.go_on()


async def say(server: ServerProcess, user: str, text: str) -> None:
    body = {"text": text, "user_id": user, "conversation_id": user}
    async with aiohttp.ClientSession(server.http) as http, http.post("/api/text", json=body) as response:
        assert response.status == 200


async def texts(server: ServerProcess, user: str) -> list[str]:
    async with (
        aiohttp.ClientSession(server.http) as http,
        http.get(f"/api/users/{user}/export") as response,
    ):
        return [line for line in (await response.text()).splitlines() if '"role": "user"' in line]


async def delete(server: ServerProcess, user: str) -> None:
    async with aiohttp.ClientSession(server.http) as http, http.delete(f"/api/users/{user}") as response:
        assert response.status == 200


async def end(server: ServerProcess) -> None:
    server.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(server.exit_code(), 60) == 0, server.log()[-2000:]


async def kill(server: ServerProcess, folder: Path, *, waiting: int) -> None:
    """Kill a server with what waits on its disk, where it is a moment after the answer at the latest."""
    async with asyncio.timeout(30):
        while await asyncio.to_thread(lines_in, folder) < waiting:  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.05)
    server.send_signal(signal.SIGKILL)
    assert await asyncio.wait_for(server.exit_code(), 60) == -signal.SIGKILL


def lines_in(folder: Path) -> int:
    return sum(len(file.read_bytes().splitlines()) for file in folder.glob("unsaved-*.jsonl"))


@pytest.mark.parametrize("way", ["ended", "killed"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_was_answered_while_the_database_hung_is_there_after_the_next_start(
    kind: str, way: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    memory: dict[str, Any] = {}
    postgresql: PostgreSQL | None = None
    if kind == "postgresql":
        postgresql = await asyncio.to_thread(PostgreSQL)
        request.addfinalizer(postgresql.remove)
        await asyncio.to_thread(postgresql.start)
        memory = {"database_url": await create_database(postgresql, "answered")}
    settings = {"core": {"memory": memory, "data_dir": str(tmp_path)}}
    async with running_server(settings, services=["core"]) as server:
        await say(server, "ann", "what time is it")
        with stalled(postgresql) if postgresql else locked(tmp_path / "morgan.sqlite3"):
            await say(server, "ann", "what day is it")
            await say(server, "eve", "what day is it")
            await (end(server) if way == "ended" else kill(server, tmp_path, waiting=2))
    (file,) = await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*.jsonl")))
    assert file.stat().st_mode & 0o077 == 0
    async with running_server(settings, services=["core"]) as server:
        await delete(server, "eve")
        async with asyncio.timeout(30):
            while len(await texts(server, "ann")) < 2:  # noqa: ASYNC110 - another process stores it
                await asyncio.sleep(0.1)
        assert await texts(server, "eve") == []
        await end(server)
    assert await asyncio.to_thread(lambda: list(tmp_path.glob("unsaved-*"))) == []
