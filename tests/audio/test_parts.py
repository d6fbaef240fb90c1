"""Joined files, and WAV whose chunks are not as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audio import hostile
from tests.audio.signals import encode_file, loudest_frequency, sine
from tests.audio.wavs import chunk, write
from wyoming_morgan.audio import decode

JOINED = {
    "WAV": ("wav", "pcm_s16le", (16_000, 44_100)),
    "WAV with ADPCM": ("wav", "adpcm_ima_wav", (16_000, 8_000)),
    "W64": ("w64", "pcm_s16le", (16_000, 44_100)),
    "AIFF": ("aiff", "pcm_s16be", (16_000, 44_100)),
    "AU": ("au", "pcm_s16be", (16_000, 44_100)),
    "CAF": ("caf", "pcm_s16le", (16_000, 44_100)),
    "FLAC": ("flac", "flac", (16_000, 44_100)),
    "MP3": ("mp3", "libmp3lame", (16_000, 44_100)),
    "AAC": ("adts", "aac", (16_000, 44_100)),
    "M4A": ("ipod", "aac", (16_000, 44_100)),
    "Ogg Opus": ("ogg", "libopus", (48_000, 48_000)),
    "WebM": ("webm", "libopus", (48_000, 48_000)),
    "AMR": ("amr", "libopencore_amrnb", (8_000, 8_000)),
    "MPEG-TS": ("mpegts", "mp2", (48_000, 48_000)),
    "ASF": ("asf", "libmp3lame", (44_100, 16_000)),
    "TTA": ("tta", "tta", (16_000, 44_100)),
}
NUMBERS = bytes(range(256)) * 8


@pytest.mark.parametrize("kind", JOINED)
def test_joined_files_are_heard_to_the_end_of_the_last_one(kind: str) -> None:
    container, codec, rates = JOINED[kind]
    file = b"".join(encode_file(sine(1.0, rate), rate, container, codec) for rate in (*rates, rates[0]))
    heard = decode(file, limit_seconds=10)
    assert heard.seconds == pytest.approx(3.0, abs=0.4)
    assert loudest_frequency(heard.pcm[-16_000:], 16_000) == pytest.approx(440, abs=10)


@pytest.mark.parametrize("padded", [True, False], ids=["padded", "without its pad byte"])
@pytest.mark.parametrize("name", [b"LIST", b"bext", b"xyz1"])
def test_the_chunk_after_one_of_an_odd_length_is_found(name: bytes, padded: bool) -> None:
    odd = chunk(name, b"INFOISFT_xy", padded=padded)
    assert decode(write("s16", NUMBERS, before=odd, behind=odd).file, limit_seconds=5).pcm == NUMBERS


@pytest.mark.parametrize("claimed", [None, 0, 0xFFFFFFFF], ids=["told", "none", "endless"])
def test_recordings_in_a_row_become_their_exact_samples(claimed: int | None) -> None:
    first, second = write("s16", NUMBERS, claimed=claimed), write("s16", NUMBERS[::-1], claimed=claimed)
    assert decode(first.file + second.file, limit_seconds=5).pcm == NUMBERS + NUMBERS[::-1]


@pytest.mark.parametrize("tag", [6, 7])
def test_what_is_behind_other_samples_is_no_sound_either(tag: int) -> None:
    whole = hostile.wav(b"\xd5" * 8_000, rate=8_000, bits=8, tag=tag)
    assert decode(whole + chunk(b"LIST", b"\x2a" * 4_000), limit_seconds=5).seconds == pytest.approx(
        1.0, abs=0.01
    )


@settings(max_examples=50)
@given(
    kinds=st.lists(st.sampled_from(["s16", "s24", "s32", "f32", "f64"]), min_size=1, max_size=3),
    numbers=st.binary(min_size=2, max_size=400),
    odd=st.binary(max_size=7),
    padded=st.booleans(),
    extensible=st.booleans(),
)
def test_whatever_the_chunks_an_upload_becomes_its_samples(
    kinds: list[str], numbers: bytes, odd: bytes, padded: bool, extensible: bool
) -> None:
    around = chunk(b"LIST", odd, padded=padded)
    files = [
        write(kind, numbers, before=around, behind=around, padded=padded, extensible=extensible).file
        for kind in kinds
    ]
    expected = numbers[: len(numbers) // 2 * 2] * len(kinds)
    heard = decode(b"".join(files), limit_seconds=5).pcm
    assert len(heard) == len(expected)
    # FFmpeg rounds wider samples; by one at most.
    pairs = zip(_values(heard), _values(expected), strict=True)
    assert all(abs(one - other) <= 1 for one, other in pairs)


def _values(pcm: bytes) -> list[int]:
    return [int.from_bytes(pcm[at : at + 2], "little", signed=True) for at in range(0, len(pcm), 2)]
