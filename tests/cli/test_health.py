"""`morgan health`, against the route that it asks."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog

Morgan = Callable[..., Result]


@pytest.fixture
def readiness(folder: Path) -> Iterator[Readiness]:
    """The readiness of a server on the ports that are configured for all services and for stt."""
    readiness = Readiness(["stt"])
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def run() -> None:
        server = HttpServer(HttpServices(readiness, TurnLog()), HttpSettings(port=0))
        await server.start()
        ports.append(server.addresses[0][1])
        ready.set()
        await over.wait()
        await server.stop(0)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(10)
    (folder / "core.yaml").write_text(f"http: {{port: {ports[0]}}}\n")
    (folder / "stt.yaml").write_text(f"http_port: {ports[0]}\n")
    yield readiness
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


def test_a_server_that_is_ready_is_healthy(morgan: Morgan, readiness: Readiness) -> None:
    readiness.loaded("stt", detail="pocketsphinx")
    result = morgan("health")
    assert result.exit_code == 0
    status, head, stt = result.stdout.splitlines()
    assert (status, head.split(), stt.split()) == (
        "ready",
        ["service", "state", "detail"],
        ["stt", "ready", "pocketsphinx"],
    )


@pytest.mark.parametrize("service", [(), ("stt",)], ids=["all services", "one service"])
def test_a_server_that_starts_is_not_healthy_yet(
    morgan: Morgan, readiness: Readiness, service: tuple[str, ...]
) -> None:
    assert readiness.services
    result = morgan("health", *service, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["status"], report["services"]["stt"]["state"]) == ("starting", "starting")


def test_the_configuration_is_not_read_where_a_url_is_given(
    morgan: Morgan, readiness: Readiness, folder: Path
) -> None:
    readiness.loaded("stt")
    port = (folder / "stt.yaml").read_text().split()[1]
    (folder / "core.yaml").write_text("no such setting: 1\n")
    assert morgan("health", "--url", f"http://127.0.0.1:{port}").exit_code == 0


def test_a_server_that_does_not_answer_is_not_healthy(morgan: Morgan, folder: Path) -> None:
    (folder / "core.yaml").write_text("http: {port: 1}\n")
    result = morgan("health")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: no Morgan answers at http://127.0.0.1:1\n")
