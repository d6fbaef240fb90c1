"""Makes hostile HTTP: requests of every route, most of them with few faults, and damaged bytes."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable, Sequence

_ROUTES = """GET /
GET /health
GET /ready
GET /metrics
GET /api/ps
POST /api/text
POST /api/audio
POST /generate
GET /generate
GET /v1/models
GET /v1/models/a
GET /v1/audio/voices
POST /v1/chat/completions
POST /v1/completions
POST /v1/responses
POST /v1/responses/input_tokens
GET /v1/responses/a
GET /v1/responses/a/input_items
POST /v1/conversations
GET /v1/conversations/a/items
POST /v1/conversations/a/items
DELETE /v1/conversations/a/items/a
POST /v1/embeddings
POST /v1/audio/speech
GET /api/conversations
POST /v1/audio/transcriptions
POST /v1/audio/translations
POST /v1/audio/speech/timestamps
GET /api/conversations/a
GET /api/conversations/a/export
DELETE /api/conversations/a
GET /api/facts
DELETE /api/facts/a
GET /api/users/a/export
DELETE /api/users/a
GET /nothing""".splitlines()
_QUERIES = "text stream voice speed format user_id before after limit language x".split()
_VALUES = (
    *"""
    a true 0 -1 1e400 NaN %00 %ED%A0%80 %FF % %0d%0aX:y 0001-01-01T00:00:00%2B14:00
    9999-12-31T23:59:59-14:00 2026-01-01T00:00:00Z ..%2f.. %F0%9F%98%80
    """.split(),
    *("", "9" * 5000, "x" * 3000),
)
_FIELDS = """
    text input messages model voice user_id conversation_id language metadata stream speed format
    response_format seed max_tokens tools stop dimensions user n x prompt items conversation
    """.split()
_JSON = (
    *r"""
    null true 0 -1 1e999 "" "a" "\u0000" "\ud800" [] {} [[[[]]]] ["a",1] {"a":{"b":[]}} "\ud83d\ude00"
    [{"role":"user","content":"hi"}] [{"role":"user","content":"\u0000"}] [{"role":"tool"}] nul "é"
    """.split(),
    *("9" * 5000, "0." + "9" * 5000, '"' + "x" * 70_000 + '"', "[" * 3000),
)
_HEADERS = (
    *"""Host: localhost
Host: evil.example
Host:
Host: [
Content-Length: 0
Content-Length: 5
Content-Length: -1
Content-Length: 99999999999999999999
Content-Length: 1, 1
Content-Length: 0x5
Transfer-Encoding: chunked
Transfer-Encoding: gzip, chunked
Transfer-Encoding: x
Connection: close
Connection: Upgrade
Upgrade: websocket
Upgrade: h2c
Sec-WebSocket-Key: a
Sec-WebSocket-Version: 13
Expect: 100-continue
Expect: x
Content-Encoding: gzip
Content-Encoding: br
Content-Encoding: x
Content-Encoding: deflate
Content-Type: multipart/form-data
Content-Type: multipart/form-data; boundary=b
Content-Type: application/json
Content-Type: text/plain; charset=utf-16
Origin: null
Origin: http://localhost
Origin: https://evil.example
Sec-Fetch-Site: cross-site
Sec-Fetch-Mode: no-cors
Referer: ///
Range: bytes=0-
Cookie: a=b; c
X-Conversation-Id: a
If-None-Match: *
: a
 folded
Accept-Encoding: gzip;q=x
Trailer: X
Keep-Alive: 5
no colon""".splitlines(),
    *("Content-Type: \xff", "X-Y: \x00", "x-request-id: \x7f", "X-Conversation-Id: \xed\xa0\x80"),
    *("Authorization: Bearer \xff", "X" * 9000, "A: " + "b" * 9000, "\t"),
)
_PART_DATA = (b"", b"a", b"\x00", b"\xff", b"RIFF", b"\r\n--", b"x" * 20_000)
_PARAMETERS = ("", "", '; filename="a.wav"', "; filename*=utf-8''%ff", "; x=" + "y" * 3000, ';a="')
_PART_HEADERS = (
    *("", "", "", "Content-Type: audio/wav\r\n", "X: y\r\n" * 500, "Content-Encoding: gzip\r\n", "x\r\n"),
)
_METHODS = (*"GET POST PUT DELETE HEAD OPTIONS CONNECT TRACE PATCH get".split(), "X" * 50, "G\x00T", "")
_VERSIONS = ("HTTP/1.1",) * 40 + ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.9", "HTTQ/1.1", "")


def hostile_connection(number: int, *, seed: int = 0) -> list[bytes | float]:
    """Return what one client sends, and for how long it pauses: always the same for the same numbers."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - the same bytes in every run
    number_of_requests = chance.choice((1,) * 8 + (2, 3, 40))
    sent = b"".join(
        _request(chance, last=position == number_of_requests - 1) for position in range(number_of_requests)
    )
    for _ in range(chance.choice((0,) * 6 + (1, 1, 4))):
        sent = chance.choice(_DAMAGES)(chance, sent)
    pieces: list[bytes | float] = []
    for cut in sorted(chance.randrange(len(sent) + 1) for _ in range(chance.choice((0, 0, 1, 5)))):
        before = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
        pieces += [sent[before:cut], chance.choice((0.0, 0.001, 0.05))]
    before = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
    return [*pieces, sent[before:]]


def _request(chance: random.Random, *, last: bool) -> bytes:
    method, path = chance.choice(_ROUTES).split(" ")
    is_form = any(word in path for word in ("audio/trans", "timestamps", "api/audio"))
    if chance.random() < 0.05:
        method = chance.choice(_METHODS)
    if path.endswith("/a") and chance.random() < 0.5:
        path = path.removesuffix("a") + chance.choice(_VALUES)
    if chance.random() < 0.3:
        number = chance.choice((1, 2, 2, 200))
        path += "?" + "&".join(f"{chance.choice(_QUERIES)}={chance.choice(_VALUES)}" for _ in range(number))
    if chance.random() < 0.05:
        path = chance.choice(("http://localhost", "http://evil.example", "//", "*", "\x01")) + path
    headers = ["Host: localhost"] if chance.random() < 0.98 else []
    body = _body(chance, headers, is_form=is_form) if method == "POST" or chance.random() < 0.05 else b""
    if last and chance.random() < 0.8:
        headers.append("Connection: close")
    for _ in range(chance.choice((0,) * 12 + (1, 1, 1, 1, 2, 2, 5, 150))):
        headers.insert(chance.randrange(len(headers) + 1), chance.choice(_HEADERS))
    head = "\r\n".join((f"{method} {path} {chance.choice(_VERSIONS)}", *headers))
    return head.encode("latin-1", "replace") + b"\r\n\r\n" + body


def _body(chance: random.Random, headers: list[str], *, is_form: bool) -> bytes:
    """Return a body, and add what describes it to the headers."""
    make = (_form if is_form else _json) if chance.random() < 0.9 else chance.choice((_form, _json, _noise))
    body = make(chance)
    if make is _form:
        headers.append("Content-Type: multipart/form-data; boundary=b")
    if chance.random() < 0.15:
        body, encoding = chance.choice(((gzip.compress(body), "gzip"), (zlib.compress(body), "deflate")))
        headers.append(f"Content-Encoding: {encoding}")
    if chance.random() < 0.3:
        headers.append("Transfer-Encoding: chunked")
        return _chunked(chance, body)
    headers.append(f"Content-Length: {len(body) + chance.choice((0,) * 30 + (-1, 1, 100_000))}")
    return body


def _json(chance: random.Random) -> bytes:
    good = {"text": "hello", "input": "hello", "messages": [{"role": "user", "content": "hello"}]}
    fields = [
        f"{json.dumps(name)}:{json.dumps(value)}" for name, value in good.items() if chance.random() < 0.8
    ]
    fields += [
        f"{json.dumps(chance.choice(_FIELDS))}:{chance.choice(_JSON)}"
        for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 300)))
    ]
    chance.shuffle(fields)
    return ("{" + ",".join(fields) + "}").encode()


