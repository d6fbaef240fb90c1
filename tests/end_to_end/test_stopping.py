"""SIGTERM under load: a real `morgan serve` ends within its bound, with exit code 0, whatever it is doing."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest
from wyoming.event import Event

from tests.audio import hostile
from tests.fakes.chat_server import RawChatServer, delta
from tests.fuzzing.audio import is_decoder
from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL
from tests.waiting import until
from wyoming_morgan.bench.server import ServerProcess, running_server
from wyoming_morgan.wyoming.framing import encode

pytestmark = pytest.mark.slow

STOP_SECONDS = 2.0
MARGIN_SECONDS = 2.0
"""What the requirement allows beyond `stop_seconds`."""
BUSY_SECONDS = 15.0
"""What a machine may add that runs other tests meanwhile; each load here lasts for far longer."""
LONG_TEXT = "This sentence is one of very many that are spoken to nobody. " * 1500


@pytest.fixture
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    server.start()
    yield server
    server.go_on()
    server.remove()


@asynccontextmanager
async def served(
    service: str, core: dict[str, Any] | None = None, **files: dict[str, Any]
) -> AsyncIterator[ServerProcess]:
    settings = {"core": {"stop_seconds": STOP_SECONDS, **(core or {})}, **files}
    async with running_server(settings, services=[service]) as server:
        yield server


async def assert_ends_in_time(server: ServerProcess) -> None:
    """Send SIGTERM; it must end as if nothing ran, and leave no process."""
    children = psutil.Process(server.pid).children(recursive=True)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(server.exit_code(), 120)
    took = time.monotonic() - began
    print(f"ended after {took:.2f} s, of which it may wait for {STOP_SECONDS:g}")  # noqa: T201 - for who measures
    assert code == 0, server.log()[-2000:]
    assert took < STOP_SECONDS + MARGIN_SECONDS + BUSY_SECONDS, server.log()[-2000:]
    await until(lambda: not any(child.is_running() for child in children))
    # SQLAlchemy closes a connection that does not answer in a task whose failure it does not look at.
    if "_terminate_graceful_close" not in server.log():
        assert "Traceback" not in server.log()


async def post(http: aiohttp.ClientSession, path: str, **body: Any) -> int:
    async with http.post(path, json=body) as response:
        await response.read()
        return response.status


async def test_while_a_hostile_file_is_decoded() -> None:
    async with served("stt", {"http": {"max_audio_seconds": 1e5, "decode_seconds": 100.0}}) as server:

        async def send() -> None:
            form = aiohttp.FormData()
            form.add_field("file", hostile.slow_flac(), filename="sound.flac")
            async with (
                aiohttp.ClientSession(server.http) as http,
                http.post("/v1/audio/transcriptions", data=form) as response,
            ):
                await response.read()

        sending = [asyncio.create_task(send()) for _ in range(4)]
        process = psutil.Process(server.pid)
        await until(
            lambda: any(child.cpu_times().user > 0.5 for child in process.children() if is_decoder(child))
        )
        await assert_ends_in_time(server)
        await asyncio.gather(*sending, return_exceptions=True)


async def test_with_many_wyoming_connections_in_every_state() -> None:
    begun = (
        encode(Event("ping")),
        encode(Event("transcribe", {"language": "en"}))
        + encode(Event("audio-start", {"rate": 16_000, "width": 2, "channels": 1})),
        b'{"type": "audio-chunk", "payload_length": 1000}\nabc',
        b'{"type": "audio-ch',
        b"",
    )
    async with served("stt") as server, AsyncExitStack() as stack:
        for number in range(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.wyoming_port)
            stack.callback(writer.close)
            writer.write(encode(Event("ping")))
            assert await reader.readline()
            writer.write(begun[number % len(begun)])
            await writer.drain()
        await assert_ends_in_time(server)


async def test_while_the_database_stalls(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = await create_database(postgresql, "stopping")
    core = {"store": {"database_url": url}, "data_dir": str(tmp_path)}
    async with served("core", core) as server, aiohttp.ClientSession(server.http) as http:
        assert await post(http, "/api/text", text="what time is it", user_id="ann") == 200
        postgresql.stall()
        turns = [
            asyncio.create_task(
                post(http, "/api/text", text=f"this is sentence {number}", user_id="ann", conversation_id="c")
            )
            for number in range(4)
        ]
        reading = asyncio.create_task(http.get("/api/conversations"))
        await asyncio.sleep(0.5)
        await assert_ends_in_time(server)
        await asyncio.gather(*turns, reading, return_exceptions=True)


@pytest.mark.parametrize("door", ["http", "wyoming"])
async def test_while_speech_goes_to_a_reader_that_does_not_read(door: str) -> None:
    async with served("tts") as server:
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            port = server.http_port if door == "http" else server.wyoming_port
            reader.setblocking(False)  # noqa: FBT003 - its only argument
            loop = asyncio.get_running_loop()
            await loop.sock_connect(reader, ("127.0.0.1", port))
            await loop.sock_sendall(reader, _request_for_speech(door))
            assert await loop.sock_recv(reader, 1)
            await asyncio.sleep(1)  # until all that nobody reads is full
            await assert_ends_in_time(server)


def _request_for_speech(door: str) -> bytes:
    if door == "wyoming":
        return encode(Event("synthesize", {"text": LONG_TEXT}))
    body = json.dumps({"text": LONG_TEXT}).encode()
    head = f"POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: application/json\r\n\r\n" + body


@pytest.mark.parametrize("path", ["/api/text", "/v1/chat/completions"])
async def test_while_a_model_never_answers(path: str) -> None:
    model = RawChatServer([600.0])
    bodies: dict[str, dict[str, Any]] = {
        "/api/text": {"text": "why is the sky blue", "user_id": "ann"},
        "/v1/chat/completions": {"messages": [{"role": "user", "content": "why?"}], "stream": True},
    }
    async with model.serving() as url:
        llm = {"backends": {"raw": {"engine": "openai", "engines": {"openai": {"base_url": url}}}}}
        async with served("core", llm=llm) as server, aiohttp.ClientSession(server.http) as http:
            asking = asyncio.create_task(post(http, path, **bodies[path]))
            await until(lambda: model.requests)
            await assert_ends_in_time(server)
            with suppress(aiohttp.ClientError):
                assert await asking in {200, 503}


async def test_with_many_http_connections_in_every_state() -> None:
    begun = (
        b"",
        b"GET /hea",
        b"GET /health HTTP/1.1\r\nHost: loc",
        *(
            b"POST /api/audio HTTP/1.1\r\nHost: localhost\r\n" + rest
            for rest in (
                b"Content-Length: 100000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nha",
                b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                b"Content-Encoding: gzip\r\nContent-Length: 99\r\n\r\n\x1f",
            )
        ),
    )
    async with served("core") as server, AsyncExitStack() as stack:
        for number in range(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
            stack.callback(writer.close)
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert await reader.readuntil(b"\r\n\r\n")
            writer.write(begun[number % len(begun)])
            await writer.drain()
        await assert_ends_in_time(server)


@pytest.mark.parametrize("frame", ["ping", "unknown"])
async def test_while_clients_send_frames_without_end(frame: str) -> None:
    async def flood(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        reading = asyncio.create_task(_read_on(reader))
        with suppress(ConnectionError):
            while True:
                writer.write(encode(Event(frame)) * 1000)
                await writer.drain()
        reading.cancel()
        writer.close()

    async with served("core") as server, aiohttp.ClientSession(server.http) as http:
        floods = [asyncio.create_task(flood(server.wyoming_port)) for _ in range(8)]
        await asyncio.sleep(1)
        async with http.get("/health") as response:
            assert response.status == 200
        await assert_ends_in_time(server)
        for flooding in floods:
            flooding.cancel()
        await asyncio.gather(*floods, return_exceptions=True)


async def _read_on(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(65536):
            pass


@pytest.mark.parametrize("chunks", [[delta(content="word ")] * 200_000, [delta(content="x" * 900_000)] * 30])
async def test_while_a_streamed_chat_is_read_slowly(chunks: list[Any]) -> None:
    model = RawChatServer(chunks)
    body = json.dumps({"messages": [{"role": "user", "content": "why?"}], "model": "raw/raw", "stream": True})
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    async with model.serving() as url:
        llm = {"backends": {"raw": {"engine": "openai", "engines": {"openai": {"base_url": url}}}}}
        async with served("core", llm=llm) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port, limit=1024)
            writer.write((head + body).encode())
            assert (await reader.read(100)).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(1)  # until all that nobody reads is full
            await assert_ends_in_time(server)
            writer.transport.abort()


async def test_while_a_long_text_is_made_into_one_file() -> None:
    async with served("tts") as server, aiohttp.ClientSession(server.http) as http:
        speaking = [
            asyncio.create_task(post(http, "/generate", text=LONG_TEXT, stream=False, speed=0.25))
            for _ in range(4)
        ]
        await asyncio.sleep(1)
        await assert_ends_in_time(server)
        await asyncio.gather(*speaking, return_exceptions=True)


@pytest.mark.parametrize("trickles", [True, False], ids=["trickles", "is silent"])
async def test_with_a_server_of_models_that_never_lists_them(*, trickles: bool) -> None:
    """Its start waits for the server no longer than `answer_timeout`."""
    asked = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            while not reader.at_eof():
                writer.write(b" " * trickles)
                await writer.drain()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await reader.read(1)
        writer.close()

    listening = await asyncio.start_server(trickle, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    options = {"url": f"http://127.0.0.1:{port}", "answer_timeout": 5.0}
    llm = {"backends": {"slow": {"engine": "ollama", "engines": {"ollama": options}}}}
    async with served("core", llm=llm) as server:
        assert asked.is_set()
        await assert_ends_in_time(server)
    listening.close()
