"""Where in a recording there is speech."""

from __future__ import annotations

from tests.fakes import silence, tone
from tests.http.conftest import Door, Serve
from tests.http.forms import speech_form
from wyoming_morgan.audio import SPEECH, AudioChunk, wav

PATH = "/v1/audio/speech/timestamps"
WINDOW_MS = 32
SPOKEN_TWICE = wav(AudioChunk(silence(0.64) + tone(0.64) + silence(0.64) + tone(0.64), SPEECH))


async def test_stretches_of_speech_are_told_in_milliseconds(door: Door) -> None:
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE, min_silence_duration_ms="200")) as response:
        assert response.status == 200, await response.text()
        assert await response.json() == [{"start": 640, "end": 1280}, {"start": 1920, "end": 2560}]


async def test_a_pause_shorter_than_asked_for_separates_nothing(door: Door) -> None:
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE, min_silence_duration_ms="1000")) as response:
        assert await response.json() == [{"start": 640, "end": 2560}]


async def test_stretches_are_padded_and_short_ones_left_out(door: Door) -> None:
    async with door.post(
        PATH, data=speech_form(SPOKEN_TWICE, min_silence_duration_ms="200", speech_pad_ms="100")
    ) as response:
        assert await response.json() == [{"start": 540, "end": 1380}, {"start": 1820, "end": 2560}]
    async with door.post(
        PATH, data=speech_form(SPOKEN_TWICE, min_silence_duration_ms="200", min_speech_duration_ms="700")
    ) as response:
        assert await response.json() == []


async def test_a_threshold_above_every_probability_finds_nothing(door: Door) -> None:
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE, threshold="0.99")) as response:
        assert await response.json() == []


async def test_values_out_of_range_are_named(door: Door) -> None:
    for name, value in {"threshold": "2", "speech_pad_ms": "-1", "min_silence_duration_ms": "long"}.items():
        async with door.post(PATH, data=speech_form(SPOKEN_TWICE, **{name: value})) as response:
            assert (await door.error(response, 422))["param"] == name


async def test_the_model_is_the_detector_s_or_unknown(door: Door) -> None:
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE, model="fake")) as response:
        assert response.status == 200
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE, model="other")) as response:
        assert (await door.error(response, 404))["code"] == "model_not_found"


async def test_a_process_without_a_detector_has_no_such_route(serve: Serve) -> None:
    door = await serve(without=("vad",))
    async with door.post(PATH, data=speech_form(SPOKEN_TWICE)) as response:
        await door.error(response, 404)
