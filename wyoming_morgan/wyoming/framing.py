"""The Wyoming wire format, bounded, without input or output.

A frame is a header line of JSON (`type`, `data`, `data_length`, `payload_length`), then `data_length` bytes
of JSON that are merged over the header's `data`, then `payload_length` bytes of payload.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from wyoming import __version__ as protocol_version
from wyoming.event import Event

from wyoming_morgan.errors import ProtocolError, TooLarge
from wyoming_morgan.settings import setting

_FORMAT_HINT = "a frame begins with one line of JSON: an object with a string 'type'"


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """The bounds of one frame, in bytes, and of its JSON, in levels."""

    header_bytes: int
    data_bytes: int
    payload_bytes: int
    json_depth: int


@dataclass(frozen=True, slots=True)
class _Header:
    type: str
    data: dict[str, Any]
    data_length: int
    payload_length: int


class FrameDecoder:
    """Turns received bytes into events; holds at most one frame and the bytes of one `feed`.

    After an error the stream cannot be decoded any further.
    """

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._searched = 0
        self._header: _Header | None = None

    @property
    def mid_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._header is not None or bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take received bytes."""
        self._buffer += data

    def next_event(self) -> Event | None:
        """Return the next complete event, or None if more bytes are needed.

        Raises:
            ProtocolError: the bytes are not a valid frame.
            TooLarge: the frame exceeds a bound, or declares that it will.
        """
        if self._header is None:
            line = self._take_line()
            if line is None:
                return None
            self._header = self._parse_header(line)
        header = self._header
        size = header.data_length + header.payload_length
        if len(self._buffer) < size:
            return None
        data = header.data
        if header.data_length:
            data = data | self._parse_object(bytes(self._buffer[: header.data_length]), "data")
        payload = bytes(self._buffer[header.data_length : size]) or None
        del self._buffer[:size]
        self._header = None
        return Event(type=header.type, data=data, payload=payload)

    def _take_line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._searched)
        if (len(self._buffer) if end < 0 else end) > self._limits.header_bytes:
            raise TooLarge(
                f"a frame header is longer than {self._limits.header_bytes} bytes",
                hint="put the data behind the header, with data_length, or raise"
                f" {setting('core.wyoming.max_header_bytes')}",
            )
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return line

    def _parse_header(self, line: bytes) -> _Header:
        header = self._parse_object(line, "header")
        event_type = header.get("type")
        if not isinstance(event_type, str) or not event_type:
            raise ProtocolError("a frame header has no 'type'", hint=_FORMAT_HINT)
        data = header.get("data", {})
        if not isinstance(data, dict):
            raise ProtocolError(
                "the 'data' of a frame is not an object", hint="leave 'data' out if there is none"
            )
        return _Header(
            type=event_type,
            data=data,
            data_length=_length(
                header, "data_length", self._limits.data_bytes, setting("core.wyoming.max_data_bytes")
            ),
            payload_length=_length(
                header,
                "payload_length",
                self._limits.payload_bytes,
                setting("core.wyoming.max_payload_bytes"),
            ),
        )

    def _parse_object(self, raw: bytes, what: str) -> dict[str, Any]:
        try:
            value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
            if b"\\u" in raw:
                # JSON can escape half of a surrogate pair, which is not valid text and cannot be encoded.
                json.dumps(value, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise ProtocolError(
                f"the {what} of a frame is not valid JSON: {error}", hint=_FORMAT_HINT
            ) from error
        if not isinstance(value, dict):
            raise ProtocolError(f"the {what} of a frame is not a JSON object", hint=_FORMAT_HINT)
        if raw.count(b"{") + raw.count(b"[") > self._limits.json_depth:
            _check_depth(value, self._limits.json_depth)
        return value


def encode(event: Event) -> bytes:
    """Turn an event into the bytes of its frame."""
    header: dict[str, Any] = {"type": event.type, "version": protocol_version}
    data = json.dumps(event.data).encode("ascii") if event.data else b""
    payload = event.payload or b""
    if data:
        header["data_length"] = len(data)
    if payload:
        header["payload_length"] = len(payload)
    return b"".join((json.dumps(header).encode("ascii"), b"\n", data, payload))


def _length(header: dict[str, Any], name: str, limit: int, bound_by: str) -> int:
    value = header.get(name)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ProtocolError(
            f"the '{name}' of a frame is not a number of bytes", hint="send a whole number, 0 or more"
        )
    if value > limit:
        raise TooLarge(
            f"the '{name}' of a frame is {value}, more than {limit} bytes",
            hint=f"send it in smaller frames, or raise {bound_by}",
        )
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not valid JSON")


def _check_depth(value: dict[str, Any], limit: int) -> None:
    level: list[Any] = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _children(outer) if isinstance(inner, dict | list)]
        if not level:
            return
    raise ProtocolError(f"the JSON of a frame is nested more than {limit} levels deep", hint="send flat data")


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
