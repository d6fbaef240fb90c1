from __future__ import annotations

import contextlib
import io
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.signals import encode_file, loudest_frequency, sine
from wyoming_morgan.audio import SPEECH, AudioChunk, decode, wav
from wyoming_morgan.errors import TooLarge, UndecodableAudio


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 16_000),
        ("wav", "pcm_s16le", 44_100),
        ("flac", "flac", 22_050),
        ("mp3", "libmp3lame", 44_100),
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("ipod", "aac", 44_100),
    ],
)
def test_common_files_decode(container: str, codec: str, rate: int) -> None:
    chunk = decode(encode_file(sine(1.0, rate), rate, container, codec), limit_seconds=5)
    assert chunk.format == SPEECH
    assert chunk.seconds == pytest.approx(1.0, abs=0.1)
    assert loudest_frequency(chunk.pcm, 16_000) == pytest.approx(440, abs=5)


def test_a_wav_of_ours_decodes_to_itself() -> None:
    pcm = np.random.default_rng(0).integers(-32768, 32767, 16_000).astype("<i2").tobytes()
    data = wav(AudioChunk(pcm, SPEECH))
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16_000, 2, 1)
    assert decode(data, limit_seconds=2).pcm == pcm


@given(data=st.binary(max_size=2000))
def test_garbage_is_undecodable(data: bytes) -> None:
    with contextlib.suppress(UndecodableAudio):  # a few bytes may be an MP3 frame by chance
        assert len(decode(data, limit_seconds=60).pcm) % 2 == 0


def test_what_cannot_be_decoded_is_told_in_plain_words() -> None:
    with pytest.raises(UndecodableAudio) as failure:
        decode(b"no audio at all", limit_seconds=1)
    assert failure.value.message == "the audio cannot be decoded: Invalid data found when processing input"


@given(st.data())
def test_a_damaged_file_decodes_or_is_undecodable(data: st.DataObject) -> None:
    whole = bytearray(encode_file(sine(0.2, 48_000), 48_000, "ogg", "libopus"))
    for position in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=20)):
        whole[position] ^= 0xFF
    try:
        chunk = decode(bytes(whole[: data.draw(st.integers(0, len(whole)))]), limit_seconds=60)
    except UndecodableAudio:
        return
    assert len(chunk.pcm) % 2 == 0


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"\0" * 5000, b"hello" * 100], ids=["empty", "only a head", "zeros", "text"]
)
def test_what_is_no_audio_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodableAudio):
        decode(data, limit_seconds=5)


def test_a_file_of_no_length_is_no_audio() -> None:
    assert decode(wav(AudioChunk(b"", SPEECH)), limit_seconds=5).pcm == b""


@pytest.mark.parametrize(
    "data",
    [
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1/x.ts\n#EXT-X-ENDLIST\n",
    ],
    ids=["sdp", "concat", "hls"],
)
def test_a_file_that_points_elsewhere_is_refused_unread(data: bytes) -> None:
    with pytest.raises(UndecodableAudio, match="Invalid"):  # and not "timed out" or "not permitted"
        decode(data, limit_seconds=5)


def test_a_file_that_sounds_too_long_is_refused() -> None:
    data = wav(AudioChunk(bytes(SPEECH.size(3.0)), SPEECH))
    assert decode(data, limit_seconds=3).seconds == 3.0
    with pytest.raises(TooLarge, match="longer than 2 seconds"):
        decode(data, limit_seconds=2)
