"""Finds the sound in WAV while it arrives: chunks as real programs write them, and several files in a row.

https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html, and EBU Tech 3306 for RF64.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum, auto

from wyoming_morgan.errors import UndecodableAudio

WAV_HEADS = (b"RIFF", b"RF64", b"BW64")
"""What a WAV file may begin with."""

_HEAD, _CHUNK_HEAD, _NAME = 12, 8, 4
_KIND_AT, _KIND = 8, b"WAVE"
_MOST_FORMAT = 64 * 1024
_MOST_BEFORE = 32 * 1024 * 1024
"""Bytes of a chunk that may come before the samples: it may be a picture."""
_UNKNOWN = 0x7FFF_0000
"""Sizes from here on are made up: 2 and 4 GB less a header, and all ones."""
_LENGTHS = struct.Struct("<QQ")
_NAMES = (
    b"acid afsp axml bext C2PA cart chna cue  data DISP fact fmt  FLLR ID3  id3  inst iXML JUNK junk labl "
    b"LGWV LIST list ltxt MD5  minf note PAD  PEAK plst regn RIFF RF64 BW64 SAUR slnt smpl SNDM sxml umid "
    b"XMP_ _PMX "
)
_USUAL = frozenset(_NAMES[start : start + _NAME] for start in range(0, len(_NAMES), _NAME + 1))


@dataclass(frozen=True, slots=True)
class WavFormat:
    """The format of the samples that follow: what the chunk `fmt ` holds."""

    chunk: bytes


class _Place(Enum):
    """What the next byte belongs to."""

    HEAD = auto()
    CHUNK = auto()
    FORMAT = auto()
    LENGTHS = auto()
    SKIPPED = auto()
    SAMPLES = auto()
    ENDLESS_SAMPLES = auto()
    NO_SAMPLES = auto()
    """Samples to the end, or none and another chunk: the next bytes tell."""
    PAD = auto()
    RUBBISH = auto()
    """No chunk; another file may begin in it."""


class WavChunks:
    """Takes WAV files in pieces; returns the format of each, and only what is sound in it.

    - A length of 0 or of all ones means: to the end, or to where the next file begins.
    - A chunk of odd length may lack the pad byte after it.
    - What follows the samples is passed over.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._place = _Place.HEAD
        self._left = 0
        """Bytes of this chunk that have not come yet."""
        self._odd = False
        """Whether this chunk has an odd length."""
        self._lengths: int | None = None
        """The length of the samples, where RF64 keeps it."""
        self._format: WavFormat | None = None
        self._begun = False
        """Whether the samples of this file have begun."""

    def feed(self, data: bytes) -> list[WavFormat | bytes]:
        """Return formats, and the samples that follow each.

        Raises:
            UndecodableAudio: it is not a WAV file, or its header makes no sense.
        """
        self._buffer += data
        events: list[WavFormat | bytes] = []
        while self._advance(events):
            pass
        return events

    def end(self) -> list[WavFormat | bytes]:
        """Return the samples that were kept back because a file might have begun in them.

        Raises:
            UndecodableAudio: the file ended before its samples began.
        """
        rest, self._buffer = bytes(self._buffer), bytearray()
        if not self._begun:
            raise undecodable("it ends before its samples")
        sound = self._place in {_Place.ENDLESS_SAMPLES, _Place.NO_SAMPLES}
        return [rest] if rest and sound else []

    def _advance(self, events: list[WavFormat | bytes]) -> bool:
        """Do one step; return whether another one may be possible."""
        match self._place:
            case _Place.HEAD:
                return self._begin()
            case _Place.CHUNK:
                return self._open_chunk(events)
            case _Place.FORMAT | _Place.LENGTHS:
                return self._read_head()
            case _Place.SKIPPED | _Place.SAMPLES:
                return self._pass_over(events)
            case _Place.PAD | _Place.NO_SAMPLES:
                return self._see_what_follows()
            case _:
                return self._look_for_file(events)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _begin(self) -> bool:
        if len(self._buffer) < _HEAD:
            return False
        if not _begins(self._buffer, 0):
            if not self._begun:
                raise undecodable("it does not begin as one")
            self._place = _Place.RUBBISH
            return True
        self._take(_HEAD)
        self._lengths, self._format, self._begun = None, None, False
        self._place = _Place.CHUNK
        return True

    def _open_chunk(self, events: list[WavFormat | bytes]) -> bool:
        if len(self._buffer) < _CHUNK_HEAD:
            return False
        name = bytes(self._buffer[:_NAME])
        if self._begun and (name in WAV_HEADS or not _is_name(name)):
            self._place = _Place.HEAD if name in WAV_HEADS else _Place.RUBBISH
            return True
        size = int.from_bytes(self._take(_CHUNK_HEAD)[_NAME:], "little")
        self._left, self._odd = size, size % 2 == 1
        if name == b"data" and not self._begun:
            self._open_samples(events)
            return True
        if not self._begun and size > (_MOST_FORMAT if name == b"fmt " else _MOST_BEFORE):
            raise undecodable("its header does not end")
        heads = {b"fmt ": _Place.FORMAT, b"ds64": _Place.LENGTHS}
        self._place = _Place.SKIPPED if self._begun else heads.get(name, _Place.SKIPPED)
        return True

    def _open_samples(self, events: list[WavFormat | bytes]) -> None:
        if self._format is None:
            raise undecodable("it does not specify its format")
        self._begun = True
        events.append(self._format)
        if self._left >= _UNKNOWN and self._lengths is not None:
            self._left, self._odd = self._lengths, self._lengths % 2 == 1
        if self._left == 0:
            self._place = _Place.NO_SAMPLES
        elif self._left >= _UNKNOWN and self._lengths is None:
            self._place = _Place.ENDLESS_SAMPLES
        else:
            self._place = _Place.SAMPLES

    def _read_head(self) -> bool:
        if len(self._buffer) < self._left:
            return False
        chunk = self._take(self._left)
        if self._place is _Place.FORMAT:
            self._format = WavFormat(chunk)
        elif len(chunk) >= _LENGTHS.size:
            self._lengths = _LENGTHS.unpack_from(chunk)[1] or None
        self._place = _Place.PAD if self._odd else _Place.CHUNK
        return True

    def _pass_over(self, events: list[WavFormat | bytes]) -> bool:
        piece = self._take(min(self._left, len(self._buffer)))
        self._left -= len(piece)
        if piece and self._place is _Place.SAMPLES:
            events.append(piece)
        if self._left:
            return False
        self._place = _Place.PAD if self._odd else _Place.CHUNK
        return True

    def _see_what_follows(self) -> bool:
        if self._place is _Place.NO_SAMPLES:
            if len(self._buffer) < _NAME:
                return False
            is_chunk = bytes(self._buffer[:_NAME]) in _USUAL
            self._place = _Place.CHUNK if is_chunk else _Place.ENDLESS_SAMPLES
            return True
        if len(self._buffer) < 1 + _NAME:
            return False
        # Some programs leave the pad byte out.
        here, behind = bytes(self._buffer[:_NAME]), bytes(self._buffer[1 : 1 + _NAME])
        if behind in _USUAL or not (here in _USUAL or (here[0] and _is_name(here))):
            self._take(1)
        self._place = _Place.CHUNK
        return True

    def _look_for_file(self, events: list[WavFormat | bytes]) -> bool:
        at = self._buffer.find(_KIND)
        while at >= 0 and not _begins(self._buffer, at - _KIND_AT):
            at = self._buffer.find(_KIND, at + 1)
        whole = at - _KIND_AT if at >= 0 else max(0, len(self._buffer) - _HEAD + 1)
        piece = self._take(whole)
        if piece and self._place is _Place.ENDLESS_SAMPLES:
            events.append(piece)
        if at < 0:
            return False
        self._place = _Place.HEAD
        return True


def undecodable(why: str) -> UndecodableAudio:
    """Return the error for a WAV that cannot be read."""
    return UndecodableAudio(
        f"this is not a readable WAV file: {why}", hint="send PCM of 8 to 32 bits, or floats, in it"
    )


def _begins(data: bytearray, at: int) -> bool:
    return at >= 0 and data[at : at + _NAME] in WAV_HEADS and data[at + _KIND_AT : at + _HEAD] == _KIND


def _is_name(name: bytes) -> bool:
    """Whether a chunk may be called so."""
    return name.isascii() and name.decode().isprintable()
