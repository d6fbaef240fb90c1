"""What a long run costs: memory of the process and its children, and how long the event loop waits."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import psutil

MEBIBYTE = 1024 * 1024
_SAMPLE_SECONDS = 0.5
_TICK_SECONDS = 0.01


@dataclass(slots=True)
class Cost:
    """Bytes of resident memory, children included, and the longest wait of the event loop, in seconds."""

    rss_before: int = 0
    rss_peak: int = 0
    rss_after: int = 0
    longest_wait: float = 0.0
    longest_work: float = 0.0
    """How much of a wait the loop's thread was at work at most; a busy machine does not add to it."""
    seconds: float = 0.0

    def __str__(self) -> str:
        rss = ", ".join(
            f"{name} {size / MEBIBYTE:.0f} MiB"
            for name, size in (
                ("before", self.rss_before),
                ("peak", self.rss_peak),
                ("after", self.rss_after),
            )
        )
        return (
            f"RSS {rss}; longest wait of the event loop {self.longest_wait * 1000:.0f} ms "
            f"({self.longest_work * 1000:.0f} ms of it at work); {self.seconds:.0f} s"
        )


def resident() -> int:
    """Return the resident memory of this process and all its children."""
    process = psutil.Process()
    total = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):  # it has just ended
            total += one.memory_info().rss
    return total


@asynccontextmanager
async def measured() -> AsyncIterator[Cost]:
    """Measure what the block costs; the result is complete behind it."""
    gc.collect()
    cost = Cost(rss_before=resident())
    cost.rss_peak = cost.rss_before
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            cost.rss_peak = max(cost.rss_peak, resident())

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    ticking = asyncio.create_task(_tick(cost))
    began = time.monotonic()
    try:
        yield cost
    finally:
        cost.seconds = time.monotonic() - began
        ticking.cancel()
        ended.set()
        await asyncio.to_thread(sampler.join)
        gc.collect()
        cost.rss_after = resident()
        cost.rss_peak = max(cost.rss_peak, cost.rss_after)


async def _tick(cost: Cost) -> None:
    while True:
        due, worked = time.monotonic() + _TICK_SECONDS, time.thread_time()
        await asyncio.sleep(_TICK_SECONDS)
        cost.longest_wait = max(cost.longest_wait, time.monotonic() - due)
        cost.longest_work = max(cost.longest_work, min(time.thread_time() - worked, time.monotonic() - due))
