"""Valid files without any sound: they are empty, and no error."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.signals import encode_file, with_video
from wyoming_morgan.audio import SPEECH, AudioChunk, Encoder, FileFormat, decode, wav, wav_header
from wyoming_morgan.audio.heads import is_head_alone
from wyoming_morgan.errors import UndecodableAudio

NOTHING = np.zeros(0)
ID3 = b"ID3\4\0\0\0\0\0\x0a" + bytes(10)


def empty(container: str, codec: str, rate: int, movflags: str = "") -> bytes:
    options = {"movflags": movflags} if movflags else {}
    return encode_file(NOTHING, rate, container, codec, container_options=options)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(empty("webm", "libopus", 48_000), id="WebM"),
        pytest.param(empty("matroska", "pcm_s16le", 16_000), id="Matroska"),
        pytest.param(empty("ogg", "libopus", 48_000), id="Ogg Opus"),
        pytest.param(empty("ogg", "flac", 16_000), id="Ogg FLAC"),
        pytest.param(empty("ipod", "aac", 44_100), id="M4A"),
        pytest.param(empty("mov", "pcm_s16le", 16_000), id="QuickTime"),
        pytest.param(
            empty("mp4", "aac", 44_100, "frag_keyframe+empty_moov"),
            id="fragmented MP4",
        ),
        pytest.param(empty("flac", "flac", 16_000), id="FLAC"),
        pytest.param(empty("flac", "flac", 16_000)[:42], id="FLAC of one block"),
        pytest.param(
            empty("webm", "libopus", 48_000) + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7, id="WebM begun"
        ),
        pytest.param(empty("mp3", "libmp3lame", 16_000), id="MP3"),
        pytest.param(ID3, id="MP3 of tags"),
        pytest.param(b"#!AMR\n", id="AMR"),
        pytest.param(empty("aiff", "pcm_s16be", 16_000), id="AIFF"),
        pytest.param(empty("caf", "pcm_s16le", 16_000), id="CAF"),
        pytest.param(empty("au", "pcm_s16be", 16_000), id="AU"),
        pytest.param(empty("w64", "pcm_s16le", 16_000), id="W64"),
        pytest.param(empty("avi", "pcm_s16le", 16_000), id="AVI"),
        pytest.param(empty("flv", "aac", 44_100), id="FLV"),
        pytest.param(wav(AudioChunk(b"", SPEECH)), id="WAV"),
        pytest.param(wav_header(SPEECH), id="WAV of unknown length"),
        pytest.param(Encoder(FileFormat.FLAC, SPEECH).flush(), id="FLAC of ours"),
        pytest.param(Encoder(FileFormat.OPUS, SPEECH).flush(), id="Opus of ours"),
    ],
)
def test_a_valid_file_without_sound_is_empty(file: bytes) -> None:
    assert decode(file, limit_seconds=5).pcm == b""


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"OggS" + bytes(100), id="Ogg without sound"),
        pytest.param(b"fLaC", id="FLAC without facts"),
        pytest.param(b"\x1a\x45\xdf\xa3" + bytes(100), id="Matroska without tracks"),
        pytest.param(with_video(None, pictures=0), id="Matroska with pictures alone"),
        pytest.param(b"\xff\xfb" + bytes(100), id="MP3 with a broken frame"),
    ],
)
def test_what_never_had_sound_is_refused(file: bytes) -> None:
    assert not is_head_alone(file)
    with pytest.raises(UndecodableAudio):
        decode(file, limit_seconds=5)
