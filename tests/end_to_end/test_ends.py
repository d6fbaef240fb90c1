"""Every end of `morgan` has its own exit code, within its bound, with real libraries of engines at work."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from tests.engines.models import PREPARE
from tests.waiting import until
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

NANO = Path(__file__).parent.parent / "assets" / "whisper-nano"
STT = {
    "engine": "faster-whisper",
    "engines": {"faster-whisper": {"model": str(NANO), "prompt_from_home": False}},
}
BOUND = 60.0
"""Seconds that a command may take from its start to its end on a busy machine."""
TIMES = 3
"""How often each end is tried: it used to go wrong nearly always."""

STOPS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long recording of the built-in voice."""
    folder = tmp_path_factory.mktemp("recording")
    file = folder / "speech.wav"
    text = "turn on the kitchen light. " * 12
    code, errors = asyncio.run(morgan(folder, {}, "say", text, "-o", str(file)))
    assert code == 0, errors
    return file


async def started(folder: Path, settings: Mapping[str, Any], *arguments: str) -> asyncio.subprocess.Process:
    """A command with a folder of configuration and data of its own; the cache fills once for all tests."""
    core = {
        "data_dir": str(folder / "data"),
        "cache_dir": str(folder.parent / "cache"),
        "models_dir": str(folder / "models"),
    }
    for name, content in {**settings, "core": {**core, **settings.get("core", {})}}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "wyoming_morgan", *arguments, "--config-dir", str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """The exit code of a command, and what it wrote to standard error."""
    async with asyncio.timeout(BOUND):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def morgan(folder: Path, settings: Mapping[str, Any], *arguments: str) -> tuple[int | None, str]:
    return await ended(await started(folder, settings, *arguments))


@asynccontextmanager
async def hearing(server: ServerProcess, recording: Path) -> AsyncIterator[None]:
    """Have the recognizer of a server at work, one recording after the other."""
    speech = await asyncio.to_thread(recording.read_bytes)

    async def transcribe(http: aiohttp.ClientSession) -> None:
        while True:
            form = aiohttp.FormData()
            form.add_field("file", speech, filename="speech.wav")
            async with http.post("/v1/audio/transcriptions", data=form) as response:
                await response.read()

    async with aiohttp.ClientSession(server.http) as http:
        calls = [asyncio.create_task(transcribe(http)) for _ in range(2)]

        async def at_work() -> bool:
            assert not any(call.done() for call in calls)
            return await running(http) > 0

        try:
            await eventually(at_work)
            yield
        finally:
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(BOUND):
        while not await condition():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.01)


async def listens_to_signals(pid: int) -> bool:
    """Whether a process handles SIGTERM: before, while Python itself starts, nobody can."""
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text)
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1]
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


async def running(http: aiohttp.ClientSession) -> int:
    async with http.get("/api/ps") as response:
        models = (await response.json())["models"]
    return sum(model["running"] for model in models if model["engine"] == "faster-whisper")


async def test_a_command_that_is_done_ends_well(recording: Path, tmp_path: Path) -> None:
    for _ in range(TIMES):
        code, errors = await morgan(tmp_path, {"stt": STT}, "listen", str(recording))
        assert code == 0, errors


async def test_a_command_that_fails_with_a_model_loaded_ends_with_1(tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"this is not audio")
    for _ in range(TIMES):
        code, errors = await morgan(tmp_path, {"stt": STT}, "listen", str(broken))
        assert code == 1, errors
        assert "hint:" in errors


@pytest.mark.parametrize("engine", ["kokoro", "piper"])
async def test_a_command_that_spoke_ends_well(engine: str, tmp_path: Path) -> None:
    options = PREPARE[f"tts.{engine}"](tmp_path / "models")
    settings = {"tts": {"engine": engine, "engines": {engine: dict(options)}}}
    code, errors = await morgan(tmp_path, settings, "say", "hello", "-o", str(tmp_path / "hello.wav"))
    assert code == 0, errors


