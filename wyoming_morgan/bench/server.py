"""A server to measure: a separate process on free ports of this machine, stopped at the end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

_POLL_SECONDS = 0.1
_TLS = "MORGAN_CORE__HTTP__TLS"
"""How variables of the environment begin that turn TLS on."""


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server: its ports and its process."""

    wyoming_port: int
    http_port: int
    process: asyncio.subprocess.Process
    log_file: Path

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def http(self) -> str:
        """The base URL of its HTTP server."""
        return f"http://127.0.0.1:{self.http_port}"

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def exit_code(self) -> int:
        """Wait until it has ended."""
        return await self.process.wait()

    def log(self) -> str:
        """Return its log so far."""
        return self.log_file.read_text(errors="replace")


@asynccontextmanager
async def running_server(
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    services: Sequence[str] = (),
    ready_within: float = 120.0,
    stand_ins: bool = False,
    on_start: Callable[[ServerProcess], None] | None = None,
) -> AsyncIterator[ServerProcess]:
    """Run `morgan serve` in a separate process until the block ends.

    `settings` are the configuration files by name, `services` the services to run, all of them if empty. With
    `stand_ins` an engine may work in the place of one that cannot be loaded; nothing is measured of it then.
    `on_start` is called as soon as the process runs, long before it is ready.

    Raises:
        EngineFailed: it ended, or was not ready in time; the message has the end of its log.
        EngineUnavailable: an engine stands in for the chosen one, so that a figure would not be about that.
    """
    ports = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="morgan-bench-") as folder:
        log = _prepare(Path(folder), settings or {})
        with log.open("wb") as sink:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "wyoming_morgan", "serve", *services,
                "--config-dir", folder, "--no-zeroconf",
                "--host", "127.0.0.1", "--http-port", str(ports[1]),
                # A server with only language models does not open Wyoming.
                *(() if list(services) == ["llm"] else ("--wyoming-port", str(ports[0]))),
                env={name: value for name, value in os.environ.items() if not name.startswith(_TLS)},
                stdin=asyncio.subprocess.DEVNULL, stdout=sink, stderr=sink,
            )  # fmt: skip
        server = ServerProcess(ports[0], ports[1], process, log)
        try:
            if on_start is not None:
                on_start(server)
            services_ready = await _ready(server, ready_within)
            if not stand_ins:
                _refuse_stand_ins(services_ready)
            yield server
        finally:
            if process.returncode is None:
                process.terminate()
                try:
                    await asyncio.wait_for(process.wait(), timeout=30)
                except TimeoutError:
                    process.kill()
                    await process.wait()


async def _ready(server: ServerProcess, within: float) -> Mapping[str, Mapping[str, str]]:
    """Wait until it is ready; return the state of each service."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    async with aiohttp.ClientSession() as session:
        while server.process.returncode is None and loop.time() < deadline:
            try:
                async with session.get(f"{server.http}/ready") as response:
                    if response.status == HTTPStatus.OK:
                        services: Mapping[str, Mapping[str, str]] = (await response.json())["services"]
                        return services
            except (aiohttp.ClientError, json.JSONDecodeError):
                pass  # it is not listening yet
            await asyncio.sleep(_POLL_SECONDS)
    log = server.log()[-2000:]
    raise EngineFailed(f"the server did not become ready; its log ends:\n{log}", hint="run: morgan doctor")


def _refuse_stand_ins(services: Mapping[str, Mapping[str, str]]) -> None:
    for name, service in services.items():
        if service.get("stands_in_for"):
            raise EngineUnavailable(
                f"{name}: {service['detail']}; what stands in is not measured", hint=service["hint"]
            )


def _prepare(folder: Path, settings: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write the configuration files and return where the log goes.

    Unless a store is configured, nothing is kept: measurements must not get into the user's own memory.
    """
    core = dict(settings.get("core", {}))
    if "http" in core:  # it is measured without TLS
        core["http"] = {name: value for name, value in core["http"].items() if name != "tls"}
    if not {"store", "memory"} & core.keys():
        agent = dict(core.get("agent", {}))
        core["agent"] = {**agent, "memory": {"enabled": False, **agent.get("memory", {})}}
    for name, content in {**settings, "core": core}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(dict(content), allow_unicode=True))
    return folder / "server.log"
