"""Reads the bytes of a body within a bound, unpacked, without ever holding the event loop."""

from __future__ import annotations

import asyncio
import zlib

from aiohttp import hdrs, web

from wyoming_morgan.errors import TooLarge
from wyoming_morgan.http.errors import InvalidBody, UnsupportedEncoding
from wyoming_morgan.unpacking import Unpacker, unpacker

SEND_LESS = "send less at a time"


async def read_body(request: web.Request, *, limit: int, hint: str = SEND_LESS) -> bytearray:
    """Read a body of which neither the received nor the unpacked bytes exceed `limit`.

    `hint` says what to do about a larger one.

    Raises:
        TooLarge: it is larger.
        UnsupportedEncoding: it is packed in another way than gzip or deflate.
        InvalidBody: it is cut off, or cannot be unpacked.
    """
    unpacking = _unpacker(request)
    received = request.content_length or 0
    _check_size(received, limit, hint)
    received, body = 0, bytearray()
    try:
        while piece := await request.content.readany():
            received += len(piece)
            _check_size(received, limit, hint)
            for step in unpacking.feed(piece):
                body += step
                _check_size(len(body), limit, hint)
                await asyncio.sleep(0)
        unpacking.end()
    except (web.RequestPayloadError, zlib.error) as error:
        raise InvalidBody(f"the body cannot be read: {error}", hint="send the complete body") from error
    return body


def _check_size(size: int, limit: int, hint: str) -> None:
    if size > limit:
        raise TooLarge(f"the body is larger than {limit} bytes", hint=hint)


def _unpacker(request: web.Request) -> Unpacker:
    unpacking = unpacker(",".join(request.headers.getall(hdrs.CONTENT_ENCODING, ())))
    if unpacking is None:
        raise UnsupportedEncoding(
            "the body is packed in a way that is not supported", hint="send it unpacked, or packed with gzip"
        )
    return unpacking
