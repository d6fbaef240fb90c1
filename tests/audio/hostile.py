"""Audio files written to do harm, by the definition of their formats, and files that merely look odd."""

from __future__ import annotations

import struct
from functools import cache

_LONGEST_FLAC_BLOCK = 65_535
_POLYNOMIAL_8, _POLYNOMIAL_16 = 0x07, 0x8005


def flac(rate: int, *, channels: int = 1, frames: int = 1, samples: int = _LONGEST_FLAC_BLOCK) -> bytes:
    """Silence: each frame of `samples` is a constant subframe of a few bytes for each channel."""
    streaminfo = struct.pack(">HH", 16, _LONGEST_FLAC_BLOCK) + bytes(6)
    streaminfo += (rate << 44 | (channels - 1) << 41 | 15 << 36).to_bytes(8, "big") + bytes(16)
    written = bytearray(b"fLaC\x80" + len(streaminfo).to_bytes(3, "big") + streaminfo)
    for number in range(frames):
        head = bytes([0xFF, 0xF8, 0x70, (channels - 1) << 4 | 4 << 1])
        head += chr(number).encode(errors="surrogatepass") + struct.pack(">H", samples - 1)
        frame = head + bytes([_crc(head, _POLYNOMIAL_8, 8)]) + bytes(3) * channels
        written += frame + struct.pack(">H", _crc(frame, _POLYNOMIAL_16, 16))
    return bytes(written)


@cache
def slow_flac() -> bytes:
    """20 minutes of eight channels at 384 kHz in 280 kB: half a minute of work."""
    return flac(384_000, channels=8, frames=8_000)


def wav(pcm: bytes, *, rate: int = 16_000, channels: int = 1, bits: int = 16, tag: int = 1,
        claimed: int | None = None, before: bytes = b"") -> bytes:  # fmt: skip
    """A WAV file whose header claims what it is told to; `before` comes before its data."""
    claimed = len(pcm) if claimed is None else claimed
    frame = channels * bits // 8 & 0xFFFF
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame & 0xFFFFFFFF, frame, bits)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + before
    return b"RIFF" + struct.pack("<I", min(claimed + 36, 0xFFFFFFFF)) + body + b"data" + struct.pack(
        "<I", claimed
    ) + pcm  # fmt: skip


def id3(size: int) -> bytes:
    """An ID3v2 tag with one picture of `size` bytes."""
    picture = b"\0image/png\0\x03\0" + bytes(size)
    frame = b"APIC" + _syncsafe(len(picture)) + b"\0\0" + picture
    return b"ID3\x04\0\0" + _syncsafe(len(frame)) + frame


def alac_in_caf(frame_samples: int) -> bytes:
    """Apple Lossless whose frames are told to be that long, of eight channels."""
    cookie = struct.pack(">IBBBBBBHIII", frame_samples, 0, 32, 40, 10, 14, 8, 255, 0, 0, 44_100)
    description = struct.pack(">d4sIIIII", 44_100.0, b"alac", 0, 0, frame_samples, 8, 0)
    table = struct.pack(">QQII", 1, frame_samples, 0, 0) + b"\x90\x00"
    chunks = ((b"desc", description), (b"kuki", cookie), (b"pakt", table), (b"data", bytes(2052)))
    return b"caff\0\1\0\0" + b"".join(name + struct.pack(">q", len(body)) + body for name, body in chunks)


def _syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _crc(data: bytes, polynomial: int, bits: int) -> int:
    table, mask = _crc_table(polynomial, bits), (1 << bits) - 1
    crc = 0
    for octet in data:
        crc = (crc << 8 ^ table[crc >> bits - 8 ^ octet]) & mask
    return crc


@cache
def _crc_table(polynomial: int, bits: int) -> tuple[int, ...]:
    """The remainder for each first octet."""
    top, mask = 1 << bits - 1, (1 << bits) - 1
    table = []
    for octet in range(256):
        crc = octet << bits - 8
        for _ in range(8):
            crc = (crc << 1 ^ (polynomial if crc & top else 0)) & mask
        table.append(crc)
    return tuple(table)
