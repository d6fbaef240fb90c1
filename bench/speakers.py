"""What a concurrent speaker costs, and what breaks first: core, stt and tts as processes of their own.

Run `python -m bench.speakers 1 2 4 8 16`. Each speaker says a command again and again, without a pause, to
`POST /api/audio`, and has the reply spoken; nothing that was spoken is kept. Of every service it prints the
processor time of a turn, which other work on the machine changes little, and the waits, which it does much.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from wyoming_morgan.bench.processor import cpu_seconds, megabytes
from wyoming_morgan.bench.server import ServerProcess, running_server

_COMMAND = "turn on the kitchen light"
_HOME = {
    "areas": ["Kitchen"],
    "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}],
}


@dataclass(slots=True)
class SpeakersRun:
    """Some speakers at once, for a while."""

    speakers: int
    waits: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    processor: dict[str, float] = field(default_factory=dict)
    """Seconds by service."""
    resident: dict[str, float] = field(default_factory=dict)
    """MB by service."""
    seconds: float = 0.0

    def row(self) -> str:
        """Return it as a line of a table."""
        turns = len(self.waits)
        if not turns:
            return f"| {self.speakers} | 0 | | | {dict(self.failures)} |"
        waits = sorted(self.waits)
        costs = " | ".join(f"{seconds / turns:.3f}" for seconds in self.processor.values())
        memory = " | ".join(f"{size:.0f}" for size in self.resident.values())
        return (
            f"| {self.speakers} | {turns / self.seconds:.2f} | {statistics.median(waits):.2f} | "
            f"{waits[min(turns - 1, round(0.95 * turns))]:.2f} | {costs} | {memory} | "
            f"{dict(self.failures) or 0} |"
        )


@asynccontextmanager
async def services(stt: Mapping[str, Any], tts: Mapping[str, Any]) -> AsyncIterator[dict[str, ServerProcess]]:
    """Run the three services; core hears and speaks through the others."""

    def remote(server: ServerProcess) -> dict[str, Any]:
        return {
            "engine": "wyoming",
            "engines": {"wyoming": {"uri": f"tcp://127.0.0.1:{server.wyoming_port}"}},
        }

    core = {"home": _HOME}
    uncached = {"mouth": {"cache_bytes": 0}}
    async with AsyncExitStack() as stack:
        hearing = await stack.enter_async_context(
            running_server({"core": core, "stt": stt}, services=("stt",), ready_within=300)
        )
        speaking = await stack.enter_async_context(
            running_server({"core": core, "tts": {**tts, **uncached}}, services=("tts",), ready_within=300)
        )
        agent = await stack.enter_async_context(
            running_server(
                {"core": core, "stt": remote(hearing), "tts": {**remote(speaking), **uncached}},
                services=("core",),
                ready_within=300,
            )
        )
        yield {"core": agent, "stt": hearing, "tts": speaking}


async def measure(
    servers: Mapping[str, ServerProcess], recording: bytes, speakers: int, seconds: float
) -> SpeakersRun:
    """Have some speakers say a command again and again for some seconds."""
    run = SpeakersRun(speakers)
    before = {name: cpu_seconds(server.pid) for name, server in servers.items()}
    began = time.monotonic()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:

        async def speak() -> None:
            while time.monotonic() - began < seconds:
                form = aiohttp.FormData({"metadata": json.dumps({"generate_audio": True})})
                form.add_field("file", recording, filename="command.wav")
                sent = time.monotonic()
                async with client.post(f"{servers['core'].http}/api/audio", data=form) as response:
                    reply = await response.json()
                if response.ok and reply["intents"]:
                    run.waits.append(time.monotonic() - sent)
                else:
                    run.failures[reply.get("error", {}).get("code", "not understood")] += 1
                    await asyncio.sleep(0.1)

        await asyncio.gather(*(speak() for _ in range(speakers)))
    run.seconds = time.monotonic() - began
    run.processor = {name: cpu_seconds(server.pid) - before[name] for name, server in servers.items()}
    run.resident = {name: megabytes(server.pid, "Pss") for name, server in servers.items()}
    return run


async def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speakers", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--stt", type=json.loads, default={"engine": "pocketsphinx"})
    parser.add_argument("--tts", type=json.loads, default={"engine": "espeak-ng"})
    parser.add_argument("--voice", help="the voice that says the command; by default the first")
    options = parser.parse_args()
    async with services(options.stt, options.tts) as servers, aiohttp.ClientSession() as client:
        said = {"input": _COMMAND, "response_format": "wav", "voice": options.voice}
        async with client.post(f"{servers['tts'].http}/v1/audio/speech", json=said) as response:
            response.raise_for_status()
            recording = await response.read()
        await measure(servers, recording, 1, 3)  # the first turns fill caches
        names = list(servers)
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(
            "| speakers | turns a second | p50 s | p95 s | "
            + " | ".join(f"{name} s of a processor a turn" for name in names)
            + " | "
            + " | ".join(f"{name} MB" for name in names)
            + " | failed |"
        )
        print("|---" * (5 + 2 * len(names)) + "|")
        for speakers in options.speakers:
            print((await measure(servers, recording, speakers, options.seconds)).row(), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
