"""How soon Morgan is ready, and what it takes to wait."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from wyoming_morgan.bench.processor import megabytes
from wyoming_morgan.bench.server import running_server

_IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds until `/ready` said yes, and megabytes when idle."""

    ready_seconds: float
    resident_megabytes: float
    """What all processes of the server hold, pages they share counted for each."""
    proportional_megabytes: float
    """The same with shared pages divided among those who share them."""


async def bench_start(*, repeats: int) -> tuple[Start, ...]:
    """Start a server `repeats` times, with the caches of this user. Memory is read from Linux's /proc."""
    starts: list[Start] = []
    for _ in range(repeats):
        began = time.monotonic()
        async with running_server() as server:
            ready = time.monotonic() - began
            await asyncio.sleep(_IDLE_SECONDS)
            starts.append(Start(ready, megabytes(server.pid, "Rss"), megabytes(server.pid, "Pss")))
    return tuple(starts)
