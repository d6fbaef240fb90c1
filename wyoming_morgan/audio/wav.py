"""Writes WAV."""

from __future__ import annotations

import struct

from wyoming_morgan.audio.formats import AudioChunk, AudioFormat

_UNKNOWN = 0xFFFFFFFF
_RIFF_SIZE_AT, _DATA_SIZE_AT = 4, 40
_HEADER_BYTES = 44


def wav(chunk: AudioChunk) -> bytes:
    """Wrap PCM as a WAV file."""
    return _header(chunk.format, len(chunk.pcm)) + chunk.pcm


def wav_header(pcm_format: AudioFormat) -> bytes:
    """Return the header of a WAV file of unknown length, for PCM that follows while it is made.

    Both sizes are the largest possible, which readers take as "until the end", as FFmpeg writes to a pipe.
    """
    return _header(pcm_format, None)


def complete_wav(file: bytearray) -> None:
    """Write the sizes into a WAV file that began with `wav_header` and is complete now."""
    size = len(file) - _HEADER_BYTES
    struct.pack_into("<I", file, _RIFF_SIZE_AT, _riff_size(size))
    struct.pack_into("<I", file, _DATA_SIZE_AT, size)


def _header(pcm_format: AudioFormat, size: int | None) -> bytes:
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        _UNKNOWN if size is None else _riff_size(size),
        b"WAVE",
        b"fmt ",
        16,
        1,
        pcm_format.channels,
        pcm_format.rate,
        pcm_format.bytes_per_second,
        pcm_format.frame_bytes,
        pcm_format.width * 8,
        b"data",
        _UNKNOWN if size is None else size,
    )


def _riff_size(size: int) -> int:
    return _HEADER_BYTES - 8 + size
