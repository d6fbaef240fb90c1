"""A deadline bounds Morgan's own work: who goes on reading gets everything, however long that takes."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping

import numpy as np
import pytest
from aiohttp import WSMsgType
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeMouth
from tests.fakes.scripted_chat import ScriptedChat, says
from tests.http.conftest import FakeServices, Serve
from tests.http.raw_requests import raw_post
from tests.source import PACKAGE, modules, text
from tests.virtual_time import VirtualTimeLoop
from wyoming_morgan.http.deadline import Deadline

SECONDS = 1.0
SPEECH: Mapping[str, object] = {"input": "hello", "model": "morgan", "text": "hello"}


def noise(seconds: float) -> bytes:
    return np.random.default_rng(1).integers(-9000, 9000, round(seconds * 22_050), dtype=np.int16).tobytes()


async def read_slowly(address: tuple[str, int], request: bytes, *, step: int = 48 * 1024) -> bytes:
    """Send a request and read its reply at a steady pace, for longer than the deadline."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(0)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, address)
    await loop.sock_sendall(connection, request.replace(b"Host:", b"Connection: close\r\nHost:"))
    reply = bytearray()
    try:
        while piece := await loop.sock_recv(connection, step):
            reply += piece
            if len(reply) // step != (len(reply) - len(piece)) // step:
                await asyncio.sleep(0.05)
    finally:
        connection.close()
    return bytes(reply)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        *(("/v1/audio/speech", {"response_format": kind}) for kind in ("wav", "pcm", "flac")),
        ("/v1/audio/speech", {"response_format": "wav", "stream_format": "sse"}),
        ("/generate", {"stream": True}),
        ("/generate", {"stream": False}),
        ("/api/text", {"metadata": {"generate_audio": True}}),
    ],
)
async def test_a_listener_who_goes_on_reading_gets_all_of_it(
    serve: Serve, fakes: FakeServices, path: str, more: Mapping[str, object]
) -> None:
    door = await serve(request_seconds=SECONDS)
    fakes.tts.chunk = noise(35)
    fields = {"/generate": ("text",), "/api/text": ("text",)}.get(path, ("input",))
    body = {name: SPEECH[name] for name in fields} | dict(more)
    began = asyncio.get_running_loop().time()
    reply = await read_slowly(door.address, raw_post(path, body))
    assert asyncio.get_running_loop().time() - began > SECONDS, "it was read too fast to say anything"
    head, _, rest = reply.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert is_whole(head, rest)


async def test_a_reader_of_a_long_chat_gets_all_of_it(serve: Serve, fakes: FakeServices) -> None:
    fakes.llm = ScriptedChat([says(*["word " * 8_000] * 40)], repeat=True)
    door = await serve(request_seconds=SECONDS)
    body = {"model": "home/small", "stream": True, "messages": [{"role": "user", "content": "go on"}]}
    reply = await read_slowly(door.address, raw_post("/v1/chat/completions", body))
    assert b"data: [DONE]" in reply
    assert reply.count(b"word ") == 320_000


async def test_a_listener_of_the_voice_socket_gets_all_of_it(serve: Serve, fakes: FakeServices) -> None:
    fakes.tts = FakeMouth(chunks=120)
    fakes.tts.chunk = noise(1)
    door = await serve(voice_seconds=SECONDS)
    began, size = asyncio.get_running_loop().time(), 0
    async with door.session.ws_connect(door.url + "/api/voice") as voice:
        for sent in ({"type": "synthesize"}, {"type": "text", "text": "hello"}, {"type": "end"}):
            await voice.send_json(sent)
        async for message in voice:
            if message.type is WSMsgType.BINARY:
                size += len(message.data)
                await asyncio.sleep(0.02)
            elif message.json()["type"] != "audio":
                assert message.json()["type"] == "spoken"
                break
    assert asyncio.get_running_loop().time() - began > SECONDS
    assert size == 120 * len(fakes.tts.chunk)


def is_whole(head: bytes, rest: bytes) -> bool:
    length = re.search(rb"content-length: (\d+)", head.lower())
    return len(rest) == int(length[1]) if length else rest.endswith(b"0\r\n\r\n")


def test_every_reply_that_is_sent_piece_by_piece_is_sent_at_the_pace_of_its_reader() -> None:
    writers = [
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if path.is_relative_to(PACKAGE / "http") and re.search(r"response\.write(_eof)?\(", text(path))
    ]
    assert writers == ["http/deadline.py"]


@given(
    works=st.lists(st.floats(0.01, 5), min_size=1, max_size=8),
    reads=st.lists(st.floats(0, 9), min_size=8, max_size=8),
)
def test_the_time_of_the_work_counts_and_that_of_the_reader_does_not(
    works: list[float], reads: list[float]
) -> None:
    async def request(deadline: Deadline) -> None:
        async with deadline.limit:
            for work, read in zip(works, reads, strict=False):
                await asyncio.sleep(work)
                with deadline.paused():
                    await asyncio.sleep(read)

    total = sum(works)
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:

        async def enough() -> None:
            await request(Deadline(total + 0.001))

        runner.run(enough())

        async def too_little() -> None:
            with pytest.raises(TimeoutError):
                await request(Deadline(total - 0.001))

        runner.run(too_little())


def test_a_reader_who_stops_is_let_go() -> None:
    deadline = in_virtual_time(stop_reading)
    assert deadline.expired
    assert deadline.listening


def test_the_end_of_the_server_ends_a_request_whose_reply_is_being_read() -> None:
    assert in_virtual_time(read_until_the_end).expired


def in_virtual_time(request: Callable[[Deadline], Awaitable[None]]) -> Deadline:
    """Run a request with a deadline of a minute, which must end it within that minute."""

    async def run() -> Deadline:
        deadline = Deadline(60)
        with pytest.raises(TimeoutError):
            await request(deadline)
        assert asyncio.get_running_loop().time() <= 60.001
        return deadline

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(run())


async def stop_reading(deadline: Deadline) -> None:
    async with deadline.limit:
        with deadline.paused():
            await asyncio.sleep(61)


async def read_until_the_end(deadline: Deadline) -> None:
    async with deadline.limit:
        with deadline.paused():
            deadline.end()
        await asyncio.sleep(61)