async def test_a_command_that_heard_with_onnx_ends_well(recording: Path, tmp_path: Path) -> None:
    options = PREPARE["stt.onnx-asr"](tmp_path / "models")
    settings = {"stt": {"engine": "onnx-asr", "engines": {"onnx-asr": dict(options)}}}
    for _ in range(TIMES):
        code, errors = await morgan(tmp_path, settings, "listen", str(recording))
        assert code == 0, errors


@pytest.mark.parametrize("number", STOPS)
async def test_a_command_that_is_interrupted_has_the_code_for_it(
    number: int, recording: Path, tmp_path: Path
) -> None:
    for seconds in (0.0, 1.0, 2.0):
        process = await started(tmp_path, {"stt": STT}, "listen", *[str(recording)] * 20)
        await eventually(partial(listens_to_signals, process.pid))
        await asyncio.sleep(seconds)
        process.send_signal(number)
        code, errors = await ended(process)
        assert code == 128 + number, errors


@pytest.mark.parametrize("number", [*STOPS, signal.SIGHUP])
async def test_a_server_that_is_stopped_ends_well(number: int) -> None:
    async with running_server({"stt": STT}) as server:
        server.send_signal(number)
        async with asyncio.timeout(BOUND):
            assert await server.exit_code() == 0, server.log()


@pytest.mark.parametrize("number", STOPS)
async def test_a_server_that_is_stopped_at_work_ends_well(number: int, recording: Path) -> None:
    settings: dict[str, dict[str, Any]] = {"stt": STT, "core": {"stop_seconds": 1.0}}
    async with running_server(settings) as server, hearing(server, recording):
        server.send_signal(number)
        async with asyncio.timeout(BOUND):
            assert await server.exit_code() == 0, server.log()


async def test_a_server_that_is_stopped_twice_ends_at_once_with_1(recording: Path) -> None:
    async with running_server({"stt": STT, "core": {"stop_seconds": 600.0}}) as server:
        async with hearing(server, recording):
            server.send_signal(signal.SIGTERM)
            await until(lambda: "stopping" in server.log())
            server.send_signal(signal.SIGTERM)
            async with asyncio.timeout(BOUND):
                code = await server.exit_code()
        # It may have been done with its work before the second signal came.
        assert code == (1 if "ended at once" in server.log() else 0), server.log()


@pytest.mark.parametrize("number", STOPS)
async def test_a_server_that_is_stopped_while_it_starts_ends_well(number: int, tmp_path: Path) -> None:
    for seconds in (0.0, 0.7, 1.4, 2.1):
        ports = "--http-port", "0", "--wyoming-port", "0", "--no-zeroconf"
        process = await started(tmp_path, {"stt": STT}, "serve", *ports)
        await eventually(partial(listens_to_signals, process.pid))
        await asyncio.sleep(seconds)
        process.send_signal(number)
        code, errors = await ended(process)
        assert code == 0, errors


@pytest.mark.parametrize("door", ["http", "wyoming"])
async def test_a_server_that_cannot_start_ends_with_1(door: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"http": str(free_port()), "wyoming": str(free_port()), door: str(taken.getsockname()[1])}
        code, errors = await morgan(
            *(tmp_path, {"stt": STT}, "serve", "--host", "127.0.0.1", "--no-zeroconf"),
            *("--http-port", ports["http"], "--wyoming-port", ports["wyoming"]),
        )
    assert code == 1, errors
    assert "cannot listen" in errors


async def test_a_server_whose_voice_does_not_exist_ends_with_1(tmp_path: Path) -> None:
    settings = {"stt": STT, "tts": {"voice": "nobody"}}
    ports = "--http-port", "0", "--wyoming-port", "0", "--no-zeroconf"
    code, errors = await morgan(tmp_path, settings, "serve", *ports)
    assert code == 1, errors
    assert "nobody" in errors
