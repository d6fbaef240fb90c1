"""WAV that comes in pieces."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.audio import AudioChunk, AudioFormat, WavReader, wav, wav_header
from wyoming_morgan.errors import UndecodableAudio

VOICE = AudioFormat(22_050, 2, 1)
PCM = bytes(range(256)) * 4


def read(file: bytes, piece: int) -> tuple[bytes, AudioFormat | None]:
    reader = WavReader()
    pcm = b"".join(reader.feed(file[start : start + piece]) for start in range(0, len(file), piece))
    return pcm, reader.format


@pytest.mark.parametrize("piece", [1, 7, 44, 10_000])
@pytest.mark.parametrize(
    "file", [wav(AudioChunk(PCM, VOICE)), wav_header(VOICE) + PCM], ids=["whole", "streamed"]
)
def test_the_sound_comes_out_whatever_the_pieces(file: bytes, piece: int) -> None:
    assert read(file, piece) == (PCM, VOICE)


def test_chunks_before_the_sound_are_passed_over() -> None:
    layout = struct.pack("<HHIIHHH", 0xFFFE, 2, 48_000, 192_000, 4, 16, 0)
    file = (
        struct.pack("<4sI4s4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"LIST", 3)
        + b"abc\0"
        + struct.pack("<4sI", b"fmt ", len(layout))
        + layout
        + struct.pack("<4sI", b"data", 0)
        + PCM
    )
    assert read(file, 5) == (PCM, AudioFormat(48_000, 2, 2))


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"ID3 and then music, which is no WAV", id="another format"),
        pytest.param(b"RIFF\0\0\0\0AVI LIST", id="another RIFF"),
        pytest.param(b"RIFF\0\0\0\0WAVEdata\0\0\0\0", id="no format"),
        pytest.param(b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0\1\0\1\0data", id="format cut short"),
        pytest.param(wav_header(VOICE)[:20] + b"\x03\0" + wav_header(VOICE)[22:], id="float samples"),
        pytest.param(wav_header(VOICE)[:24] + b"\1\0\0\0" + wav_header(VOICE)[28:], id="one sample a second"),
        pytest.param(b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\x7f" + bytes(70_000), id="endless header"),
    ],
)
def test_what_is_no_plain_wav_is_told(file: bytes) -> None:
    with pytest.raises(UndecodableAudio, match="not a readable WAV file"):
        read(file, 1000)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_read_or_refused(tail: bytes, piece: int) -> None:
    with contextlib.suppress(UndecodableAudio):
        pcm, _ = read(b"RIFF\0\0\0\0WAVE" + tail, piece)
        assert tail.endswith(pcm)
