"""Files as they are in the world, uploaded to a real server that decodes them in its own processes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import pytest

from tests.audio.signals import encode_file, sine, with_video
from tests.audio.wavs import chunk, write
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import speech_form
from wyoming_morgan.app.decoding import IsolatedDecoder
from wyoming_morgan.audio import SPEECH, from_samples

pytestmark = pytest.mark.slow

ROUTES = ("/v1/audio/transcriptions", "/v1/audio/translations", "/api/audio", "/v1/audio/speech/timestamps")
MP3 = encode_file(sine(2.0, 22_050), 22_050, "mp3", "libmp3lame")
M4A = encode_file(sine(2.0, 44_100), 44_100, "ipod", "aac")
ADTS = encode_file(sine(2.0, 16_000), 16_000, "adts", "aac")
SOUND = sine(2.0, 16_000).astype(np.float32)
NUMBERS = from_samples(SOUND)
UPSIDE_DOWN = from_samples(np.stack([SOUND, -SOUND], axis=1))
HEARD = {
    "MP3 and a zero": MP3 + b"\0",
    "MP3 and a line end": MP3 + b"\r\n",
    "a byte of M4A": M4A[:9_000] + bytes([M4A[9_000] ^ 0xFF]) + M4A[9_001:],
    "ADTS that is cut off": ADTS[: len(ADTS) * 95 // 100],
    "MP3 of two rates": encode_file(sine(1.0, 22_050), 22_050, "mp3", "libmp3lame")
    + encode_file(sine(1.0, 44_100), 44_100, "mp3", "libmp3lame"),
    "MPEG-TS": encode_file(sine(2.0, 16_000), 16_000, "mpegts", "aac"),
    "MPEG-PS": encode_file(sine(2.0, 48_000), 48_000, "vob", "mp2"),
    "AVI": encode_file(sine(2.0, 16_000), 16_000, "avi", "pcm_s16le"),
    "WavPack": encode_file(sine(2.0, 16_000), 16_000, "wv", "wavpack"),
    "an odd chunk without its pad byte": write(
        "s16", NUMBERS, before=chunk(b"LIST", b"INFOISFTxyz", padded=False)
    ).file,
    "two WAV": write("s16", NUMBERS[:32_000]).file + write("f32", NUMBERS[32_000:]).file,
    "stereo, upside down": write("s16", UPSIDE_DOWN, channels=2).file,
}


@pytest.fixture
async def decoding(fakes: FakeServices, serve: Serve) -> AsyncIterator[Serve]:
    decoder = IsolatedDecoder(parallel=1, queue=4, seconds=20.0)
    fakes.decoder = decoder
    yield serve
    await decoder.close()


async def test_every_file_is_heard_at_every_route(decoding: Serve, fakes: FakeServices) -> None:
    door = await decoding()
    for name, file in HEARD.items():
        for route in ROUTES:
            async with door.post(route, data=speech_form(file)) as response:
                assert response.status == 200, (name, route, await response.text())
            if route != ROUTES[-1]:
                heard = SPEECH.seconds(len(fakes.stt.utterances[-1].pcm))
                assert heard == pytest.approx(2.0, abs=0.25), (name, route)


async def test_a_file_without_frames_is_an_empty_text(decoding: Serve) -> None:
    door = await decoding()
    for container, codec, rate in (
        ("webm", "libopus", 48_000),
        ("ogg", "libopus", 48_000),
        ("ipod", "aac", 44_100),
    ):
        file = encode_file(np.zeros(0), rate, container, codec)
        async with door.post(ROUTES[0], data=speech_form(file)) as response:
            assert response.status == 200
            assert (await response.json())["text"] == ""


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (with_video(None, pictures=3), "holds no audio, only pictures"),
        (b"Dear diary,\n" * 20, "is a text, not audio"),
    ],
    ids=["a film without sound", "a text"],
)
async def test_what_holds_no_audio_is_refused_in_clear_words(
    decoding: Serve, file: bytes, words: str
) -> None:
    door: Door = await decoding()
    async with door.post(ROUTES[0], data=speech_form(file)) as response:
        error = await door.error(response, 415)
    assert error["code"] == "undecodable-audio"
    assert words in error["message"]
    assert "(send " in error["message"]


@pytest.mark.parametrize("container", ["flac", "wav"])
async def test_a_file_that_is_too_long_is_refused_with_the_setting(decoding: Serve, container: str) -> None:
    door = await decoding(max_audio_seconds=1.0)
    file = encode_file(sine(3.0, 16_000), 16_000, container, {"wav": "pcm_s16le"}.get(container, container))
    async with door.post(ROUTES[0], data=speech_form(file)) as response:
        assert "raise core.http.max_audio_seconds" in (await door.error(response, 413))["message"]
