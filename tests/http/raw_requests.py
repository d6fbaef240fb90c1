"""Requests as bytes, for tests that look after the connection themselves."""

from __future__ import annotations

import json


def raw_post(path: str, body: object) -> bytes:
    """Return a POST request with a JSON body."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data
