"""Damages audio files of every kind, and decodes them as a server does: in a process that can be killed."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import av.error
import psutil

from tests.audio import hostile
from tests.audio.signals import encode_file, sine
from wyoming_morgan.app.decoding import IsolatedDecoder
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.errors import TooLarge, UndecodableAudio

LIMIT_SECONDS = 20.0
DECODE_SECONDS = 20.0

FORMATS = (
    *(("wav", codec, 16_000) for codec in ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le", "pcm_f64le")),
    *(("wav", codec, 8_000) for codec in ("pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav")),
    *(("wav", "libgsm_ms", 8_000), ("wav", "mp3", 16_000), ("wav", "adpcm_swf", 22_050)),
    *(("w64", "pcm_s16le", 16_000), ("au", "pcm_s16be", 16_000), ("au", "pcm_mulaw", 8_000)),
    *(("aiff", "pcm_s16be", 44_100), ("caf", "pcm_s16le", 16_000), ("caf", "alac", 16_000)),
    *(("flac", "flac", 96_000), ("mp3", "libmp3lame", 44_100), ("mp3", "libmp3lame", 8_000)),
    *(("ogg", "libopus", 48_000), ("ogg", "libvorbis", 44_100), ("ogg", "flac", 16_000)),
    *(("ogg", "libspeex", 16_000), ("webm", "libopus", 48_000), ("webm", "libvorbis", 44_100)),
    *(("matroska", codec, 48_000) for codec in ("flac", "aac", "ac3", "eac3", "alac", "pcm_s16le", "mp2")),
    *(("matroska", codec, 48_000) for codec in ("libmp3lame", "wavpack", "tta", "truehd", "dca")),
    *(("ipod", "aac", 44_100), ("ipod", "alac", 16_000), ("mp4", "aac", 16_000), ("mp4", "ac3", 48_000)),
    *(("mov", "pcm_s16le", 16_000), ("mov", "adpcm_ima_qt", 16_000), ("3gp", "libopencore_amrnb", 8_000)),
    *(("adts", "aac", 16_000), ("amr", "libopencore_amrnb", 8_000), ("asf", "wmav2", 44_100)),
    *(("asf", "wmav1", 16_000), ("asf", "libmp3lame", 44_100), ("mpegts", "aac", 16_000)),
    *(("mpegts", "mp2", 48_000), ("vob", "mp2", 48_000), ("avi", "pcm_s16le", 16_000)),
    *(("avi", "libmp3lame", 44_100), ("wv", "wavpack", 16_000), ("tta", "tta", 44_100)),
    *(("flv", "aac", 44_100), ("voc", "pcm_u8", 8_000), ("ac3", "ac3", 48_000), ("rm", "ac3", 48_000)),
    *(("latm", "aac", 48_000), ("swf", "libmp3lame", 44_100), ("sox", "pcm_s32le", 16_000)),
)
"""Container, codec and rate; what this PyAV cannot write is left out."""


@dataclass(slots=True)
class DecodingReport:
    """What became of the cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0
    peak_bytes: int = 0
    """The most that a decoding process ever held."""


@cache
def whole_files() -> dict[str, bytes]:
    """One small, sound file of every kind."""
    files = {"flac bomb": hostile.flac(16_000, channels=8, frames=3)}
    for container, codec, rate in FORMATS:
        try:
            files[f"{codec} in {container}"] = encode_file(sine(0.3, rate), rate, container, codec)
        except (av.error.FFmpegError, ValueError):
            continue
    stereo = hostile.wav(bytes(range(256)) * 50, channels=2)
    return files | {"stereo": stereo, "joined WAV": stereo + stereo}


def damaged(number: int, *, seed: int = 0) -> bytes:
    """Return one damaged file: always the same for the same numbers."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - the same files in every run
    files = list(whole_files().values())
    data = bytearray(chance.choice(files))
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        chance.choice(_DAMAGES)(chance, data, files)
    return bytes(data)


async def fuzz(count: int, *, seed: int = 0) -> DecodingReport:
    """Decode `count` damaged files.

    Each must become speech within its bounds, or be refused as undecodable or as too long; every other error
    escapes, with the number of its case in a note.
    """
    report = DecodingReport()
    decoder = IsolatedDecoder(parallel=1, queue=0, seconds=DECODE_SECONDS)
    try:
        for number in range(count):
            began = time.monotonic()
            try:
                report.outcomes[await _decode(decoder, damaged(number, seed=seed))] += 1
            except Exception as error:
                error.add_note(f"case {number} of seed {seed}")
                raise
            report.slowest_seconds = max(report.slowest_seconds, time.monotonic() - began)
            if number % 50 == 0 or number == count - 1:
                report.peak_bytes = max(report.peak_bytes, await asyncio.to_thread(peak_of_children))
    finally:
        await decoder.close()
    return report


def is_decoder(process: psutil.Process) -> bool:
    """Whether a process decodes files, and has not ended."""
    try:
        return any(argument.endswith("audio files") for argument in process.cmdline())
    except psutil.Error:
        return False


def peak_of_children(pid: int | None = None) -> int:
    """Return the most bytes that a decoding process of this one, or of another one, holds or ever held."""
    children = [child for child in psutil.Process(pid).children() if is_decoder(child)]
    return max((_peak(child.pid) for child in children), default=0)


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) * 1024 if lines else 0


async def _decode(decoder: IsolatedDecoder, data: bytes) -> str:
    try:
        chunk = await decoder.decode(data, limit_seconds=LIMIT_SECONDS)
    except UndecodableAudio as error:
        return "killed" if "cannot be decoded within" in error.message else "undecodable"
    except TooLarge:
        return "too long"
    assert chunk.format == SPEECH
    assert len(chunk.pcm) <= SPEECH.size(LIMIT_SECONDS)
    assert len(chunk.pcm) % SPEECH.frame_bytes == 0
    return "decoded"


_Damage = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def _flip(chance: random.Random, data: bytearray, _files: Sequence[bytes]) -> None:
    if data:
        data[_place(chance, data)] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, data: bytearray, _files: Sequence[bytes]) -> None:
    """Put an extreme number over some bytes: sizes, counts and rates are such."""
    at, size = _place(chance, data), chance.choice((1, 2, 3, 4, 8))
    number = chance.choice(
        (0, 1, -1, 1 << 8 * size - 1, (1 << 8 * size - 1) - 1, chance.getrandbits(8 * size))
    )
    data[at : at + size] = (number % (1 << 8 * size)).to_bytes(size, chance.choice(("big", "little")))


def _cut(chance: random.Random, data: bytearray, _files: Sequence[bytes]) -> None:
    at = _place(chance, data)
    del data[at : at + chance.choice((1, 4, 100, len(data)))]


def _repeat(chance: random.Random, data: bytearray, _files: Sequence[bytes]) -> None:
    at = _place(chance, data)
    part = data[at : at + chance.choice((1, 16, 200, 2000))]
    data[at:at] = part * chance.choice((1, 2, 50))


def _splice(chance: random.Random, data: bytearray, files: Sequence[bytes]) -> None:
    other = chance.choice(files)
    data[_place(chance, data) :] = other[chance.randrange(len(other)) :]


_DAMAGES: tuple[_Damage, ...] = (_flip, _flip, _overwrite, _overwrite, _cut, _repeat, _splice)


def _place(chance: random.Random, data: bytearray) -> int:
    """Choose a place, in every other case in the head."""
    return chance.randrange(max(1, min(len(data), chance.choice((64, 512, len(data), len(data))))))
