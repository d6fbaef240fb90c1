"""Measures how soon Morgan is ready, and its memory when idle."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from wyoming_morgan.bench.processor import megabytes
from wyoming_morgan.bench.server import running_server

_IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class StartMeasure:
    """One start: seconds until `/ready` answered 200, and megabytes when idle."""

    ready_seconds: float
    resident_megabytes: float
    """The memory of all processes of the server; shared pages count for each of them."""
    proportional_megabytes: float
    """The same with shared pages divided among the processes that share them."""


async def bench_start(*, repeats: int) -> tuple[StartMeasure, ...]:
    """Start a server `repeats` times, with this user's caches. Memory is read from Linux's /proc."""
    starts: list[StartMeasure] = []
    for _ in range(repeats):
        began = time.monotonic()
        async with running_server() as server:
            ready = time.monotonic() - began
            await asyncio.sleep(_IDLE_SECONDS)
            starts.append(StartMeasure(ready, megabytes(server.pid, "Rss"), megabytes(server.pid, "Pss")))
    return tuple(starts)
