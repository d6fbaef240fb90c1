"""Sends hostile bytes to a real HTTP server: broken requests, bodies, pauses and ends."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from tests.fuzzing.http_requests import hostile_connection
from tests.http.conftest import FakeServices
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

SECONDS = 0.5
"""How long a request may take, and a connection be idle."""
PATIENCE = 60.0
"""How long a client waits for the end of its connection: far longer than the server lets it live."""
AT_ONCE = 24

_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3}) ", re.MULTILINE)


@dataclass(slots=True)
class HttpReport:
    """What became of the cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    """How many replies had each status; `none` counts connections that ended without one."""
    slowest_health_seconds: float = 0.0
    grown_bytes: int = 0
    """How much memory the process has gained since the first cases."""


async def fuzz(count: int, *, seed: int = 0, folder: Path) -> HttpReport:
    """Send `count` hostile connections to a server whose database is in `folder`.

    Each must end by itself, none in a 500, and `/health` must answer all the while; else an error escapes,
    with the number of the case in a note.
    """
    report = HttpReport()
    async with _serving(folder) as address, _thread() as maker:
        memory = 0
        for first in range(0, count, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, count))
            replies = await asyncio.gather(
                _health(address, report), *(_exchange(address, number, seed, maker) for number in numbers)
            )
            for outcome in replies[1:]:
                report.outcomes.update(outcome or ["none"])
            if not memory and first >= min(count // 3, 300):
                memory = psutil.Process().memory_info().rss
        report.grown_bytes = psutil.Process().memory_info().rss - memory
        await _health(address, report)
    return report


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[tuple[str, int]]:
    store = await asyncio.to_thread(open_store, StoreSettings(), folder)
    await store.open()
    services = replace(FakeServices().services(), store=store)
    settings = HttpSettings(host="127.0.0.1", port=0, request_seconds=SECONDS, idle_seconds=SECONDS)
    server = HttpServer(services, settings)
    await server.start()
    try:
        yield server.addresses[0]
    finally:
        await server.stop(1.0)
        await store.close()


@asynccontextmanager
async def _thread() -> AsyncIterator[Executor]:
    """One thread: several would each keep memory of their own."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


async def _exchange(address: tuple[str, int], number: int, seed: int, maker: Executor) -> list[str]:
    """Send one case, and return the statuses of the replies."""
    # Made in a thread: the event loop is to be the server's, whose waits are measured.
    loop = asyncio.get_running_loop()
    case = await loop.run_in_executor(maker, lambda: list(hostile_connection(number, seed=seed)))
    reader, writer = await asyncio.open_connection(*address)
    try:
        async with asyncio.timeout(PATIENCE):
            reading = asyncio.create_task(_read_all(reader))
            try:
                for piece in case:
                    if isinstance(piece, float):
                        await asyncio.sleep(piece)
                        continue
                    writer.write(piece)
                    await writer.drain()
            except ConnectionError:
                pass  # the server has refused what came before
            reply = await reading
    except TimeoutError as error:
        error.add_note(f"case {number} of seed {seed} hangs")
        raise
    finally:
        writer.transport.abort()
    statuses = [status.decode() for status in _STATUS.findall(reply)]
    assert "500" not in statuses, f"case {number} of seed {seed}: {reply[-500:]!r}"
    return statuses


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    reply = b""
    try:
        while piece := await reader.read(1 << 20):
            reply = (reply + piece)[-(1 << 24) :]
    except ConnectionError:
        pass  # a reset ends a connection, too
    return reply


async def _health(address: tuple[str, int], report: HttpReport) -> list[str]:
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        reply = await reader.read()
    writer.close()
    assert reply.startswith(b"HTTP/1.1 200 "), reply
    report.slowest_health_seconds = max(report.slowest_health_seconds, time.monotonic() - began)
    return []
