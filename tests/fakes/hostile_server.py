"""Servers on loopback ports that send what no client can want."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

MEBIBYTE = 1024 * 1024

Sender = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(send: Sender, *, http: bool = True) -> AsyncIterator[str]:
    """Answer each request with what `send` writes, and close."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if http:
                await reader.readuntil(b"\r\n\r\n")
            await send(writer)
            if writer.can_write_eof():
                writer.write_eof()
            while await reader.read(65536):
                pass
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def head(content_type: str, *headers: str, status: str = "200 OK") -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers, "Connection: close", "", "")
    return "\r\n".join(lines).encode()


async def write(writer: asyncio.StreamWriter, *pieces: bytes) -> None:
    for piece in pieces:
        writer.write(piece)
        await writer.drain()


async def repeat(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:
        await write(writer, piece)


Hostile = Callable[[asyncio.StreamWriter, str], Awaitable[None]]


async def endless(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type))
    await repeat(writer, b"a" * 65536)


async def endless_lines(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type))
    long = json.dumps({"x": "y" * 5000}).encode()
    await repeat(writer, b"data: " + long + b"\n" + long + b"\n")


async def endless_line_in_small_pieces(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type, "Transfer-Encoding: chunked"), b"5\r\ndata:\r\n")
    await repeat(writer, (b"20\r\n" + b"a" * 32 + b"\r\n") * 100)


async def endless_error(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type, status="400 Bad Request"))
    await repeat(writer, b"a" * 65536)


async def endless_headers(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type).removesuffix(b"\r\n"))
    await repeat(writer, b"X: y\r\n" * 1000)


async def gzip_bomb(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type, "Content-Encoding: gzip"), BOMB)


async def gzip_of_gzip(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type, "Content-Encoding: gzip, gzip"), gzip.compress(BOMB))


async def unknown_packing(writer: asyncio.StreamWriter, content_type: str) -> None:
    await write(writer, head(content_type, "Content-Encoding: br"), b"abc")


async def deep(writer: asyncio.StreamWriter, content_type: str) -> None:
    prefix = b"data: " if "event" in content_type else b""
    await write(writer, head(content_type), prefix, b"[" * 900_000, b"\n\n")


async def wide(writer: asyncio.StreamWriter, content_type: str) -> None:
    prefix = b"data: " if "event" in content_type else b""
    await write(writer, head(content_type), prefix, b'{"data":[', b"[]," * 300_000, b"1]}\n\n")


async def not_http(writer: asyncio.StreamWriter, content_type: str) -> None:
    del content_type
    await repeat(writer, b"\x00\xff" * 30_000)


BOMB = gzip.compress(bytes(400 * MEBIBYTE), compresslevel=9, mtime=0)
HOSTILE: tuple[Hostile, ...] = (
    endless,
    endless_lines,
    endless_line_in_small_pieces,
    endless_error,
    endless_headers,
    gzip_bomb,
    gzip_of_gzip,
    unknown_packing,
    deep,
    wide,
    not_http,
)
