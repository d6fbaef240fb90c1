"""Knows files that are nothing but a head: FFmpeg calls them broken, but they are valid and silent."""

from __future__ import annotations

from collections.abc import Callable

MOST_HEAD = 64 * 1024
"""Bytes of the longest such file."""

_CLUSTER = b"\x1f\x43\xb6\x75"
_OGG_AUDIO = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_OGG_PAGES = 3
"""Pages of heads: one or two, and an empty last one."""
_W64_SAMPLES = b"data\xf3\xac\xd3\x11"
_W64_CHUNK_HEAD = 24
_AMR = (b"#!AMR\n", b"#!AMR-WB\n")
_FLAC_BLOCK_HEAD = 4
_AU_HEAD = 24
_FLV_HEADS, _FLV_SOUND = (9, 13), 0x04
_ID3_HEAD, _ID3V1 = 10, 128
_MP3_FRAME = 2_881
"""Bytes of the longest frame of MP3; the first one may hold nothing but facts about the file."""


def is_head_alone(file: bytes) -> bool:
    """Whether a complete file is the head of one with sound, and nothing more."""
    if len(file) > MOST_HEAD:
        return False
    if file[4:8] == b"ftyp":
        return b"moov" in file and b"trak" not in file
    of_kind = next((check for magic, check in _CHECKS if file.startswith(magic)), _is_mp3_head)
    return file in _AMR or of_kind(file)


def _is_matroska_head(file: bytes) -> bool:
    return b"A_" in file and _CLUSTER not in file


def _is_ogg_head(file: bytes) -> bool:
    return any(mark in file for mark in _OGG_AUDIO) and file.count(b"OggS") <= _OGG_PAGES


def _is_flac_head(file: bytes) -> bool:
    """Whether the blocks of facts, each with its length, reach to the end."""
    at, last = 4, False
    while not last and at + _FLAC_BLOCK_HEAD <= len(file):
        last = bool(file[at] & 0x80)
        at += _FLAC_BLOCK_HEAD + int.from_bytes(file[at + 1 : at + _FLAC_BLOCK_HEAD])
    return _FLAC_BLOCK_HEAD < at >= len(file)


def _is_au_head(file: bytes) -> bool:
    return len(file) >= _AU_HEAD and int.from_bytes(file[4:8]) >= len(file)


def _is_w64_head(file: bytes) -> bool:
    samples = file.find(_W64_SAMPLES)
    return samples >= 0 and samples + _W64_CHUNK_HEAD >= len(file)


def _is_flv_head(file: bytes) -> bool:
    return len(file) in _FLV_HEADS and bool(file[4] & _FLV_SOUND)


def _is_mp3_head(file: bytes) -> bool:
    rest = file
    if file.startswith(b"ID3") and len(file) >= _ID3_HEAD:
        size = sum((octet & 0x7F) << shift for octet, shift in zip(file[6:10], (21, 14, 7, 0), strict=True))
        rest = file[_ID3_HEAD + size :]
    if rest[-_ID3V1:].startswith(b"TAG"):
        rest = rest[:-_ID3V1]
    if not rest:
        return bool(file)
    facts = rest[:64]
    return (
        len(rest) <= _MP3_FRAME
        and rest[:1] == b"\xff"
        and rest[1:2] >= b"\xe0"
        and (b"Xing" in facts or b"Info" in facts)
    )


_CHECKS: tuple[tuple[bytes, Callable[[bytes], bool]], ...] = (
    (b"\x1a\x45\xdf\xa3", _is_matroska_head),
    (b"OggS", _is_ogg_head),
    (b"fLaC", _is_flac_head),
    (b".snd", _is_au_head),
    (b"riff\x2e\x91\xcf\x11", _is_w64_head),
    (b"FLV\1", _is_flv_head),
)
