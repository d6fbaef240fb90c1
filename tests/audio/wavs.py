"""WAV as real programs write it, for the tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from wyoming_morgan.audio import AudioFormat

SAMPLES = {
    "u8": (1, 8, 1),
    "s16": (1, 16, 2),
    "s24": (1, 24, 3),
    "s32": (1, 32, 4),
    "f32": (3, 32, 4),
    "f64": (3, 64, 8),
}
"""The tag, the bits and the bytes of each kind of sample."""


@dataclass(frozen=True)
class Written:
    """A WAV and what has to be read from it."""

    file: bytes
    pcm: bytes
    format: AudioFormat


def chunk(name: bytes, body: bytes, *, padded: bool = True, size: int | None = None) -> bytes:
    pad = b"\0" if padded and len(body) % 2 else b""
    return name + struct.pack("<I", len(body) if size is None else size) + body + pad


def format_chunk(kind: str, *, rate: int = 16_000, channels: int = 1, extensible: bool = False) -> bytes:
    tag, bits, width = SAMPLES[kind]
    frame = width * channels
    plain = struct.pack("<HHIIHH", 0xFFFE if extensible else tag, channels, rate, rate * frame, frame, bits)
    if not extensible:
        return chunk(b"fmt ", plain)
    guid = struct.pack("<H", tag) + b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    return chunk(b"fmt ", plain + struct.pack("<HHI", 22, bits, 0) + guid)


def write(
    kind: str,
    numbers: bytes,
    *,
    rate: int = 16_000,
    channels: int = 1,
    extensible: bool = False,
    before: bytes = b"",
    behind: bytes = b"",
    claimed: int | None = None,
    padded: bool = True,
) -> Written:
    """Write the samples that `numbers` make: two bytes of them are one."""
    values = np.frombuffer(numbers[: len(numbers) // 2 // channels * channels * 2], "<i2")
    data, pcm, width = _encode(kind, values)
    body = b"WAVE" + before + format_chunk(kind, rate=rate, channels=channels, extensible=extensible)
    body += chunk(b"data", data, size=claimed, padded=padded and claimed is None) + behind
    size = len(body) if claimed is None else claimed
    return Written(b"RIFF" + struct.pack("<I", size) + body, pcm, AudioFormat(rate, width, channels))


def _encode(kind: str, values: np.ndarray[tuple[int, ...], np.dtype[np.int16]]) -> tuple[bytes, bytes, int]:
    """Return the samples as they are written, and as they have to be read, with their width."""
    pcm = values.tobytes()
    if kind == "s16":
        return pcm, pcm, 2
    if kind in {"f32", "f64"}:
        return (values / 32768.0).astype("<f4" if kind == "f32" else "<f8").tobytes(), pcm, 2
    if kind == "u8":
        octets = ((values.astype(np.int32) >> 8) + 128).astype(np.uint8).tobytes()
        return octets, octets, 1
    wide = (values.astype("<i4") * 65_537).view(np.uint8).reshape(-1, 4)
    whole = np.ascontiguousarray(wide[:, 4 - SAMPLES[kind][2] :]).tobytes()
    return whole, whole, SAMPLES[kind][2]
