from __future__ import annotations

import contextlib

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio import hostile
from tests.audio.signals import encode_file, loudest_frequency, sine, with_video
from wyoming_morgan.audio import SPEECH, AudioChunk, decode, files, wav
from wyoming_morgan.audio.resample import Resampler
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


@given(data=st.binary(max_size=2000))
def test_garbage_is_undecodable(data: bytes) -> None:
    with contextlib.suppress(UndecodableAudio):  # a few bytes may be an MP3 frame by chance
        assert len(decode(data, limit_seconds=60).pcm) % 2 == 0


def test_what_cannot_be_decoded_is_told_in_plain_words() -> None:
    with pytest.raises(UndecodableAudio) as failure:
        decode(b"\x01no audio at all", limit_seconds=1)
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
        b"#EXTM3U\nfile:///etc/hostname\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1/x.ts\n#EXT-X-ENDLIST\n",
    ],
    ids=["sdp", "concat", "m3u", "hls"],
)
def test_a_file_that_points_elsewhere_is_refused_unread(data: bytes) -> None:
    with pytest.raises(UndecodableAudio, match="is a text"):  # and not "timed out" or "not permitted"
        decode(data, limit_seconds=5)


def test_a_file_that_sounds_too_long_is_refused() -> None:
    data = wav(AudioChunk(bytes(SPEECH.size(3.0)), SPEECH))
    assert decode(data, limit_seconds=3).seconds == 3.0
    with pytest.raises(TooLarge, match="longer than 2 seconds"):
        decode(data, limit_seconds=2)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(hostile.flac(1), "a sample rate of 1 Hz", id="55 bytes that sound for 18 hours"),
        pytest.param(hostile.flac(655_350, channels=8, frames=20), "655350 Hz", id="a rate of no recording"),
        pytest.param(hostile.wav(bytes(4_000), rate=1), "1 Hz", id="a WAV at 1 Hz"),
        pytest.param(hostile.wav(bytes(4_000), rate=4_000_000), "4000000 Hz", id="a WAV at 4 MHz"),
        pytest.param(
            hostile.wav(bytes(40_000), channels=255), "255 audio channels", id="a WAV of 255 channels"
        ),
        pytest.param(hostile.wav(bytes(100), channels=0), "cannot be decoded", id="a WAV of no channels"),
        pytest.param(hostile.wav(bytes(100), bits=0), "cannot be decoded", id="a WAV of no bits"),
    ],
)
def test_what_no_recording_has_is_refused_before_it_is_worked_on(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableAudio, match=reason) as failure:
        decode(data, limit_seconds=1e6)
    assert failure.value.hint


def test_what_goes_in_is_counted_before_it_is_resampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """One frame of 65 s would become two megabytes, and one of hours gigabytes, before it is looked at."""
    resampled: list[av.AudioFrame | None] = []

    class Watched(Resampler):
        def resample(self, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
            resampled.append(frame)
            return super().resample(frame)

    monkeypatch.setattr(files, "Resampler", Watched)
    with pytest.raises(TooLarge, match="longer than 60 seconds"):
        decode(hostile.flac(1_000), limit_seconds=60)
    assert resampled == []


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        pytest.param(hostile.wav(bytes(16_000), rate=8_000), 1.0, id="8 kHz"),
        pytest.param(hostile.wav(bytes(8_000), rate=8_000, bits=8, tag=7), 1.0, id="µ-law at 8 kHz"),
        pytest.param(hostile.wav(bytes(8_000), rate=8_000, bits=8, tag=6), 1.0, id="A-law at 8 kHz"),
        pytest.param(hostile.wav(bytes(384_000), rate=192_000), 1.0, id="192 kHz"),
        pytest.param(hostile.wav(bytes(96_000 * 4), rate=96_000, channels=2), 1.0, id="96 kHz, stereo"),
        pytest.param(hostile.wav(bytes(48_000 * 12), rate=48_000, channels=6), 1.0, id="5.1"),
        pytest.param(hostile.wav(bytes(48_000 * 16), rate=48_000, channels=8), 1.0, id="7.1"),
        pytest.param(hostile.wav(bytes(16_000 * 32), channels=16), 1.0, id="a microphone array of 16"),
        pytest.param(hostile.flac(96_000, channels=2, frames=2), 1.365, id="FLAC at 96 kHz, stereo"),
        pytest.param(hostile.flac(48_000, channels=6), 1.365, id="FLAC, 5.1"),
        pytest.param(hostile.flac(8_000, samples=16, frames=10_000), 20.0, id="10,000 tiny frames"),
        pytest.param(hostile.wav(bytes(32_000), claimed=0xFFFFFFFF), 1.0, id="a WAV that claims 4 GB"),
        pytest.param(hostile.wav(bytes(32_000), claimed=0x7FFFFFFF), 1.0, id="a WAV that claims 2 GB"),
        pytest.param(
            hostile.wav(bytes(32_000), before=b"LIST" + (9_000).to_bytes(4, "little") + bytes(9_000)),
            1.0,
            id="a long list before the data",
        ),
        pytest.param(hostile.id3(20_000_000) + encode_file(sine(1.0, 16_000), 16_000, "mp3", "libmp3lame"),
                     1.0, id="20 MB of cover art before the MP3"),
    ],
)  # fmt: skip
def test_what_looks_odd_and_is_sound_is_heard(data: bytes, seconds: float) -> None:
    assert decode(data, limit_seconds=30).seconds == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize(
    ("container", "codec", "rates"),
    [
        ("ogg", "libopus", (48_000, 48_000, 48_000)),
        ("mp3", "libmp3lame", (48_000, 32_000, 44_100)),
        ("adts", "aac", (16_000, 48_000, 8_000)),
    ],
)
def test_chained_files_are_heard_to_their_end_although_the_rate_changes(
    container: str, codec: str, rates: tuple[int, ...]
) -> None:
    chained = b"".join(encode_file(sine(1.0, rate), rate, container, codec) for rate in rates)
    heard = decode(chained, limit_seconds=5)
    assert heard.seconds == pytest.approx(len(rates), abs=0.3)
    assert loudest_frequency(heard.pcm, 16_000) == pytest.approx(440, abs=5)


@pytest.mark.parametrize("pictures", [1, 20])
def test_pictures_beside_the_sound_are_not_looked_at(pictures: int) -> None:
    """The claimed size of these pictures is that of gigabytes."""
    heard = decode(with_video(sine(1.0, 16_000), pictures=pictures), limit_seconds=5)
    assert heard.seconds == pytest.approx(1.0, abs=0.1)


def test_a_file_of_pictures_alone_is_no_audio() -> None:
    with pytest.raises(UndecodableAudio, match="no audio"):
        decode(with_video(None, pictures=5), limit_seconds=5)
