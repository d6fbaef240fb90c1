"""Texts that Morgan speaks for Home Assistant."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from fake_voice import ABOUT, FORMAT, SPOKEN
from homeassistant.components import tts
from homeassistant.components.tts.entity import TTSAudioRequest
from homeassistant.components.tts.helper import get_engine_instance
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan.tts import MorganTts

ENTITY = "tts.morgan_text_to_speech"
SOUND = b"\1\2" * 2205

pytestmark = pytest.mark.usefixtures("linked")


def entity(hass: HomeAssistant) -> MorganTts:
    engine = get_engine_instance(hass, ENTITY)
    assert isinstance(engine, MorganTts)
    return engine


async def texts(*pieces: str) -> AsyncGenerator[str]:
    for piece in pieces:
        yield piece


async def say(hass: HomeAssistant, *pieces: str, language: str = "en", **options: Any) -> bytes:
    request = TTSAudioRequest(language, options, texts(*pieces))
    response = await entity(hass).internal_async_stream_tts_audio(request)
    assert response.extension == "wav"
    return b"".join([chunk async for chunk in response.data_gen])


async def test_a_text_is_spoken_as_a_wav_file(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.last = [FORMAT, SOUND, SOUND, SPOKEN]
    speech = await say(hass, "Turned on", " the lamp.\ud83d")
    assert morgan.voice.texts == ["Turned on", " the lamp.?"]
    with wave.open(io.BytesIO(speech)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (22_050, 2, 1)
        assert file.readframes(1 << 20) == SOUND * 2


async def test_audio_comes_before_the_text_has_ended(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.first, morgan.voice.last = [FORMAT, SOUND], [SPOKEN]
    heard: list[bytes] = []

    async def text() -> AsyncGenerator[str]:
        yield "It was a dark and stormy night."
        await morgan.until(lambda: SOUND in heard)
        yield " The rain fell in torrents."

    response = await entity(hass).async_stream_tts_audio(TTSAudioRequest("en", {}, text()))
    async for chunk in response.data_gen:
        heard.append(chunk)  # noqa: PERF401 - the text waits for it
    assert len(morgan.voice.texts) == 2


async def test_speech_that_nobody_waits_for_any_more_is_given_up(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.voice.first = [FORMAT, SOUND]
    is_closed = False

    async def text() -> AsyncGenerator[str]:
        nonlocal is_closed
        try:
            yield "Once upon a time"
            await morgan.until(lambda: False)
        finally:
            is_closed = True

    response = await entity(hass).async_stream_tts_audio(TTSAudioRequest("en", {}, text()))
    assert await anext(response.data_gen)
    await morgan.until(lambda: morgan.voice.texts)
    await response.data_gen.aclose()
    assert is_closed
    await morgan.until(lambda: morgan.voice.left == 1)


@pytest.mark.parametrize(
    ("options", "choice"),
    [
        ({}, {"language": "de_DE"}),
        ({"voice": "karl"}, {"voice": "karl"}),
        (
            {"voice": "karl", "speaker": "glad", "speed": "1.5"},
            {"voice": "karl", "speaker": "glad", "speed": 1.5},
        ),
    ],
    ids=["language", "voice", "all"],
)
async def test_the_voice_is_the_one_asked_for_or_one_of_the_language(
    hass: HomeAssistant, morgan: FakeMorgan, options: dict[str, Any], choice: dict[str, Any]
) -> None:
    morgan.voice.last = [FORMAT, SPOKEN]
    await say(hass, "Hallo", language="de_DE", **options)
    assert morgan.voice.requests == [{"type": "synthesize", **choice}]


async def test_a_speed_that_is_no_number_is_refused(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    with pytest.raises(HomeAssistantError) as failure:
        await say(hass, "Hallo", speed="fast")
    assert failure.value.translation_placeholders == {"reason": "speed is no number"}
    assert morgan.voice.requests == []


async def test_speech_that_fails_says_why(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.last = [
        FORMAT,
        {"type": "failed", "code": "unknown-voice", "message": "no voice", "hint": "", "retryable": False},
    ]
    with pytest.raises(HomeAssistantError) as failure:
        await say(hass, "Hello", voice="nobody")
    assert failure.value.translation_placeholders == {"reason": "no voice"}


async def test_languages_and_voices_are_those_of_morgan(hass: HomeAssistant) -> None:
    engine = entity(hass)
    assert engine.supported_languages == ["en-GB", "en", "en-US", "de-DE"]
    assert engine.default_language == "en-US"
    assert engine.supported_options == ["voice", "speaker", "speed"]
    voices = {
        language: [voice.voice_id for voice in engine.async_get_supported_voices(language) or []]
        for language in ("en", "en-GB", "en_US", "en-AU", "de", "de_DE", "de-AT", "fr")
    }
    assert voices == {
        "en": ["amy", "bob"],
        "en-GB": ["amy"],
        "en_US": ["bob"],
        "en-AU": ["amy", "bob"],
        "de": ["karl"],
        "de_DE": ["karl"],
        "de-AT": ["karl"],
        "fr": [],
    }


@pytest.mark.parametrize("language", ["de", "de-DE", "de_DE"])
async def test_every_spelling_of_a_language_is_spoken(
    hass: HomeAssistant, morgan: FakeMorgan, language: str
) -> None:
    morgan.voice.last = [FORMAT, SOUND, SPOKEN]
    stream = tts.async_create_stream(hass, ENTITY, language, {tts.ATTR_PREFERRED_FORMAT: "wav"})
    stream.use_file_cache = False
    stream.async_set_message(f"Hallo auf {language}")
    assert SOUND in b"".join([chunk async for chunk in stream.async_stream_result()])
    assert morgan.voice.requests[0]["language"] == language


async def test_a_language_without_a_voice_is_refused(hass: HomeAssistant) -> None:
    with pytest.raises(HomeAssistantError):
        tts.async_create_stream(hass, ENTITY, "fr")


async def test_new_voices_are_offered_once_morgan_is_back(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    voice = {"name": "zoe", "description": "Zoé", "languages": ["fr"], "speakers": []}
    morgan.voice.about = {**ABOUT, "tts": {"voices": [voice]}}
    await morgan.break_links()
    await morgan.until(lambda: entity(hass).supported_languages == ["fr"])
    assert entity(hass).default_language == "fr"
    assert [voice.voice_id for voice in entity(hass).async_get_supported_voices("fr") or []] == ["zoe"]
    morgan.voice.about = {**ABOUT, "tts": None}
    await morgan.until(lambda: linked.runtime_data.link.available)
    await morgan.break_links()
    await morgan.until(lambda: not linked.runtime_data.voice.data.voices)
    await morgan.until(lambda: linked.runtime_data.link.available)
    await hass.async_block_till_done()
    assert hass.states.is_state(ENTITY, "unavailable")
    assert entity(hass).supported_languages == ["fr"]
