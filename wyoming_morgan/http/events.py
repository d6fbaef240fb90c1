"""Streams of server-sent events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import hdrs, web

_HEADERS = {
    hdrs.CONTENT_TYPE: "text/event-stream",
    hdrs.CACHE_CONTROL: "no-cache",
    "X-Accel-Buffering": "no",
}


async def begin_events(request: web.Request) -> web.StreamResponse:
    """Send the headers of a stream of events, and return the response to write them to."""
    response = web.StreamResponse(headers=_HEADERS)
    await response.prepare(request)
    return response


def named_event(data: Mapping[str, Any]) -> bytes:
    """Return one event whose type is also its name."""
    return f"event: {data['type']}\n".encode() + event(data)


def event(data: Mapping[str, Any]) -> bytes:
    """Return one event."""
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
