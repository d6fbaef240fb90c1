"""Answers as bytes, for connections on which no request is served."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from wyoming_morgan.http.errors import Failure
from wyoming_morgan.http.middleware import REQUEST_ID, new_request_id

_PAGE = re.compile(r"(?:GET|HEAD) (/[!-~]{0,4096}) HTTP/1\.[01]\r\n")
_HOST = re.compile(
    r"\r\nhost:[ \t]{0,8}([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?[ \t]{0,8}\r\n",
    re.IGNORECASE,
)
_SECRET = re.compile(r"\r\n(?:authorization|sec-websocket-protocol):", re.IGNORECASE)
"""Headers that may have a key in them, which has now been sent in the clear."""


def raw_answer(
    failure: Failure, headers: Mapping[str, str] | None = None, *, only_head: bool = False
) -> bytes:
    """Return a failure as a whole reply, after which the connection ends; to HEAD it has no body."""
    body = json.dumps(failure.body()).encode()
    lines = [
        f"HTTP/1.1 {failure.status} {HTTPStatus(failure.status).phrase}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "Server: Morgan",
        f"{REQUEST_ID}: {new_request_id()}",
        *(f"{name}: {value}" for name, value in {**failure.headers, **(headers or {})}.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode() + (b"" if only_head else body)


def https_instead(head: bytes) -> bytes:
    """Return the answer to who speaks plain HTTP where TLS is spoken; `head` is what it has sent.

    Who reads a page is sent on: a browser that was given an address without `https`. Who sends more, or a
    key, is not: it would go on sending it in the clear.
    """
    text = head.decode("latin-1")
    host = _HOST.search(text)
    address = f"https://{host[1]}{host[2] or ''}" if host else ""
    message = f"this port speaks HTTPS: use {address or 'https:// in the address'}"
    page = _PAGE.match(text)
    if page is None or host is None or host[2] is None or _SECRET.search(text):
        return raw_answer(Failure(HTTPStatus.BAD_REQUEST, message, "https_required"))
    return raw_answer(
        Failure(HTTPStatus.TEMPORARY_REDIRECT, message, "https_required"),
        {"Location": address + page[1]},
        only_head=text.startswith("HEAD "),
    )
