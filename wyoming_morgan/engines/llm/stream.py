"""Reads the objects of a streamed reply: server-sent events, lines of JSON, or JSON in place of a stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from typing import Any

from wyoming_morgan.engines.clients.remote import MAX_ANSWER, lines, shown
from wyoming_morgan.engines.clients.shapes import parsed

_DATA = b"data:"
_DONE = b"[DONE]"
_FIELDS = (b"event:", b"id:", b"retry:", b":")
_MARK = b"\xef\xbb\xbf"
_LAST_SECONDS = 0.1  # for the rest after the end, so that the connection can be reused


async def chunks(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Mapping[str, Any], None]:
    """Yield the objects of a reply, each as soon as its line is complete. What is no object is skipped.

    Raises:
        ValueError: nothing in it can be read, or a line is too long.
    """
    reading = _Reading()
    async with aclosing(lines(pieces, returns=True)) as received:
        async for line in received:
            for chunk in reading.read(line):
                yield chunk
            if reading.ended:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_SECONDS):
                        async for _ in received:
                            pass
                return
    for chunk in reading.rest():
        yield chunk


class _Reading:
    """Reads line by line."""

    def __init__(self) -> None:
        self.ended = False
        self._event = bytearray()
        """The data of an event that is not complete."""
        self._other = bytearray()
        """Lines that belong to no event, as long as there was none."""
        self._skipped = b""
        self._any = False

    def read(self, line: bytes) -> Iterator[Mapping[str, Any]]:
        """Read a line."""
        line = line.removeprefix(_MARK)
        bare = line.strip()
        if not bare:
            yield from self._end_event()
        elif bare.startswith(_DATA):
            yield from self._data(bare[len(_DATA) :].strip())
        elif bare == _DONE:
            self.ended = True
        elif not bare.startswith(_FIELDS):
            yield from self._bare(bare)

    def rest(self) -> Iterator[Mapping[str, Any]]:
        """Read what is left at the end.

        Raises:
            ValueError: there was nothing that can be read.
        """
        yield from self._end_event()
        if self._any:
            return
        value = _value(bytes(self._other))
        for chunk in value if isinstance(value, list) else [value]:
            if isinstance(chunk, dict):
                self._any = True
                yield chunk
        if not self._any and (odd := bytes(self._other) or self._skipped):
            raise ValueError(shown(odd[:1000].decode(errors="replace")))

    def _data(self, data: bytes) -> Iterator[Mapping[str, Any]]:
        if data == _DONE:
            yield from self._end_event()
            self.ended = True
            return
        if not data:
            return
        value = _value(data)
        if isinstance(value, dict):
            yield from self._end_event()
            self._any = True
            yield value
        elif isinstance(value, list) or value is None:
            # An event may take several lines.
            self._event += b"\n" + data
            if len(self._event) > MAX_ANSWER:
                raise ValueError("an event that is too long")
        else:
            self._skipped = self._skipped or data

    def _bare(self, line: bytes) -> Iterator[Mapping[str, Any]]:
        """Read a line that is no part of an event: an object by itself, or a part of a larger value."""
        value = _value(line) if not self._other and line.startswith(b"{") else None
        if isinstance(value, dict):
            self._any = True
            yield value
            return
        if not self._any and len(self._other) < MAX_ANSWER:
            self._other += line + b"\n"

    def _end_event(self) -> Iterator[Mapping[str, Any]]:
        data, self._event = bytes(self._event), bytearray()
        if not data:
            return
        value = _value(data)
        for chunk in value if isinstance(value, list) else [value]:
            if isinstance(chunk, dict):
                self._any = True
                yield chunk
            else:
                self._skipped = self._skipped or data


def _value(data: bytes) -> Any:
    try:
        return parsed(data)
    except ValueError:
        return None
