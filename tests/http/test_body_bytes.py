"""Bodies as bytes: each one counts, packed or not, and none of them holds up the server."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import time
import zlib
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader
from aiohttp.test_utils import make_mocked_request

from tests.http.conftest import Door, Serve
from wyoming_morgan.errors import TooLarge
from wyoming_morgan.http.body_bytes import read_body

MEBIBYTE = 1024 * 1024
FORM = "multipart/form-data; boundary=XX"
FILE = b'--XX\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
TEXT = json.dumps({"text": "hello"}).encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


async def chunked(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 16 * 1024):
        yield data[start : start + 16 * 1024]


HOSTILE = {
    "line feeds without a boundary": b"\n" * 10 * MEBIBYTE,
    "before the first part": b"x\r\n" * 3 * MEBIBYTE + FILE,
    "headers of a part": b"--XX\r\n" + b"A: b\r\n" * 2 * MEBIBYTE,
    "within a part": FILE + b"\r\n-" * 4 * MEBIBYTE,
    "between parts": (FILE + b"\r\n") * 90_000,
    "behind the last part": FILE + b"\r\n--XX--\r\n" + b"\r\n--" * 3 * MEBIBYTE,
}


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_health_answers_while_a_hostile_form_is_read(door: Door, body: bytes, packed: bool) -> None:
    headers = {"Content-Type": FORM} | ({"Content-Encoding": "gzip"} if packed else {})
    data = await asyncio.to_thread(gzip.compress, body, 1) if packed else body
    post = door.session.post(door.url + "/api/audio", data=io.BytesIO(data), headers=headers)
    sending = asyncio.create_task(post)
    slowest = 0.0
    while not sending.done():
        began = time.monotonic()
        async with door.get("/health") as response:
            assert response.status == 200
        slowest = max(slowest, time.monotonic() - began)
    async with await sending as response:
        await door.error(response, response.status)
        assert response.status in {400, 413, 415}
    # Without turns for others, it would be the whole time of the form: a minute and more.
    assert slowest < 10


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return gzip.compress(bytes(300 * MEBIBYTE), 6)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/api/text", "/api/audio", "/v1/audio/transcriptions", "/generate"])
async def test_memory_stays_whatever_a_packed_body_unpacks_to(door: Door, bomb: bytes, path: str) -> None:
    headers = {"Content-Type": FORM, "Content-Encoding": "gzip"}
    before = psutil.Process().memory_info().rss
    for _ in range(3):
        async with door.post(path, data=bomb, headers=headers) as response:
            assert (await door.error(response, 413))["code"] == "too-large"
    assert psutil.Process().memory_info().rss - before < 100 * MEBIBYTE


async def test_a_body_is_unpacked_in_small_steps_between_which_others_have_their_turn() -> None:
    stream = StreamReader(BaseProtocol(asyncio.get_running_loop()), 1 << 16)
    stream.feed_data(gzip.compress(bytes(20 * MEBIBYTE)))
    stream.feed_eof()
    request = make_mocked_request("POST", "/", headers={"Content-Encoding": "gzip"}, payload=stream)
    reading = asyncio.create_task(read_body(request, limit=10 * MEBIBYTE))
    turns = 0
    while not reading.done():
        turns += 1
        await asyncio.sleep(0)
    with pytest.raises(TooLarge):
        await reading
    assert turns > 100


@pytest.mark.parametrize("announced", [True, False], ids=["with its length", "chunked"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_every_byte_of_a_form_counts(serve: Serve, body: bytes, announced: bool) -> None:
    door = await serve(max_body_bytes=MEBIBYTE)
    data: Any = io.BytesIO(body) if announced else chunked(body)
    async with door.post("/api/audio", data=data, headers={"Content-Type": FORM}) as response:
        assert "1048576" in (await door.error(response, 413))["message"]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", gzip.compress(TEXT), id="gzip"),
        pytest.param("GZIP", gzip.compress(TEXT), id="GZIP"),
        pytest.param("deflate", zlib.compress(TEXT), id="deflate"),
        pytest.param("deflate", raw_deflate(TEXT), id="deflate without its header"),
        pytest.param("identity", TEXT, id="identity"),
    ],
)
async def test_a_packed_body_is_unpacked(door: Door, encoding: str, body: bytes) -> None:
    async with door.post("/api/text", data=body, headers={"Content-Encoding": encoding}) as response:
        assert response.status == 200


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "evil", "gzip;q=1"])
async def test_another_way_of_packing_is_415(door: Door, encoding: str) -> None:
    async with door.post("/api/text", data=TEXT, headers={"Content-Encoding": encoding}) as response:
        await door.error(response, 415)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", b"\x1f\x8b" + b"not gzip" * 10, id="not gzip"),
        pytest.param("gzip", gzip.compress(TEXT)[:-9], id="cut off"),
        pytest.param("gzip", gzip.compress(TEXT) + b"more", id="more behind"),
        pytest.param("gzip", gzip.compress(TEXT) * 2, id="twice"),
        pytest.param("deflate", b"\x08", id="one byte"),
        pytest.param("deflate", b"\xff\xff", id="not deflate"),
        pytest.param("gzip", b"", id="empty"),
    ],
)
async def test_a_packed_body_that_is_broken_is_400(door: Door, encoding: str, body: bytes) -> None:
    async with door.post("/api/text", data=body, headers={"Content-Encoding": encoding}) as response:
        await door.error(response, 400)


async def test_a_packed_form_is_read_too(door: Door) -> None:
    form = FILE + b"not audio\r\n--XX--\r\n"
    headers = {"Content-Type": FORM, "Content-Encoding": "gzip"}
    async with door.post("/api/audio", data=gzip.compress(form), headers=headers) as response:
        assert (await door.error(response, 415))["code"] == "undecodable-audio"
