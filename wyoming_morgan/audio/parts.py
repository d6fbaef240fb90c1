"""Splits a file into what FFmpeg reads as one: joined files, and WAV without what is not sound in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from wyoming_morgan.audio.wav_chunks import WAV_HEADS, WavChunks, WavFormat

_BLOCK = 256 * 1024
_OVERLAP = 64
"""Bytes that are looked at to tell whether a file begins."""
_ENDLESS = b"\xff" * 4
"""A length that is not known."""


class Readable(Protocol):
    """What FFmpeg reads; it seeks where it can."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


def parts(file: BinaryIO) -> Iterator[Readable]:
    """Yield the files of which one consists; each is read before the next one is taken.

    FFmpeg itself reads joined files of MP3, ADTS, Ogg, AVI and MPEG, but of others only the first.
    """
    head = _look(file, 0, _OVERLAP)
    if head.startswith(WAV_HEADS) and head[8:12] == b"WAVE":
        yield from _sound_of_wav(file)
        return
    signature = next((signature for signature in _SIGNATURES if signature.begins(head, 0)), None)
    if signature is None:
        file.seek(0)
        yield file
        return
    starts = [0, *_further(file, signature)]
    ends = [*starts[1:], file.seek(0, io.SEEK_END)]
    for start, end in zip(starts, ends, strict=True):
        yield Window(file, start, end)


class Window(io.RawIOBase):
    """A part of a file that can be read and sought like a whole one."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._size = end - start
        self._at = 0

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def seekable(self) -> bool:
        """Whether it can be sought: always."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes from here on."""
        left = max(0, self._size - self._at)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; see `io.IOBase.seek`."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place from which is read next."""
        return self._at


@dataclass(frozen=True, slots=True)
class _Signature:
    """How files of one kind begin."""

    magic: bytes
    at: int = 0
    """How far from the beginning `magic` is."""
    then: bytes = b""
    """What else has to be there, at `then_at`."""
    then_at: int = 0

    def begins(self, data: bytes, start: int) -> bool:
        """Whether a file begins at `start`."""
        magic, then = start + self.at, start + self.then_at
        return (
            start >= 0
            and data[magic : magic + len(self.magic)] == self.magic
            and data[then : then + len(self.then)] == self.then
        )


_SIGNATURES = (
    _Signature(b"fLaC", then=b"\0\0\x22", then_at=5),
    _Signature(b"ftyp", at=4, then=bytes(3)),
    _Signature(b"FORM", then=b"AIF", then_at=8),
    _Signature(b"caff\0\1\0\0"),
    _Signature(b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb"),
    _Signature(b".snd\0\0", then=b"\0\0", then_at=12),
    _Signature(b"#!AMR\n"),
    _Signature(b"#!AMR-WB\n"),
    # The length of the head of Matroska and WebM takes one byte or eight.
    _Signature(b"\x1a\x45\xdf\xa3", then=b"\x42\x86\x81\x01", then_at=5),
    _Signature(b"\x1a\x45\xdf\xa3", then=b"\x42\x86\x81\x01", then_at=12),
    _Signature(b"TTA1\1\0"),
    _Signature(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9"),
    _Signature(b"FLV\1", then=b"\0\0\0\x09", then_at=5),
)
"""Kinds of which FFmpeg reads one file only, or takes the head of a further one for sound."""


def _further(file: BinaryIO, signature: _Signature) -> Iterator[int]:
    """Yield where further files begin, whatever lengths the first one gives."""
    at = 1
    while window := _look(file, at, _BLOCK + _OVERLAP):
        position = window.find(signature.magic)
        while 0 <= position < _BLOCK + signature.at:
            if signature.begins(window, position - signature.at):
                yield at + position - signature.at
            position = window.find(signature.magic, position + 1)
        at += _BLOCK


def _look(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _sound_of_wav(file: BinaryIO) -> Iterator[Readable]:
    """Yield each WAV of a file with nothing but its format and its samples.

    Raises:
        UndecodableAudio: it cannot be read as WAV.
    """
    file.seek(0)
    events = _events(file)
    event = next(events, None)
    while isinstance(event, WavFormat):
        part = _PlainWav(event, events)
        yield part
        event = part.next_format()


def _events(file: BinaryIO) -> Iterator[WavFormat | bytes]:
    chunks = WavChunks()
    while block := file.read(_BLOCK):
        yield from chunks.feed(block)
    yield from chunks.end()


class _PlainWav:
    """One WAV of unknown length: a format, and the samples up to the next format."""

    def __init__(self, wav_format: WavFormat, events: Iterator[WavFormat | bytes]) -> None:
        chunk = wav_format.chunk + bytes(len(wav_format.chunk) % 2)
        size = len(wav_format.chunk).to_bytes(4, "little")
        self._rest = b"RIFF" + _ENDLESS + b"WAVEfmt " + size + chunk + b"data" + _ENDLESS
        self._events = events
        self._next: WavFormat | None = None
        self._over = False

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        while not self._rest and not self._over:
            self._advance()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def next_format(self) -> WavFormat | None:
        """Pass over the samples that are left, and return the format of the next file, if there is one."""
        while not self._over:
            self._advance()
        return self._next

    def _advance(self) -> None:
        event = next(self._events, None)
        self._over = not isinstance(event, bytes)
        self._rest = event if isinstance(event, bytes) else b""
        self._next = event if isinstance(event, WavFormat) else None
