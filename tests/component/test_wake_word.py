"""Wake words that Morgan hears for Home Assistant."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import wake_word
from homeassistant.core import HomeAssistant

from custom_components.morgan.wake_word import MorganWakeWords

ENTITY = "wake_word.morgan_wake_words"
CHUNK = b"\1\2" * 512
DETECTED = {"type": "detected", "word": "hey_morgan", "at": 0.5, "probability": 0.9}

pytestmark = pytest.mark.usefixtures("linked")


def entity(hass: HomeAssistant) -> MorganWakeWords:
    engine = wake_word.async_get_wake_word_detection_entity(hass, ENTITY)
    assert isinstance(engine, MorganWakeWords)
    return engine


async def audio(
    morgan: FakeMorgan, *, chunks: int = 3, endless: bool = False
) -> AsyncGenerator[tuple[bytes, int]]:
    """Give audio that begins at 1,000 ms; each chunk waits until Morgan has the one before it."""
    for number in itertools.count():
        if number == chunks and not endless:
            return
        yield CHUNK, 1000 + 32 * number
        size = (number + 1) * len(CHUNK)
        await morgan.until(lambda size=size: len(morgan.voice.audio) >= size or morgan.voice.left > 0)


async def test_the_words_are_those_of_morgan(hass: HomeAssistant) -> None:
    assert await entity(hass).get_supported_wake_words() == [
        wake_word.WakeWord("okay_nabu", "Okay Nabu", "Okay Nabu"),
        wake_word.WakeWord("hey_morgan", "Hey Morgan", "Hey Morgan"),
    ]


async def test_a_word_is_reported_and_no_audio_after_it_is_lost(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.voice.first = [{"type": "of a later version"}, DETECTED]
    stream = audio(morgan, endless=True)
    result = await entity(hass).async_process_audio_stream(stream, "hey_morgan")
    assert result is not None
    assert (result.wake_word_id, result.wake_word_phrase) == ("hey_morgan", "Hey Morgan")
    assert result.timestamp in {500, 1500}  # 500, if it is heard before any audio is passed on
    queued = result.queued_audio or []
    following = await anext(stream)
    assert following[1] == queued[-1][1] + 32
    assert morgan.voice.requests == [{"type": "detect", "rate": 16_000, "words": ["hey_morgan"]}]


async def test_a_word_is_timed_from_the_beginning_of_the_stream(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.voice.last = [{**DETECTED, "word": "hey_stranger"}]
    result = await entity(hass).async_process_audio_stream(audio(morgan), None)
    assert result is not None
    assert (result.timestamp, result.queued_audio) == (1500, None)
    assert result.wake_word_phrase == "hey_stranger"
    assert morgan.voice.requests[0]["words"] == []
    assert morgan.voice.audio == CHUNK * 3


async def test_audio_without_a_word_has_no_result(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.last = [{"type": "ended"}]
    assert await entity(hass).async_process_audio_stream(audio(morgan), None) is None


@pytest.mark.parametrize(
    "answer",
    [None, b"\0\0", {"type": "failed", "code": "busy", "message": "too much", "hint": "", "retryable": True}],
    ids=["closed", "audio", "failed"],
)
async def test_a_morgan_that_cannot_listen_has_no_result(
    hass: HomeAssistant, morgan: FakeMorgan, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    morgan.voice.first = [answer]
    stream = audio(morgan, endless=True)
    assert await entity(hass).async_process_audio_stream(stream, None) is None
    assert "Morgan could not listen for wake words" in caplog.text
    assert await anext(stream)
