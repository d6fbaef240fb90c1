"""Files in which something is broken: what can be decoded is heard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audio.signals import encode_file, loudest_frequency, loudness, sine, with_video
from wyoming_morgan.audio import decode, to_samples
from wyoming_morgan.errors import UndecodableAudio

KINDS = {
    "MP3": ("mp3", "libmp3lame", 44_100),
    "AAC": ("adts", "aac", 16_000),
    "M4A": ("ipod", "aac", 44_100),
    "FLAC": ("flac", "flac", 16_000),
    "Ogg Opus": ("ogg", "libopus", 48_000),
    "WebM": ("webm", "libopus", 48_000),
    "WAV": ("wav", "pcm_s16le", 16_000),
    "AMR": ("amr", "libopencore_amrnb", 8_000),
    "MPEG-TS": ("mpegts", "aac", 16_000),
    "MPEG-PS": ("vob", "mp2", 48_000),
    "AVI": ("avi", "libmp3lame", 44_100),
    "WavPack": ("wv", "wavpack", 44_100),
}
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "200000"}
TRAILERS = {
    "a zero": b"\0",
    "a line end": b"\r\n",
    "zeros": bytes(1_000),
    "an ID3v1 tag": b"TAG" + b"a song".ljust(125, b"\0"),
    "an APE tag": b"APETAGEX\xd0\x07\0\0" + bytes(20),
    "text": b"-- end of recording --\n",
    "noise": bytes((7 * number * number) % 256 for number in range(500)),
}


ONE_PIECE = {"Ogg Opus": 1.1, "WavPack": 1.1}
"""Seconds of a page or a block, which is lost as a whole."""


def made(kind: str, seconds: float = 2.0) -> bytes:
    container, codec, rate = KINDS[kind]
    return encode_file(sine(seconds, rate), rate, container, codec)


def assert_heard(file: bytes, *, at_least: float, at_most: float = 2.3) -> None:
    heard = decode(file, limit_seconds=30)
    assert at_least <= heard.seconds <= at_most
    assert loudest_frequency(heard.pcm, 16_000) == pytest.approx(440, abs=10)


@pytest.mark.parametrize("trailer", TRAILERS.values(), ids=TRAILERS.keys())
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_behind_a_file_costs_nothing_of_it(kind: str, trailer: bytes) -> None:
    # Zeros and noise are sound to AMR, which has no checksums.
    assert_heard(made(kind) + trailer, at_least=1.9, at_most=4.0 if kind == "AMR" else 2.3)


@pytest.mark.parametrize("share", [0.4, 0.6, 0.85, 0.95])
@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_byte_costs_little(kind: str, share: float) -> None:
    file = bytearray(made(kind))
    # Before the index at the end of an MP4, without which there is no file.
    end = file.find(b"moov") if kind == "M4A" else len(file)
    file[int(end * share)] ^= 0xFF
    assert_heard(bytes(file), at_least=2.0 - ONE_PIECE.get(kind, 0.6))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"M4A"}))
def test_of_a_file_that_is_cut_off_the_beginning_is_heard(kind: str) -> None:
    file = made(kind)
    assert_heard(file[: int(len(file) * 0.9)], at_least=2.0 - ONE_PIECE.get(kind, 0.5))


def test_of_a_fragmented_mp4_that_is_cut_off_the_beginning_is_heard() -> None:
    file = encode_file(sine(2.0, 44_100), 44_100, "mp4", "aac", container_options=FRAGMENTED)
    assert_heard(file, at_least=1.9)
    assert_heard(file[: int(len(file) * 0.9)], at_least=1.4)


@settings(max_examples=60)
@given(data=st.data())
def test_a_few_bad_bytes_in_the_later_half_leave_the_first_one(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["MP3", "AAC", "Ogg Opus", "WebM", "WAV", "MPEG-TS", "MPEG-PS", "FLAC"]))
    file = bytearray(made(kind))
    for at in data.draw(st.lists(st.integers(len(file) * 6 // 10, len(file) - 1), min_size=1, max_size=8)):
        file[at] = data.draw(st.integers(0, 255))
    samples = to_samples(decode(bytes(file), limit_seconds=30).pcm)
    assert len(samples) >= 12_000
    assert loudness(samples[4_000:12_000]) == pytest.approx(0.35, abs=0.05)


@pytest.mark.parametrize(
    ("container", "codec", "rates"),
    [
        ("mp3", "libmp3lame", (22_050, 44_100)),
        ("mp3", "libmp3lame", (44_100, 22_050)),
        ("adts", "aac", (8_000, 48_000)),
    ],
)
@pytest.mark.parametrize("layouts", [("mono", "mono"), ("mono", "stereo"), ("stereo", "mono")])
def test_the_rate_and_the_channels_may_change_within_a_file(
    container: str, codec: str, rates: tuple[int, int], layouts: tuple[str, str]
) -> None:
    file = b"".join(
        encode_file(sine(1.0, rate), rate, container, codec, layout=layout)
        for rate, layout in zip(rates, layouts, strict=True)
    )
    assert_heard(file, at_least=1.9)


def test_a_file_without_sound_says_what_it_holds_instead() -> None:
    with pytest.raises(UndecodableAudio, match="holds no audio, only pictures") as failure:
        decode(with_video(None, pictures=5), limit_seconds=5)
    assert failure.value.hint == "send a file with an audio track"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        pytest.param(b"", "the file is empty", id="nothing"),
        pytest.param(b"turn on the light\n" * 50, "the file is a text", id="text"),
        pytest.param('{"text": "Grüße"}'.encode(), "the file is a text", id="JSON"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\xdac\xf8\xcf\xc0"
            b"\0\0\3\1\1\0\x18\xdd\x8d\xb0\0\0\0\0IEND\xaeB`\x82",
            "the file holds no audio, only pictures",
            id="PNG",
        ),
        pytest.param(
            b"1\n00:00:00,000 --> 00:00:01,000\nhello\n\n", "the file holds no audio", id="subtitles"
        ),
        pytest.param(bytes(5_000), "the audio cannot be decoded", id="zeros"),
    ],
)
def test_what_is_no_audio_is_refused_in_clear_words(file: bytes, words: str) -> None:
    with pytest.raises(UndecodableAudio, match=words) as failure:
        decode(file, limit_seconds=5)
    assert failure.value.hint
