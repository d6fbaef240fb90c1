"""Measures how long the event loop of a server makes others wait while it has a lot to do.

`/health` is answered from memory, so that the answer takes as long as the loop waits. What the kernel reports
about the threads of both sides is subtracted where they only waited for a processor: other programs run, too.
"""

from __future__ import annotations

import asyncio
import http.client
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import aiohttp

from wyoming_morgan.bench.loop_stand_in import EMBEDDING_MODEL, MODEL, TOKEN
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.server import ServerProcess, running_server
from wyoming_morgan.errors import EngineFailed

_BETWEEN_SECONDS = 0.005
"""Between two questions for `/health`."""
_AT_ONCE = 4
_USER = "bench"
_READY_SECONDS = 30.0
_CPUCLOCK_SCHED = 2
"""The clock of all threads of a process, as in clock_getcpuclockid(3) of Linux' C libraries."""


@dataclass(frozen=True, slots=True)
class LoopWait:
    """One answer: seconds it took, and seconds of these in which a thread waited for a processor."""

    seconds: float
    queued: float
    worked: float = 0.0
    """Seconds of a processor that all threads of the server took meanwhile."""

    @property
    def own(self) -> float:
        """Seconds that the loop itself made others wait."""
        return max(self.seconds - self.queued, 0.0)

    @property
    def by_work(self) -> float:
        """Seconds of its own wait in which the server worked, on the loop or in a thread that holds it up."""
        return min(self.own, self.worked)


@dataclass(frozen=True, slots=True)
class LoopPhase:
    """Waits while the server did one kind of work."""

    name: str
    waits: tuple[LoopWait, ...]

    def percentile(self, percent: float) -> float:
        """Return a percentile of the loop's own waits, in seconds."""
        own = sorted(wait.own for wait in self.waits)
        return own[round(percent / 100 * (len(own) - 1))]

    @property
    def longest(self) -> float:
        """The longest wait of the loop itself, in seconds."""
        return max(wait.own for wait in self.waits)

    @property
    def longest_by_work(self) -> float:
        """The longest wait for which the server itself worked, in seconds."""
        return max(wait.by_work for wait in self.waits)

    @property
    def longest_in_all(self) -> float:
        """The longest wait with what the machine added, in seconds."""
        return max(wait.seconds for wait in self.waits)


class LoopTarget(Protocol):
    """A server whose loop is measured: `ServerProcess`, for example."""

    @property
    def pid(self) -> int:
        """Its process id."""

    @property
    def http_port(self) -> int:
        """The port of its HTTP server, on this machine."""


class LoopProbe:
    """Asks a server for `/health` all the time, from a thread of its own."""

    def __init__(self, server: LoopTarget) -> None:
        self._server = server
        self._ended = threading.Event()
        self._waits: list[LoopWait] = []
        self._thread = threading.Thread(target=self._ask, name="loop-probe", daemon=True)

    async def during(self, name: str, work: Callable[[], Awaitable[None]], seconds: float) -> LoopPhase:
        """Ask while `work` is repeated for so many seconds; at least once."""
        self._thread.start()
        until = time.monotonic() + seconds
        try:
            await work()
            while time.monotonic() < until:
                await work()
        finally:
            self._ended.set()
            await asyncio.to_thread(self._thread.join)
        if not self._waits:
            raise EngineFailed("/health did not answer", hint="see the log of the server")
        return LoopPhase(name, tuple(self._waits))

    def _ask(self) -> None:
        loop, own = _queue(self._server.pid, self._server.pid), _queue("self", threading.get_native_id())
        work = _work(self._server.pid)
        connection = http.client.HTTPConnection("127.0.0.1", self._server.http_port, timeout=60)
        try:
            while not self._ended.is_set():
                queued, worked, began = loop() + own(), work(), time.perf_counter()
                connection.request("GET", "/health")
                connection.getresponse().read()
                seconds = time.perf_counter() - began
                self._waits.append(LoopWait(seconds, loop() + own() - queued, work() - worked))
                time.sleep(_BETWEEN_SECONDS)
        except (OSError, http.client.HTTPException):
            return  # what was measured until now counts
        finally:
            connection.close()


