"""`morgan ps`, against the route that it asks."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
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


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[str]]]:
    """Another server: its address, and what it got. It redirects, and asks for a key."""
    received: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            received.append(f"{self.path} {self.headers}")
            self.send_response(307 if self.path == "/redirected/api/ps" else 401)
            self.send_header("Location", "/stolen")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("command", ["ps", "health"])
def test_a_key_goes_to_the_configured_server_only(
    morgan: Morgan, stranger: tuple[str, list[str]], command: str
) -> None:
    url, received = stranger
    for address in (url, f"{url}/redirected", url.replace("127.0.0.1", "localhost")):
        result = morgan(command, "--url", address)
        assert result.exit_code == 1
        assert KEY not in result.output
    assert len(received) == 3
    assert not [request for request in received if "Authorization" in request or KEY in request]


def test_a_redirect_of_the_configured_server_gets_no_key(
    morgan: Morgan, folder: Path, stranger: tuple[str, list[str]]
) -> None:
    url, received = stranger
    port = url.rpartition(":")[2]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{port}/stolen")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        (folder / "core.yaml").write_text(f"http: {{port: {server.server_port}, api_keys: [{KEY}]}}\n")
        assert morgan("ps").exit_code == 1
        server.shutdown()
        thread.join()
    assert received == []


def test_the_configured_server_gets_the_key_by_its_address_too(
    morgan: Morgan, server: list[EngineModel], folder: Path
) -> None:
    server.append(EngineModel(EngineKind.STT, "faster-whisper", WHISPER))
    port = yaml.safe_load((folder / "core.yaml").read_text())["http"]["port"]
    for host in ("127.0.0.1", "localhost"):
        result = morgan("ps", "--url", f"http://{host}:{port}")
        assert result.exit_code == 0, result.output
        assert "faster-whisper" in result.stdout
