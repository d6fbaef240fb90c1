"""Files written while their sound is made."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from wyoming_morgan.audio import (
    SPEECH,
    AudioFormat,
    Encoder,
    FileFormat,
    PcmConverter,
    Quality,
    Samples,
    decode,
    to_samples,
)

VOICE = AudioFormat(22_050, 2, 1)
CODED = [FileFormat.MP3, FileFormat.OPUS, FileFormat.AAC, FileFormat.FLAC]
CONTAINERS = {
    FileFormat.MP3: ("mp3", "audio/mpeg"),
    FileFormat.OPUS: ("ogg", "audio/ogg"),
    FileFormat.AAC: ("aac", "audio/aac"),
    FileFormat.FLAC: ("flac", "audio/flac"),
    FileFormat.WAV: ("wav", "audio/wav"),
}


def sine(seconds: float, layout: AudioFormat = VOICE, *, hertz: float = 440.0) -> bytes:
    """A tone at half of full scale, 16 bits wide, the same on every channel."""
    times = np.arange(int(seconds * layout.rate)) / layout.rate
    mono = np.rint(16_384 * np.sin(2 * np.pi * hertz * times)).astype("<i2")
    return np.repeat(mono, layout.channels).tobytes()


def written(encoder: Encoder, pcm: bytes, *, piece: int = 4_410) -> bytes:
    pieces = [encoder.encode(pcm[start : start + piece]) for start in range(0, len(pcm), piece)]
    return b"".join([*pieces, encoder.flush()])


def sound(file: bytes, layout: AudioFormat) -> Samples:
    return to_samples(decode(file, target=layout, limit_seconds=60).pcm)


def pitch(samples: Samples, rate: int) -> float:
    """Where the spectrum is highest, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * rate / len(samples))


@pytest.mark.parametrize("file_format", CONTAINERS)
def test_a_file_is_of_its_format_and_holds_the_sound(file_format: FileFormat) -> None:
    encoder = Encoder(file_format, VOICE)
    file = written(encoder, sine(2.0))
    container, media_type = CONTAINERS[file_format]
    assert encoder.media_type == media_type
    with av.open(io.BytesIO(file)) as reader:
        assert reader.format.name == container
        assert reader.streams.audio[0].rate == encoder.format.rate
    heard = sound(file, encoder.format)
    # Encoders fill up their last frame, and MP3 and AAC begin with silence.
    assert len(heard) / encoder.format.rate == pytest.approx(2.0, abs=0.15)
    assert pitch(heard, encoder.format.rate) == pytest.approx(440, abs=2)
    assert float(np.abs(heard).max()) == pytest.approx(0.5, abs=0.1)


def test_plain_pcm_is_the_samples_and_nothing_else() -> None:
    encoder = Encoder(FileFormat.PCM, VOICE)
    assert encoder.media_type == "audio/pcm;rate=22050;channels=1"
    assert written(encoder, sine(0.5)) == sine(0.5)


@pytest.mark.parametrize("file_format", [FileFormat.PCM, FileFormat.WAV])
def test_samples_may_be_asked_for_at_another_rate(file_format: FileFormat) -> None:
    encoder = Encoder(file_format, VOICE, rate=24_000)
    pcm = written(encoder, sine(1.0))
    if file_format is FileFormat.WAV:
        pcm = decode(pcm, target=encoder.format, limit_seconds=2).pcm
    assert encoder.format == AudioFormat(24_000, 2, 1)
    assert len(pcm) == pytest.approx(48_000, abs=64)
    assert pitch(to_samples(pcm), 24_000) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("file_format", [FileFormat.FLAC, FileFormat.WAV])
def test_lossless_files_hold_every_sample(file_format: FileFormat) -> None:
    pcm = sine(1.0)
    file = written(Encoder(file_format, VOICE), pcm)
    assert decode(file, target=VOICE, limit_seconds=2).pcm == pcm


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_the_file_grows_while_the_sound_is_made_and_its_beginning_plays_alone(
    file_format: FileFormat,
) -> None:
    encoder = Encoder(file_format, VOICE)
    begun = b"".join(encoder.encode(sine(0.1)) for _ in range(10))
    if file_format is FileFormat.PCM:
        heard = len(begun) / VOICE.bytes_per_second
    else:
        heard = len(sound(begun, VOICE)) / VOICE.rate
    assert 0.7 < heard < 1.2