def _queue(process: int | str, thread: int) -> Callable[[], float]:
    """Return a function that reads how long a thread has waited for a processor; 0 if nothing is known."""
    file = Path(f"/proc/{process}/task/{thread}/schedstat")

    def seconds() -> float:
        try:
            return int(file.read_text().split()[1]) / 1_000_000_000
        except (OSError, LookupError, ValueError):
            return 0.0

    return seconds


def _work(process: int) -> Callable[[], float]:
    """Return a function that reads how many seconds of a processor a process has taken."""
    clock = (~process << 3) | _CPUCLOCK_SCHED
    return lambda: time.clock_gettime(clock)


async def bench_loop(*, seconds: float, entities: int, facts: int, events: float) -> tuple[LoopPhase, ...]:
    """Measure a server at rest, with a home whose names change, with a model that writes, and with both.

    At last, orders for the whole house are judged while the names change.
    """
    async with (
        _stand_in(entities, events) as stand_in,
        _server(stand_in) as server,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session,
    ):
        await _remember(session, server, facts)

        async def turn() -> None:
            await _say(session, server, "tell me about the thing")

        async def order() -> None:
            await _say(session, server, "turn off all the lights")

        async def rest() -> None:
            await asyncio.sleep(0.1)

        phases = [
            await LoopProbe(server).during("at rest", rest, seconds),
            await LoopProbe(server).during("a model writes", turn, seconds),
        ]
        async with session.post(f"{stand_in}/changes"):
            pass
        phases.append(await LoopProbe(server).during("names change", rest, seconds))
        phases.append(await LoopProbe(server).during("both", turn, seconds))
        phases.append(await LoopProbe(server).during("whole house", order, seconds))
        return tuple(phases)


async def _remember(session: aiohttp.ClientSession, server: ServerProcess, facts: int) -> None:
    """Have the server remember facts, a few at a time."""
    numbers = iter(range(facts))

    async def remember() -> None:
        for number in numbers:
            await _say(session, server, f"remember that thing {number} belongs into cupboard {number}")

    await asyncio.gather(*(remember() for _ in range(_AT_ONCE)))


async def _say(session: aiohttp.ClientSession, server: ServerProcess, text: str) -> None:
    async with session.post(f"{server.http}/api/text", json={"text": text, "user_id": _USER}) as response:
        if response.status != HTTPStatus.OK:
            raise EngineFailed(f"{text!r} was answered with {response.status}: {await response.text()}")


@asynccontextmanager
async def _server(stand_in: str) -> AsyncIterator[ServerProcess]:
    """Run a Morgan without recognizers and voices, whose memory ends with the block."""
    model = {"base_url": f"{stand_in}/v1", "model": MODEL, "embedding_model": EMBEDDING_MODEL}
    with tempfile.TemporaryDirectory(prefix="morgan-bench-") as folder:
        core = {
            "log_level": "warning",
            "home_assistant": {"url": stand_in, "token": TOKEN, "mcp": False},
            "store": {"database_url": f"sqlite:///{folder}/memory.sqlite3"},
            "agent": {"memory": {"enabled": True}},
        }
        backends = {"backends": {"measured": {"engine": "openai", "engines": {"openai": model}}}}
        async with running_server({"core": core, "llm": backends}, services=["core", "llm"]) as server:
            yield server


@asynccontextmanager
async def _stand_in(entities: int, events: float) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "wyoming_morgan.bench.loop_stand_in", str(port), str(entities), str(events)
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _listening(url)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listening(url: str) -> None:
    until = time.monotonic() + _READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{url}/v1/models"):
                    return
            except aiohttp.ClientError as error:
                if time.monotonic() > until:
                    raise EngineFailed(f"the stand-in does not start: {error}") from error
                await asyncio.sleep(0.05)
