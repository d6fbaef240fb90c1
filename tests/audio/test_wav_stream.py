"""WAV that comes in pieces."""

from __future__ import annotations

import contextlib
import struct
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.wavs import SAMPLES, Written, chunk, format_chunk, write
from wyoming_morgan.audio import AudioChunk, AudioFormat, WavReader, wav, wav_header
from wyoming_morgan.errors import UndecodableAudio

VOICE = AudioFormat(22_050, 2, 1)
PCM = bytes(range(256)) * 4


def read(file: bytes, piece: int) -> tuple[bytes, AudioFormat | None]:
    """Read a file in pieces of one length; every sound in it has the same format."""
    chunks = read_pieces([file[start : start + piece] for start in range(0, len(file), piece)])
    formats = {chunk.format for chunk in chunks}
    assert len(formats) <= 1
    return b"".join(chunk.pcm for chunk in chunks), next(iter(formats), None)


def read_pieces(pieces: list[bytes]) -> list[AudioChunk]:
    reader = WavReader()
    return [*(chunk for piece in pieces for chunk in reader.feed(piece)), *reader.flush()]


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


BEHIND = {
    "nothing": b"",
    "LIST": chunk(b"LIST", b"INFOISFT\x0e\0\0\0Lavf61.7.100\0\0"),
    "C2PA": chunk(b"C2PA", b"\xff\x7f" * 2_000),
    "LIST of an odd length": chunk(b"LIST", b"INFOx" * 3),
    "LIST of an odd length without its pad byte": chunk(b"LIST", b"INFOx" * 3, padded=False),
    "a trailer of eight bytes": b"\xff\x7f\x01\x80\xff\x7f\x01\x80",
    "an ID3v1 tag": b"TAG" + b"a song".ljust(125, b"\0"),
    "an ID3v2 tag": b"ID3\x04\0\0\0\0\0\x0a" + b"\x7f" * 10,
    "one byte": b"\0",
    "a line end": b"\r\n",
}


@pytest.mark.parametrize("piece", [1, 10_000])
@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND.keys())
@pytest.mark.parametrize("kind", SAMPLES)
def test_what_is_behind_the_samples_is_no_sound(kind: str, behind: bytes, piece: int) -> None:
    written = write(kind, PCM, behind=behind)
    assert read(written.file, piece) == (written.pcm, written.format)


@pytest.mark.parametrize("claimed", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF - 36, 0xFFFFFFFF - 36])
@pytest.mark.parametrize("kind", SAMPLES)
def test_a_length_that_is_made_up_means_to_the_end(kind: str, claimed: int) -> None:
    written = write(kind, PCM, claimed=claimed)
    assert read(written.file, 100) == (written.pcm, written.format)


@pytest.mark.parametrize("claimed", [None, 0, 0xFFFFFFFF], ids=["told", "none", "endless"])
def test_several_files_in_a_row_are_one_sound(claimed: int | None) -> None:
    first, second = write("s16", PCM, claimed=claimed), write("s16", PCM[::-1], claimed=claimed)
    assert read(first.file + second.file + first.file, 33) == (
        first.pcm + second.pcm + first.pcm,
        first.format,
    )


def test_half_a_sample_at_the_end_of_one_file_does_not_shift_the_next() -> None:
    file = wav_header(VOICE) + PCM + b"\x7f" + wav(AudioChunk(PCM, VOICE))
    assert read(file, 11) == (PCM + PCM, VOICE)


def test_an_empty_file_with_a_list_is_silent() -> None:
    written = write("s16", b"", behind=BEHIND["LIST"])
    assert read(written.file, 10) == (b"", None)


def test_rf64_keeps_its_length_elsewhere() -> None:
    lengths = chunk(b"ds64", struct.pack("<QQQI", 0, len(PCM), 0, 0))
    body = b"WAVE" + lengths + format_chunk("s16") + chunk(b"data", PCM, size=0xFFFFFFFF)
    file = b"RF64\xff\xff\xff\xff" + body + BEHIND["LIST"]
    assert read(file, 9) == (PCM, AudioFormat(16_000, 2, 1))


def test_floats_that_are_no_numbers_or_too_loud_are_no_noise() -> None:
    values = struct.pack("<6f", float("nan"), float("inf"), -float("inf"), 3.0, -3.0, 0.5)
    file = b"RIFF\0\0\0\0WAVE" + format_chunk("f32") + chunk(b"data", values)
    assert struct.unpack("<6h", read(file, 5)[0]) == (0, 32767, -32768, 32767, -32768, 16384)


odd_chunks = st.tuples(
    st.sampled_from([b"LIST", b"bext", b"JUNK", b"C2PA", b"id3 "]), st.binary(max_size=9), st.booleans()
).map(lambda drawn: chunk(drawn[0], drawn[1], padded=drawn[2]))
wavs = st.builds(
    write,
    st.sampled_from(list(SAMPLES)),
    st.binary(max_size=60),
    rate=st.sampled_from([8_000, 22_050, 48_000]),
    channels=st.integers(1, 3),
    extensible=st.booleans(),
    before=st.lists(odd_chunks, max_size=3).map(b"".join),
    behind=st.lists(odd_chunks, max_size=3).map(b"".join),
    padded=st.booleans(),
)


@given(files=st.lists(wavs, min_size=1, max_size=4), cuts=st.lists(st.integers(0, 1_500), max_size=12))
def test_only_the_samples_come_out_whatever_the_chunks_their_order_and_the_pieces(
    files: list[Written], cuts: list[int]
) -> None:
    whole = b"".join(written.file for written in files)
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    sound: list[tuple[AudioFormat, bytes]] = []
    for piece in read_pieces([whole[start:end] for start, end in pairwise(edges)]):
        if sound and sound[-1][0] == piece.format:
            sound[-1] = (piece.format, sound[-1][1] + piece.pcm)
        else:
            sound.append((piece.format, piece.pcm))
    expected = [
        (layout, b"".join(written.pcm for written in group))
        for layout, group in groupby((one for one in files if one.pcm), key=lambda one: one.format)
    ]
    assert sound == expected


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"ID3 and then music, which is no WAV", id="another format"),
        pytest.param(b"RIFF\0\0\0\0AVI LIST", id="another RIFF"),
        pytest.param(b"RIFF\0\0\0\0WAVEdata\0\0\0\0", id="no format"),
        pytest.param(b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0\1\0\1\0data", id="format cut short"),
        pytest.param(wav_header(VOICE)[:20] + b"\x03\0" + wav_header(VOICE)[22:], id="floats of 16 bits"),
        pytest.param(wav_header(VOICE)[:20] + b"\x55\0" + wav_header(VOICE)[22:], id="MP3 in it"),
        pytest.param(wav_header(VOICE)[:30], id="cut within the header"),
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
        read_pieces([*(tail[start : start + piece] for start in range(0, len(tail), piece))])
    with contextlib.suppress(UndecodableAudio):
        read_pieces([b"RIFF\0\0\0\0WAVE", tail])
