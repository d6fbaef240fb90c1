from __future__ import annotations

from itertools import pairwise

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.signals import convert_all, encode_pcm, loudest_frequency, sine
from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, PcmConverter, SpeechConverter, to_samples
from wyoming_morgan.errors import InvalidRequest, TooLarge

formats = st.builds(
    AudioFormat,
    rate=st.sampled_from([8_000, 11_025, 16_000, 22_050, 44_100, 48_000]),
    width=st.integers(1, 4),
    channels=st.integers(1, 3),
)


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


def test_resampling_starts_no_threads() -> None:
    before = psutil.Process().num_threads()
    converters = [PcmConverter(AudioFormat(44_100, 2, 1)) for _ in range(20)]
    assert all(converter.convert(bytes(44_100)) for converter in converters)
    assert psutil.Process().num_threads() == before


def test_a_stream_that_changes_its_format_becomes_speech_without_a_gap() -> None:
    converter = SpeechConverter()
    pcm = b""
    for layout in (AudioFormat(48_000, 4, 2), SPEECH, AudioFormat(8_000, 1, 1)):
        pcm += converter.convert(AudioChunk(encode_pcm(sine(0.5, layout.rate), layout), layout))
    pcm += converter.flush()
    assert len(pcm) / 2 == pytest.approx(24_000, abs=6)
    assert loudest_frequency(pcm, 16_000) == pytest.approx(440, abs=2)


def test_a_stream_that_changes_its_format_all_the_time_is_refused() -> None:
    converter = SpeechConverter()
    for number in range(100):
        converter.convert(AudioChunk(bytes(16), AudioFormat(8_000 + number, 2, 1)))
    with pytest.raises(TooLarge, match="changes its format more than 100 times"):
        converter.convert(AudioChunk(bytes(16), AudioFormat(48_000, 2, 1)))
