"""How the component and Morgan bear a home of 2,000 exposed entities, with the real Home Assistant.

`python -m bench.large_home` prints, for the newest release that the tests use: the seconds from the submitted
form until Morgan has been told the home, and until it has done what the last name asks for; the seconds until
a renamed entity is understood; the longest wait of Morgan's event loop meanwhile; and its memory.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from bench.installed import installed_releases
from tests.home_assistant.component import ask, set_up
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.large_home import NAMES, object_id
from tests.home_assistant.morgan import Morgan
from wyoming_morgan.bench.loop import LoopPhase, LoopProbe

_KEY = "key of this measurement"
_DOMAIN = "input_boolean"
_MEBIBYTE = 1024 * 1024
_POLL_SECONDS = 0.02
_PATIENCE = 300.0
_AFTERWARDS_SECONDS = 30.0
"""How long the loop is watched after the last step: recognizers learn the names then."""


class Memory:
    """Reads the resident memory of a process and its children all the time."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._ended = threading.Event()
        self.peak = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def now(self) -> int:
        """Return bytes of the process and its children."""
        total = 0
        for one in (self._process, *self._process.children(recursive=True)):
            try:
                total += one.memory_info().rss
            except psutil.Error:
                continue  # it has just ended
        return total

    def close(self) -> None:
        """Stop reading."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            self.peak = max(self.peak, self.now())


async def measure(environment: Environment, folder: Path, count: int) -> list[tuple[str, str]]:
    """Run both, and return what was measured, by name."""
    names = NAMES[:count]
    switches = "\n".join(f"  {object_id(name)}:\n    name: {name}" for name in names)
    rows: list[tuple[str, str]] = []
    async with _both(environment, folder, f"{_DOMAIN}:\n{switches}\n") as (home_assistant, morgan):
        await home_assistant.client.call(
            "homeassistant/expose_entity",
            assistants=["conversation"],
            entity_ids=[f"{_DOMAIN}.{object_id(name)}" for name in names],
            should_expose=True,
        )
        memory = Memory(morgan.pid)
        before = memory.now()

        async def steps() -> None:
            began = time.monotonic()
            async with set_up(home_assistant, f"http://127.0.0.1:{morgan.http_port}", _KEY) as agent:
                rows.append(("told", f"{await _available(home_assistant, agent, began):.1f} s"))
                last = f"{_DOMAIN}.{object_id(names[-1])}"
                seconds = await _done(home_assistant, agent, names[-1], last, began)
                rows.append(("understood and done", f"{seconds:.1f} s"))
                began = time.monotonic()
                await home_assistant.client.call(
                    "config/entity_registry/update", entity_id="light.bed_light", name="Harbour Lamp"
                )
                seconds = await _done(home_assistant, agent, "Harbour Lamp", "light.bed_light", began)
                rows.append(("a renamed one understood and done", f"{seconds:.1f} s"))
                await asyncio.sleep(_AFTERWARDS_SECONDS)
                rows.append(("memory before, at its peak, after", _sizes(before, memory.peak, memory.now())))

        phase = await LoopProbe(morgan).during("large home", steps, 0.0)
        memory.close()
        rows.append(("longest wait of the loop", _wait(phase)))
    return rows


@asynccontextmanager
async def _both(
    environment: Environment, folder: Path, more: str
) -> AsyncIterator[tuple[HomeAssistant, Morgan]]:
    for name in ("hass", "morgan"):
        (folder / name).mkdir()
    async with (
        HomeAssistant.run(environment, folder / "hass", more=more) as home_assistant,
        Morgan.run(folder / "morgan", MORGAN_CORE__HTTP__API_KEYS=f'["{_KEY}"]') as morgan,
    ):
        yield home_assistant, morgan


async def _available(home_assistant: HomeAssistant, agent: str, began: float) -> float:
    async with asyncio.timeout(_PATIENCE):
        while True:
            if await home_assistant.state(agent) != "unavailable":
                return time.monotonic() - began
            await asyncio.sleep(_POLL_SECONDS)


async def _done(home_assistant: HomeAssistant, agent: str, name: str, entity_id: str, began: float) -> float:
    async with asyncio.timeout(_PATIENCE):
        while True:
            await ask(home_assistant, agent, f"turn on the {name}")
            if await home_assistant.state(entity_id) == "on":
                return time.monotonic() - began
            await asyncio.sleep(_POLL_SECONDS)


def _sizes(*sizes: int) -> str:
    return ", ".join(f"{size / _MEBIBYTE:.0f} MiB" for size in sizes)


def _wait(phase: LoopPhase) -> str:
    longest, work, most = (
        f"{seconds * 1000:.0f} ms" for seconds in (phase.longest, phase.longest_by_work, phase.percentile(99))
    )
    return f"{longest} ({work} of it at work; 99 of 100 below {most})"


async def main(count: int) -> int:
    """Measure and print. The exit status is 1 if no Home Assistant can be installed."""
    environment = installed_releases()[-1]
    with tempfile.TemporaryDirectory(prefix="large-home-") as folder:
        rows = await measure(environment, Path(folder), count)
    print(f"Home Assistant {environment.version}, {count} exposed entities")
    for name, value in rows:
        print(f"  {name:36}{value}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=len(NAMES), help="how many entities are exposed")
    sys.exit(asyncio.run(main(parser.parse_args().count)))