def _form(chance: random.Random) -> bytes:
    body = chance.choice((b"", b"", b"", b"preamble\r\n", b"\r\n" * 5000))
    for _ in range(chance.choice((0, 1, 2, 2, 3, 300))):
        name = chance.choice((*_FIELDS, "file", "file", "file", "keywords[]", "\x00", "é", "x" * 300))
        value = chance.choice(
            (b"", b"a", b"\x00", b"\xff", b"RIFF", b"\r\n--", b"x" * 20_000, chance.randbytes(300))
        )
        more = chance.choice(
            ("", "", '; filename="a.wav"', "; filename*=utf-8''%ff", "; x=" + "y" * 3000, ';a="')
        )
        lines = chance.choice(
            ("", "Content-Type: audio/wav\r\n", "X: y\r\n" * 500, "Content-Encoding: gzip\r\n", "x\r\n")
        )
        head = f'--b\r\n{lines}Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'
        body += head.encode() + value + chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n", b""))
    return body + chance.choice((b"--b--\r\n", b"--b--\r\n", b"--b--", b"--b", b"--b--\r\nepilogue" * 9, b""))


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 100, 100_000)))


def _chunked(chance: random.Random, body: bytes) -> bytes:
    size = chance.choice((1, 7, 1000, 65_536)) if len(body) < 5000 else 65_536
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    extra = chance.choice((b"",) * 30 + (b";a=b", b";" + b"x" * 5000, b" ", b"g"))
    end = chance.choice(
        (b"0\r\n\r\n",) * 30 + (b"", b"0\r\nX: y\r\n\r\n", b"-1\r\n\r\n", b"F" * 30 + b"\r\n")
    )
    return b"".join(b"%x" % len(piece) + extra + b"\r\n" + piece + b"\r\n" for piece in pieces) + end


_Damage = Callable[[random.Random, bytes], bytes]


def _flip(chance: random.Random, sent: bytes) -> bytes:
    at = chance.randrange(len(sent)) if sent else 0
    return sent[:at] + bytes([chance.randrange(256)]) + sent[at + 1 :]


def _cut(chance: random.Random, sent: bytes) -> bytes:
    at = chance.randrange(len(sent) + 1)
    return sent[:at] + sent[at + chance.choice((1, 2, 100, len(sent))) :]


def _insert(chance: random.Random, sent: bytes) -> bytes:
    at = chance.randrange(len(sent) + 1)
    return (
        sent[:at]
        + chance.choice((b"\r\n", b"\n", b"\r", b"\x00", b" ", b"\xff", b":", b"x" * 9000))
        + sent[at:]
    )


def _repeat(chance: random.Random, sent: bytes) -> bytes:
    at = chance.randrange(len(sent) + 1)
    part = sent[at : at + chance.choice((1, 50, 500))]
    return sent[:at] + part * chance.choice((2, 30)) + sent[at:]


_DAMAGES: Sequence[_Damage] = (_flip, _flip, _cut, _insert, _repeat)