@pytest.mark.parametrize("file_format", list(FileFormat))
@pytest.mark.parametrize(
    "source",
    [
        AudioFormat(8_000, 2, 1),
        AudioFormat(16_000, 2, 1),
        AudioFormat(24_000, 2, 1),
        AudioFormat(37_800, 2, 1),
        AudioFormat(44_100, 2, 2),
        AudioFormat(48_000, 2, 1),
        AudioFormat(96_000, 2, 1),
    ],
    ids=lambda source: f"{source.rate}x{source.channels}",
)
def test_any_rate_comes_out_at_its_own_pitch(file_format: FileFormat, source: AudioFormat) -> None:
    rate = 24_000 if source.channels > 1 else None
    encoder = Encoder(file_format, source, rate=rate)
    file = written(encoder, sine(1.0, source), piece=source.size(0.1))
    heard = (
        to_samples(file)
        if file_format is FileFormat.PCM
        else sound(file, AudioFormat(encoder.format.rate, 2, 1))
    )
    assert pitch(heard, encoder.format.rate) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("file_format", CODED)
@pytest.mark.parametrize("piece", [1, 3, 1_000_000])
def test_the_size_of_the_pieces_does_not_matter(file_format: FileFormat, piece: int) -> None:
    pcm = sine(0.2)
    at_once = sound(written(Encoder(file_format, VOICE), pcm), VOICE)
    in_pieces = sound(written(Encoder(file_format, VOICE), pcm, piece=piece), VOICE)
    assert np.array_equal(at_once, in_pieces)


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_a_file_without_sound_has_its_head_alone(file_format: FileFormat) -> None:
    encoder = Encoder(file_format, VOICE)
    file = encoder.encode(b"") + encoder.flush()
    assert bool(file) == (file_format in {FileFormat.OPUS, FileFormat.FLAC, FileFormat.WAV})
    assert len(file) < 16_000


@pytest.mark.parametrize(
    ("file_format", "small", "large"),
    [
        (FileFormat.MP3, Quality(mp3_bitrate=16_000), Quality(mp3_bitrate=128_000)),
        (FileFormat.OPUS, Quality(opus_bitrate=8_000), Quality(opus_bitrate=96_000)),
        (FileFormat.AAC, Quality(aac_bitrate=16_000), Quality(aac_bitrate=96_000)),
    ],
)
def test_a_higher_bitrate_makes_a_larger_file(
    file_format: FileFormat, small: Quality, large: Quality
) -> None:
    noise = np.random.default_rng(1).integers(-8_000, 8_000, 44_100).astype("<i2").tobytes()
    sizes = [len(written(Encoder(file_format, VOICE, quality=quality), noise)) for quality in (small, large)]
    assert sizes[1] > 2 * sizes[0]


def test_a_flac_level_changes_the_work_but_no_sample() -> None:
    pcm = sine(0.5)
    for level in (0, 12):
        file = written(Encoder(FileFormat.FLAC, VOICE, quality=Quality(flac_level=level)), pcm)
        assert decode(file, target=VOICE, limit_seconds=2).pcm == pcm


def test_what_is_encoded_for_recognizers_comes_back_for_them() -> None:
    pcm = sine(1.0, AudioFormat(48_000, 2, 1))
    converter = PcmConverter(AudioFormat(48_000, 2, 1), SPEECH)
    speech = converter.convert(pcm) + converter.flush()
    file = written(Encoder(FileFormat.FLAC, SPEECH), speech)
    assert decode(file, limit_seconds=2).pcm == speech


@pytest.mark.parametrize("file_format", CODED)
def test_an_encoder_given_up_in_the_middle_leaves_nothing_open(file_format: FileFormat) -> None:
    encoder = Encoder(file_format, VOICE)
    encoder.encode(sine(0.3))
    del encoder
