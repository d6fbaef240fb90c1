"""Kinds of files, and what no file may open."""

from __future__ import annotations

import socket
from pathlib import Path

import av
import pytest

from tests.audio.signals import encode_file, loudest_frequency, sine
from wyoming_morgan.audio import decode
from wyoming_morgan.audio.demuxers import open_options, refuse_to_open
from wyoming_morgan.errors import UndecodableAudio


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("mpegts", "aac", 16_000),
        ("mpegts", "mp2", 48_000),
        ("vob", "mp2", 48_000),
        ("mpeg", "mp2", 48_000),
        ("avi", "pcm_s16le", 16_000),
        ("avi", "libmp3lame", 44_100),
        ("wv", "wavpack", 44_100),
        ("tta", "tta", 44_100),
        ("mp2", "mp2", 48_000),
        ("ac3", "ac3", 48_000),
        ("eac3", "eac3", 48_000),
        ("flv", "aac", 44_100),
        ("latm", "aac", 48_000),
        ("voc", "pcm_u8", 8_000),
        ("ircam", "pcm_s16le", 16_000),
        ("sox", "pcm_s32le", 16_000),
        ("spdif", "ac3", 48_000),
        ("rm", "ac3", 48_000),
        ("swf", "libmp3lame", 44_100),
        ("3gp", "aac", 16_000),
        ("asf", "libmp3lame", 44_100),
        ("nut", "pcm_s16le", 16_000),
        ("matroska", "wavpack", 44_100),
        ("wav", "adpcm_ms", 16_000),
        ("wav", "pcm_f64le", 16_000),
        ("rf64", "pcm_s16le", 16_000),
        ("caf", "alac", 16_000),
    ],
)
def test_every_kind_that_ffmpeg_reads_is_heard(container: str, codec: str, rate: int) -> None:
    options = {"rf64": "always"} if container == "rf64" else {}
    name = "wav" if container == "rf64" else container
    heard = decode(
        encode_file(sine(1.0, rate), rate, name, codec, container_options=options), limit_seconds=5
    )
    assert heard.seconds == pytest.approx(1.0, abs=0.15)
    assert loudest_frequency(heard.pcm, 16_000) == pytest.approx(440, abs=10)


def test_no_reader_opens_devices_playlists_or_addresses() -> None:
    names = set(open_options()["format_whitelist"].split(","))
    assert {"wav", "mpegts", "mpeg", "avi", "wv"} <= names
    assert not names & {
        "hls",
        "dash",
        "concat",
        "sdp",
        "rtsp",
        "rtp",
        "sap",
        "image2",
        "lavfi",
        "alsa",
        "fbdev",
    }
    assert not {name for name in names if av.ContainerFormat(name, "r").no_file}
    assert open_options()["protocol_whitelist"] == "none"
    with pytest.raises(PermissionError):
        refuse_to_open("/etc/hostname", 0, {})


def test_no_file_makes_another_one_or_an_address_be_opened(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        sound = tmp_path / "sound.wav"
        sound.write_bytes(encode_file(sine(1.0, 16_000), 16_000, "wav", "pcm_s16le"))
        for text in (
            f"ffconcat version 1.0\nfile '{sound}'\n",
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{sound}\n#EXT-X-ENDLIST\n",
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:{port}/x.ts\n#EXT-X-ENDLIST\n",
            f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
            f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">http://127.0.0.1:{port}/</MPD>',
        ):
            with pytest.raises(UndecodableAudio):
                decode(text.encode(), limit_seconds=5)
        with pytest.raises(TimeoutError):
            server.accept()
