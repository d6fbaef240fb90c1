"""Audio: formats, conversion piece by piece, files."""

from __future__ import annotations

import contextlib
import io
import wave
from itertools import pairwise

import av
import numpy as np
import numpy.typing as npt
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, PcmConverter, decode, to_samples, wav
from wyoming_morgan.errors import InvalidRequest, TooLarge, UndecodableAudio

FloatSamples = npt.NDArray[np.float64]

formats = st.builds(
    AudioFormat,
    rate=st.sampled_from([8_000, 11_025, 16_000, 22_050, 44_100, 48_000]),
    width=st.integers(1, 4),
    channels=st.integers(1, 3),
)


def sine(seconds: float, rate: int, *, hertz: float = 440.0) -> FloatSamples:
    wave_: FloatSamples = 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)
    return wave_


def encode_pcm(samples: FloatSamples, layout: AudioFormat) -> bytes:
    """Write -1…1 samples by the definition of each width, the same on every channel."""
    many = np.repeat(samples, layout.channels)
    if layout.width == 1:
        return np.rint(many * 127 + 128).astype(np.uint8).tobytes()
    scaled = np.rint(many * (2 ** (8 * layout.width - 1) - 1)).astype("<i4")
    octets = scaled.view(np.uint8).reshape(-1, 4)
    pcm: bytes = octets[:, : layout.width].tobytes()
    return pcm


def encode_file(samples: FloatSamples, rate: int, container: str, codec: str) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        pcm = np.rint(samples * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, stream.layout, stream.rate, stream.frame_size)
        for ready in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(ready))
        file.mux(stream.encode(None))
    return buffer.getvalue()


def convert_all(converter: PcmConverter, *pieces: bytes) -> bytes:
    return b"".join([*(converter.convert(piece) for piece in pieces), converter.flush()])


def loudest_frequency(pcm: bytes, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(to_samples(pcm)))
    return float(np.argmax(spectrum) * rate / (len(pcm) // 2))


# Formats


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [
        (999, 2, 1),
        (384_001, 2, 1),
        (16_000, 0, 1),
        (16_000, 5, 1),
        (16_000, 2, 0),
        (16_000, 2, 33),
        (-1, -1, -1),
    ],
)
def test_a_format_out_of_range_is_refused(rate: int, width: int, channels: int) -> None:
    with pytest.raises(InvalidRequest):
        AudioFormat(rate, width, channels)


def test_sizes_and_seconds_agree() -> None:
    layout = AudioFormat(44_100, 3, 2)
    assert layout.frame_bytes == 6
    assert layout.size(0.5) == 22_050 * 6
    assert layout.seconds(layout.size(0.5)) == 0.5
    assert layout.size(1.00001) % layout.frame_bytes == 0
    assert AudioChunk(bytes(32_000), SPEECH).seconds == 1.0


# Conversion


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_every_width_rate_and_channel_count_becomes_speech(width: int, rate: int, channels: int) -> None:
    layout = AudioFormat(rate, width, channels)
    pcm = convert_all(PcmConverter(layout), encode_pcm(sine(1.0, rate), layout))
    assert len(pcm) / 2 == pytest.approx(16_000, abs=2)
    assert loudest_frequency(pcm, 16_000) == pytest.approx(440, abs=2)
    assert np.abs(to_samples(pcm)[1000:-1000]).max() == pytest.approx(0.5, abs=0.02)


def test_the_loudest_samples_stay_in_range() -> None:
    layout = AudioFormat(16_000, 4, 1)
    square = np.array([-(2**31), 2**31 - 1] * 100, dtype="<i4").tobytes()
    samples = np.frombuffer(convert_all(PcmConverter(layout), square), dtype="<i2")
    assert set(samples.tolist()) == {-32768, 32767}


def test_channels_are_mixed_by_their_mean() -> None:
    stereo = np.array([[1000, 3000], [-2000, 2000]], dtype="<i2").tobytes()
    mixed = convert_all(PcmConverter(AudioFormat(16_000, 2, 2)), stereo)
    assert np.frombuffer(mixed, dtype="<i2").tolist() == [2000, 0]


def test_speech_passes_unchanged() -> None:
    pcm = np.random.default_rng(0).integers(-32768, 32767, 1000).astype("<i2").tobytes()
    assert convert_all(PcmConverter(SPEECH), pcm) == pcm


@given(layout=formats, cuts=st.lists(st.integers(0, 6000), max_size=12), size=st.integers(0, 6000))
def test_pieces_of_any_size_become_the_same_as_the_whole(
    layout: AudioFormat, cuts: list[int], size: int
) -> None:
    pcm = np.random.default_rng(size).integers(0, 256, size, dtype=np.uint8).tobytes()
    edges = [0, *sorted(min(cut, size) for cut in cuts), size]
    pieces = [pcm[start:end] for start, end in pairwise(edges)]
    whole = np.frombuffer(convert_all(PcmConverter(layout), pcm), dtype="<i2").astype(int)
    joined = np.frombuffer(convert_all(PcmConverter(layout), *pieces), dtype="<i2").astype(int)
    assert len(joined) == len(whole)
    assert np.abs(joined - whole).max(initial=0) <= 1


def test_a_half_sample_at_the_end_is_dropped() -> None:
    converter = PcmConverter(SPEECH)
    assert convert_all(converter, b"\x01\x02\x03") == b"\x01\x02"


def test_speech_can_be_made_wider_than_mono_but_not_while_resampling() -> None:
    stereo = AudioFormat(16_000, 2, 2)
    assert convert_all(PcmConverter(SPEECH, stereo), b"\x01\x02") == b"\x01\x02\x01\x02"
    with pytest.raises(InvalidRequest):
        PcmConverter(SPEECH, AudioFormat(8_000, 2, 2))


def test_an_unsupported_target_is_refused_when_asked_for() -> None:
    with pytest.raises(InvalidRequest):
        PcmConverter(SPEECH, AudioFormat(16_000, 3, 1))


# Files


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


def test_resampling_starts_no_threads() -> None:
    before = psutil.Process().num_threads()
    converters = [PcmConverter(AudioFormat(44_100, 2, 1)) for _ in range(20)]
    assert all(converter.convert(bytes(44_100)) for converter in converters)
    assert psutil.Process().num_threads() == before


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


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\0" * 5000, b"hello" * 100])
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
