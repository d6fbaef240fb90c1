"""Reads the bytes of a body within a bound, unpacked, without ever holding the event loop."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from typing import Protocol

from aiohttp import hdrs, web

from wyoming_morgan.errors import TooLarge
from wyoming_morgan.http.errors import InvalidBody, UnsupportedEncoding

_STEP_BYTES = 64 * 1024
_DEFLATE_METHOD = 8
_GZIP = 16 + zlib.MAX_WBITS


class _Unpacker(Protocol):
    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the bytes of a received piece, unpacked, at most `_STEP_BYTES` at a time."""

    def end(self) -> None:
        """Check that the body is complete."""


async def read_body(request: web.Request, *, limit: int) -> bytearray:
    """Read a body of which neither the received nor the unpacked bytes exceed `limit`.

    Raises:
        TooLarge: it is larger.
        UnsupportedEncoding: it is packed in another way than gzip or deflate.
        InvalidBody: it is cut off, or cannot be unpacked.
    """
    unpacker = _unpacker(request)
    received = request.content_length or 0
    _check_size(received, limit)
    received, body = 0, bytearray()
    try:
        while piece := await request.content.readany():
            received += len(piece)
            _check_size(received, limit)
            for step in unpacker.feed(piece):
                body += step
                _check_size(len(body), limit)
                await asyncio.sleep(0)
        unpacker.end()
    except (web.RequestPayloadError, zlib.error) as error:
        raise InvalidBody(f"the body cannot be read: {error}", hint="send the complete body") from error
    return body


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(f"the body is larger than {limit} bytes", hint="send less at a time")


def _unpacker(request: web.Request) -> _Unpacker:
    encoding = ",".join(request.headers.getall(hdrs.CONTENT_ENCODING, ())).strip().casefold()
    match encoding:
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Packed(gzip=encoding != "deflate")
    raise UnsupportedEncoding(
        "the body is packed in a way that is not supported", hint="send it unpacked, or packed with gzip"
    )


class _Plain:
    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def end(self) -> None:
        """Whatever came is complete: the connection has its length."""


class _Packed:
    """One stream of gzip or deflate; the latter with or without its header, as clients send both."""

    def __init__(self, *, gzip: bool) -> None:
        self._stream = zlib.decompressobj(_GZIP) if gzip else None

    def feed(self, piece: bytes) -> Iterator[bytes]:
        if self._stream is None:
            has_header = piece[0] & 0xF == _DEFLATE_METHOD
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
        while piece:
            if self._stream.eof:
                raise zlib.error("there is more behind its end")
            yield self._stream.decompress(piece, _STEP_BYTES)
            piece = self._stream.unconsumed_tail or self._stream.unused_data

    def end(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise zlib.error("it is cut off")
