"""The replicas: `morgan serve` as processes of this machine, each on ports that stay its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from tests.scale.balancer import Balancer
from wyoming_morgan.bench.ports import free_port

_READY_SECONDS = 300.0


@dataclass
class Replica:
    """One process of one service. It may be stopped, killed and started again."""

    service: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    http_port: int = field(default_factory=free_port)
    wyoming_port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Its own HTTP address, past the balancer."""
        return f"http://127.0.0.1:{self.http_port}"

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        log_file = self.folder / f"{self.service}-{self.http_port}.log"
        with log_file.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "wyoming_morgan", "serve", self.service,
                "--config-dir", str(self.folder), "--no-zeroconf", "--host", "127.0.0.1",
                "--http-port", str(self.http_port), "--wyoming-port", str(self.wyoming_port),
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(_READY_SECONDS), aiohttp.ClientSession() as session:
            while not await self._ready(session):
                if self.process.returncode is not None:
                    end = log_file.read_text(encoding="utf-8")[-2000:]
                    raise RuntimeError(f"{self.service} ended with {self.process.returncode}:\n{end}")
                await asyncio.sleep(0.1)

    async def stop(self) -> int:
        """Have it drain and end, as an orchestrator does; return its exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """Kill it, in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    async def _end(self, number: int) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.process.wait()

    async def _ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/ready") as response:
                return response.status == HTTPStatus.OK
        except aiohttp.ClientError:
            return False


@dataclass
class Fleet:
    """All replicas, and where the load balancer is."""

    folder: Path
    replicas: dict[str, list[Replica]]

    @classmethod
    def of(cls, folder: Path, counts: Mapping[str, int]) -> Fleet:
        """Describe so many replicas of each service; nothing is started."""
        return cls(
            folder, {name: [Replica(name, folder) for _ in range(count)] for name, count in counts.items()}
        )

    @property
    def all(self) -> list[Replica]:
        """Every replica."""
        return [replica for group in self.replicas.values() for replica in group]

    def doors(self) -> dict[int, list[int]]:
        """Return the ports of the replicas by the port that nginx has for them."""
        wyoming = {"core": 10_500, "stt": 10_300, "tts": 10_200}
        doors = {
            wyoming[name]: [replica.wyoming_port for replica in group]
            for name, group in self.replicas.items()
        }
        return doors | {8000: [replica.http_port for replica in self.replicas["core"]]}

    def configure(self, ports: Mapping[int, int], database_url: str, redis_url: str) -> None:
        """Write the configuration of all: core hears and speaks through the balancer."""
        # Every client has the address of the balancer.
        doors = {"max_connections": 256, "max_connections_per_address": 256}
        settings: dict[str, dict[str, Any]] = {
            "core": {
                "drain_seconds": 0.3,
                "data_dir": str(self.folder / "data"),
                "cache_dir": str(self.folder / "cache"),
                "store": {"database_url": database_url, "redis_url": redis_url},
                "http": {"max_connections_per_address": 256},
                "wyoming": doors,
                "home": {
                    "areas": ["Kitchen"],
                    "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}],
                },
            }
        }
        # The built-in voice is no human one: the built-in recognizer understands it, but is never sure.
        settings["stt"] = {"engines": {"pocketsphinx": {"min_confidence": 0.0}}}
        for name, content in settings.items():
            (self.folder / f"{name}.yaml").write_text(yaml.safe_dump(content))
        remote = {"STT": 10_300, "TTS": 10_200}
        for replica in self.replicas["core"]:
            for name, port in remote.items():
                if port in ports:
                    replica.environment[f"MORGAN_{name}__ENGINE"] = "wyoming"
                    replica.environment[f"MORGAN_{name}__ENGINES__WYOMING__URI"] = (
                        f"tcp://127.0.0.1:{ports[port]}"
                    )


@asynccontextmanager
async def running_fleet(
    folder: Path, counts: Mapping[str, int], balancer: Balancer, *, database_url: str, redis_url: str
) -> AsyncIterator[tuple[Fleet, Mapping[int, int]]]:
    """Run so many replicas of each service behind a balancer; yield them and the ports of the balancer."""
    fleet = Fleet.of(folder, counts)
    ports = await balancer.start(fleet.doors())
    try:
        await asyncio.to_thread(fleet.configure, ports, database_url, redis_url)
        async with asyncio.TaskGroup() as starting:
            for replica in fleet.all:
                starting.create_task(replica.start())
        yield fleet, ports
    finally:
        for replica in fleet.all:
            if replica.process is not None:
                await replica.kill()
        await balancer.stop()
