"""How soon a server is of use, whether it answers while it loads, and the memory that it holds then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bench.peers.results import Results
from bench.peers.servers import Contender, MeasuredServer
from wyoming_morgan.bench.client import describe
from wyoming_morgan.bench.processor import megabytes
from wyoming_morgan.errors import EngineFailed

_POLL_SECONDS = 0.02
_IDLE_SECONDS = 1.0
_PATIENCE_SECONDS = 20.0
"""For one `describe`; what takes longer counts as long."""


@dataclass(slots=True)
class _Polling:
    """Asks for the info again and again from the start on."""

    began: float
    first: float | None = None
    """When it was given first, since the start."""
    waits: list[float] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, port: int) -> None:
        """Begin."""
        self._tasks.append(asyncio.create_task(self._poll(port)))

    async def stop(self) -> None:
        """End with the answer that is waited for, which counts, too."""
        self._stopping.set()
        await asyncio.gather(*self._tasks)

    async def _poll(self, port: int) -> None:
        while not self._stopping.is_set():
            try:
                self.waits.append(await asyncio.wait_for(describe(port), _PATIENCE_SECONDS))
            except TimeoutError:
                self.waits.append(_PATIENCE_SECONDS)
            except (OSError, EngineFailed):
                pass  # it does not listen yet
            else:
                if self.first is None:
                    self.first = time.monotonic() - self.began
            await asyncio.sleep(_POLL_SECONDS)


async def measure_starts(
    results: Results,
    part: str,
    contenders: Sequence[Contender],
    use: Callable[[MeasuredServer], Awaitable[float]],
    *,
    used: str,
    repeats: int,
) -> None:
    """Start each server alone and use it once, in turn, `repeats` times; `used` names what is waited for.

    `use` returns for how many seconds the client itself spoke, which do not count.
    """
    for number in range(repeats):
        for contender in contenders[:: 1 if number % 2 else -1]:
            polling = _Polling(time.monotonic())
            async with contender.open(polling.start) as server:
                try:
                    spoken = await use(server)
                    useful = time.monotonic() - polling.began - spoken
                finally:
                    await polling.stop()
                await asyncio.sleep(_IDLE_SECONDS)
                memory = await asyncio.to_thread(megabytes, server.pid, "Pss")
            if polling.first is not None:
                results.add(part, "start → `describe` answered", "s", contender.subject, polling.first)
            results.add(part, f"start → {used}", "s", contender.subject, useful)
            if polling.waits:
                results.add(
                    part, "`describe` while it loads, the longest", "s", contender.subject, max(polling.waits)
                )
            results.add(part, "memory (PSS)", "MB", contender.subject, memory)
