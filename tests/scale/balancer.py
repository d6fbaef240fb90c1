"""What stands in front of the replicas: the nginx of deploy/nginx, or a stand-in where there is none."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wyoming_morgan.bench.ports import free_port

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "nginx.conf"
CONNECT_SECONDS = 1.0
"""As in that file: how long a replica may take to accept."""
_TEMPORARY = "/tmp/"  # noqa: S108 - where that file puts what nginx writes

Doors = Mapping[int, Sequence[int]]
"""The ports of the replicas, by the port that the configuration listens on."""
_HTTP = 8000
_NOBODY: Doors = dict.fromkeys((_HTTP, 10_500, 10_300, 10_200), (1,))
"""Every port that it listens on, with a replica that never answers."""


class Balancer(Protocol):
    """A load balancer on this machine."""

    name: str

    async def start(self, doors: Doors) -> Mapping[int, int]:
        """Start; return the port of this machine in place of each that the configuration listens on."""

    async def stop(self) -> None:
        """Stop."""


def installed_balancer(folder: Path) -> Balancer:
    """Return nginx if it is installed with its `stream` module, else the stand-in."""
    if shutil.which("nginx"):
        nginx = Nginx(folder)
        if nginx.works():
            return nginx
    return StandIn()


def _group(port: int, replicas: Sequence[int]) -> str:
    """Return a group of addresses, as docs/production.md has it for replicas without Docker's name server."""
    servers = " ".join(f"server 127.0.0.1:{replica} max_fails=0;" for replica in replicas)
    return f"upstream replicas_{port} {{ zone replicas_{port} 64k; least_conn; {servers} }}"


class Nginx:
    """The real nginx, with the file of deploy/nginx; nothing but addresses and folders is changed in it."""

    name = "nginx"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "nginx.conf"
        self._process: asyncio.subprocess.Process | None = None

    def works(self) -> bool:
        """Whether it accepts the file."""
        self._write(_NOBODY, {})
        command = ["nginx", "-t", "-q", "-c", str(self._file)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our file

    async def start(self, doors: Doors) -> Mapping[int, int]:
        """Start it, and wait until it listens."""
        ports = {port: free_port() for port in _NOBODY}
        await asyncio.to_thread(self._write, {**_NOBODY, **doors}, ports)
        log_file = self._folder / "nginx.log"
        with log_file.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                "nginx", "-c", str(self._file), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        for port in ports.values():
            await _listening(port, self._process, log_file)
        return {port: ports[port] for port in doors}

    async def stop(self) -> None:
        """Stop it."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def _write(self, doors: Doors, ports: Mapping[int, int]) -> None:
        text = CONFIGURATION.read_text(encoding="utf-8")
        text = text.replace(_TEMPORARY, f"{self._folder}/").replace("error_log", "daemon off;\nerror_log")
        for port, replicas in doors.items():
            text = text.replace(f"listen {port};", f"listen 127.0.0.1:{ports.get(port, port)};")
            text = re.sub(rf"set \$replicas \w+:{port};", f"set $replicas replicas_{port};", text)
            block = "http {\n" if port == _HTTP else "stream {\n"
            text = text.replace(block, f"{block}    {_group(port, replicas)}\n")
        self._file.write_text(text, encoding="utf-8")


@dataclass
class _Replica:
    """One replica, as the stand-in sees it."""

    port: int
    connections: int = 0


@dataclass
class StandIn:
    """Passes connections on as nginx does with that file, where nginx is not installed.

    The replica with the fewest connections gets the next one. If it refuses, or does not accept within a
    second, another one is asked. What has been connected stays where it is, and is cut off with it. It knows
    nothing of HTTP, so clients have to open a connection for each request, as nginx does.
    """

    name: str = "the stand-in for nginx"
    _servers: list[asyncio.Server] = field(default_factory=list)

    async def start(self, doors: Doors) -> Mapping[int, int]:
        """Listen on a free port for each door."""
        ports: dict[int, int] = {}
        for port, replicas in doors.items():
            group = [_Replica(replica) for replica in replicas]

            async def serve(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, group: list[_Replica] = group
            ) -> None:
                await _pass_on(reader, writer, group)

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            self._servers.append(server)
            ports[port] = server.sockets[0].getsockname()[1]
        return ports

    async def stop(self) -> None:
        """Stop listening."""
        for server in self._servers:
            server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, group: list[_Replica]) -> None:
    tried: set[int] = set()
    while True:
        usable = [replica for replica in group if replica.port not in tried]
        if not usable:
            writer.transport.abort()
            return
        replica = min(usable, key=lambda candidate: candidate.connections)
        tried.add(replica.port)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", replica.port)
        except OSError:
            continue
        break
    replica.connections += 1
    try:
        await asyncio.wait(
            {
                asyncio.create_task(_copy(reader, far_writer)),
                asyncio.create_task(_copy(far_reader, writer)),
            },
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        replica.connections -= 1
        for end in (writer, far_writer):
            end.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


async def _listening(port: int, process: asyncio.subprocess.Process, log: Path) -> None:
    async def answers() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    while not await answers():
        assert process.returncode is None, await asyncio.to_thread(log.read_text)
        await asyncio.sleep(0.05)
