"""`morgan ps`, against the route that it asks."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from typer.testing import Result

from wyoming_morgan.engines.contract.engine import EngineKind, LoadedModel
from wyoming_morgan.http.api.ps import PsRoutes
from wyoming_morgan.http.services import EngineModel

Morgan = Callable[..., Result]
KEY = "a-key-of-tests"
WHISPER = LoadedModel(
    "base", loaded=True, running=1, waiting=2, memory_bytes=210_000_000, unload_seconds=59.6, load_seconds=1.5
)


@web.middleware
async def check_key(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.headers.get("Authorization") != f"Bearer {KEY}":
        return web.Response(status=401)
    return await handler(request)


@pytest.fixture
def server(folder: Path) -> Iterator[list[EngineModel]]:
    """A server with the route, on the configured port; what it tells is the list's."""
    loaded: list[EngineModel] = []
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def run() -> None:
        application = web.Application(middlewares=[check_key])
        application.add_routes(PsRoutes(lambda: loaded).routes())
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ports.append(runner.addresses[0][1])
        ready.set()
        await over.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(10)
    (folder / "core.yaml").write_text(f"http: {{port: {ports[0]}, api_keys: [{KEY}]}}\n")
    (folder / "stt.yaml").write_text(f"http_port: {ports[0]}\n")
    yield loaded
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


def test_what_is_loaded_is_shown(morgan: Morgan, server: list[EngineModel]) -> None:
    server += [
        EngineModel(EngineKind.STT, "faster-whisper", WHISPER),
        EngineModel(EngineKind.TTS, "piper", LoadedModel("amy", loaded=False)),
    ]
    head, stt, tts = morgan("ps").stdout.splitlines()
    assert head.split() == "kind engine model state memory running waiting unloads in".split()
    assert stt.split() == "stt faster-whisper base loaded 210 MB 1 2 60 s".split()
    assert tts.split() == "tts piper amy not loaded 0 0".split()
    assert json.loads(morgan("ps", "stt", "--json").stdout)[0] == {
        "kind": "stt",
        "engine": "faster-whisper",
        "name": "base",
        "loaded": True,
        "memory_bytes": 210_000_000,
        "running": 1,
        "waiting": 2,
        "unload_seconds": 59.6,
        "load_seconds": 1.5,
    }


@pytest.mark.usefixtures("server")
def test_nothing_in_memory_is_told(morgan: Morgan) -> None:
    result = morgan("ps")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no model is in memory" in result.stderr


@pytest.mark.usefixtures("server")
def test_a_wrong_key_is_told(morgan: Morgan, folder: Path) -> None:
    text = (folder / "core.yaml").read_text().replace(KEY, "another-key-of-tests")
    (folder / "core.yaml").write_text(text)
    result = morgan("ps")
    assert result.exit_code == 1
    assert "requires an API key" in result.stderr


def test_no_server_is_an_error_with_a_hint(morgan: Morgan) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    result = morgan("ps", "--url", url)
    assert result.exit_code == 1
    assert (
        result.stderr
        == f"error: no Morgan answers at {url}\nhint: run: morgan serve; or name another with --url\n"
    )
    assert "is not a valid URL" in morgan("ps", "--url", "nowhere").stderr
