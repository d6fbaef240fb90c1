"""Reads the samples of WAV while it arrives."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.pcm import from_samples
from wyoming_morgan.audio.wav_chunks import WavChunks, WavFormat, undecodable
from wyoming_morgan.errors import InvalidRequest

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_FORMAT = struct.Struct("<HHIIHH")
_KIND_AT = 24
"""Where an extensible format has the kind of its samples: the first field of a GUID."""
_FLOATS = {4: "<f4", 8: "<f8"}


class WavReader:
    """Takes WAV files in pieces and returns their PCM; see `WavChunks` for what counts as sound.

    Integers come out as they are; floats become 16 bits, and what is louder than 1 is clipped.
    """

    def __init__(self) -> None:
        self._chunks = WavChunks()
        self._layout: _Layout | None = None
        self._rest = b""
        """The beginning of a sample that is not complete."""

    def feed(self, data: bytes) -> list[AudioChunk]:
        """Return the sound that is complete, none before the header is; each file may have another format.

        Raises:
            UndecodableAudio: it is not a WAV file, or its samples are neither integers nor floats.
        """
        return self._read(self._chunks.feed(data))

    def flush(self) -> list[AudioChunk]:
        """Return the rest of the sound; half a sample at the end is dropped.

        Raises:
            UndecodableAudio: the file ended before its samples began.
        """
        return self._read(self._chunks.end())

    def _read(self, events: list[WavFormat | bytes]) -> list[AudioChunk]:
        sound: list[AudioChunk] = []
        for event in events:
            if isinstance(event, WavFormat):
                self._layout, self._rest = _read_format(event.chunk), b""
            elif self._layout is not None:
                pcm = self._rest + event
                whole = len(pcm) - len(pcm) % self._layout.frame_bytes
                self._rest = pcm[whole:]
                if whole:
                    sound.append(self._layout.chunk(pcm[:whole]))
        return sound


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the samples are written."""

    format: AudioFormat
    """What they are read as."""
    frame_bytes: int
    float_type: str | None = None
    """NumPy's name for floats; None for integers."""

    def chunk(self, samples: bytes) -> AudioChunk:
        """Return whole samples as PCM."""
        if self.float_type is None:
            return AudioChunk(samples, self.format)
        floats = np.nan_to_num(np.frombuffer(samples, dtype=self.float_type), posinf=1.0, neginf=-1.0)
        return AudioChunk(from_samples(np.clip(floats, -1.0, 1.0).astype(np.float32)), self.format)


def _read_format(chunk: bytes) -> _Layout:
    if len(chunk) < _FORMAT.size:
        raise undecodable("its format is cut short")
    kind, channels, rate, _, frame, bits = _FORMAT.unpack_from(chunk)
    if kind == _EXTENSIBLE:
        kind = int.from_bytes(chunk[_KIND_AT : _KIND_AT + 2], "little") or _PCM
    width = _width(frame, channels, bits)
    if kind == _FLOAT and width in _FLOATS:
        return _Layout(_pcm(rate, SPEECH.width, channels), width * channels, _FLOATS[width])
    if kind != _PCM or not bits:
        raise undecodable(f"its samples are of the kind {kind:#06x} with {bits} bits")
    return _Layout(_pcm(rate, width, channels), width * channels)


def _width(frame: int, channels: int, bits: int) -> int:
    """Return the bytes of a sample: 20 bits may be the upper ones of 24 or of 32."""
    width = (bits + 7) // 8
    if channels and frame % channels == 0 and width <= frame // channels <= max(_FLOATS):
        return frame // channels
    return width


def _pcm(rate: int, width: int, channels: int) -> AudioFormat:
    try:
        return AudioFormat(rate=rate, width=width, channels=channels)
    except InvalidRequest as error:
        raise undecodable(error.message) from error
