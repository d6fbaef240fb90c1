"""Utterances that Morgan hears for Home Assistant."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import stt
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.morgan import voice_client
from custom_components.morgan.stt import MorganStt

ENTITY = "stt.morgan_speech_to_text"
TRANSCRIPT = {"type": "transcript", "text": "turn on the lamp", "language": "en", "timings": {}}
FAILED = {"type": "failed", "code": "busy", "message": "too much", "hint": "wait", "retryable": True}
SPEECH = [b"\1\2" * 512, b"\3\4" * 512]

pytestmark = pytest.mark.usefixtures("linked")


def metadata(language: str = "en") -> stt.SpeechMetadata:
    return stt.SpeechMetadata(
        language=language,
        format=stt.AudioFormats.WAV,
        codec=stt.AudioCodecs.PCM,
        bit_rate=stt.AudioBitRates.BITRATE_16,
        sample_rate=stt.AudioSampleRates.SAMPLERATE_16000,
        channel=stt.AudioChannels.CHANNEL_MONO,
    )


class Microphone:
    """A stream of audio that knows whether it was closed."""

    def __init__(self, *chunks: bytes, then: Exception | None = None, endless: bool = False) -> None:
        self.chunks = chunks
        self.then = then
        self.endless = endless
        self.is_closed = False

    async def stream(self, morgan: FakeMorgan) -> AsyncGenerator[bytes]:
        try:
            for chunk in self.chunks:
                yield chunk
            while self.endless:
                await morgan.until(lambda: len(morgan.voice.audio) > 0)
                yield b"\0\0" * 512
            if self.then is not None:
                raise self.then
        finally:
            self.is_closed = True


def entity(hass: HomeAssistant) -> MorganStt:
    engine = stt.async_get_speech_to_text_entity(hass, ENTITY)
    assert isinstance(engine, MorganStt)
    return engine


async def hear(hass: HomeAssistant, morgan: FakeMorgan, microphone: Microphone) -> stt.SpeechResult:
    return await entity(hass).internal_async_process_audio_stream(metadata(), microphone.stream(morgan))


async def test_speech_becomes_text(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.last = [{"type": "speech", "at": 0.1}, {"type": "endpoint", "at": 0.4}, TRANSCRIPT]
    microphone = Microphone(*SPEECH)
    result = await hear(hass, morgan, microphone)
    assert result == stt.SpeechResult("turn on the lamp", stt.SpeechResultState.SUCCESS)
    assert morgan.voice.audio == b"".join(SPEECH)
    assert morgan.voice.requests == [{"type": "transcribe", "rate": 16_000, "language": "en"}]
    assert microphone.is_closed
    assert not hass.states.is_state(ENTITY, "unknown")


async def test_morgan_ends_the_turn_while_the_microphone_is_still_open(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    assert entity(hass).audio_processing.requires_external_vad is False
    morgan.voice.first = [TRANSCRIPT]
    microphone = Microphone(*SPEECH, endless=True)
    result = await hear(hass, morgan, microphone)
    assert result.text == "turn on the lamp"
    assert microphone.is_closed
    assert morgan.voice.ended == 0
    await morgan.until(lambda: morgan.voice.left == 1)


async def test_words_so_far_are_given_where_home_assistant_takes_them(
    hass: HomeAssistant, morgan: FakeMorgan, monkeypatch: pytest.MonkeyPatch
) -> None:
    morgan.voice.first = [{"type": "partial", "stable": "turn", "tentative": " on", "language": "en"}]
    morgan.voice.last = [TRANSCRIPT]

    async def heard() -> list[Any]:
        stream = Microphone(*SPEECH).stream(morgan)
        results = entity(hass).async_process_audio_stream_with_progress(metadata(), stream)
        async with aclosing(results):
            return [result async for result in results]

    monkeypatch.delattr(stt, "PartialSpeechResult", raising=False)
    assert [result.text for result in await heard()] == ["turn on the lamp"]
    monkeypatch.setattr(stt, "PartialSpeechResult", lambda text: ("partial", text), raising=False)
    partial, final = await heard()
    assert partial == ("partial", "turn on")
    assert final.text == "turn on the lamp"


async def test_silence_is_heard_as_no_text(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.voice.last = [{**TRANSCRIPT, "text": ""}]
    result = await hear(hass, morgan, Microphone())
    assert result == stt.SpeechResult("", stt.SpeechResultState.SUCCESS)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([FAILED], "too much (wait)"),
        ([None], "the connection to Morgan was closed"),
        ([{"kind": "odd"}], "Morgan sends what cannot be read"),
    ],
    ids=["failed", "closed", "odd"],
)
async def test_what_goes_wrong_is_an_error_with_its_reason_in_the_log(
    hass: HomeAssistant, morgan: FakeMorgan, caplog: pytest.LogCaptureFixture, answers: Any, reason: str
) -> None:
    morgan.voice.last = answers
    result = await hear(hass, morgan, Microphone(*SPEECH))
    assert result == stt.SpeechResult(None, stt.SpeechResultState.ERROR)
    assert f"Morgan could not hear: {reason}" in caplog.text


async def test_a_morgan_that_says_nothing_more_is_not_waited_for_without_an_end(
    hass: HomeAssistant, morgan: FakeMorgan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_client, "_SILENCE_SECONDS", 0.05)
    result = await hear(hass, morgan, Microphone(*SPEECH))
    assert result.result is stt.SpeechResultState.ERROR
    morgan.voice.first = [{"type": "speech", "at": 0.1}]
    assert (await hear(hass, morgan, Microphone(*SPEECH))).result is stt.SpeechResultState.ERROR


async def test_a_microphone_that_breaks_ends_the_utterance(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    with pytest.raises(ZeroDivisionError):
        await hear(hass, morgan, Microphone(*SPEECH, then=ZeroDivisionError()))
    await morgan.until(lambda: morgan.voice.left == 1)


async def test_languages_are_those_of_the_recognizer_in_any_spelling(hass: HomeAssistant) -> None:
    engine = entity(hass)
    assert engine.supported_languages == ["en", "de-DE"]
    for language in ("en", "en-US", "de", "de-DE", "de_DE", "de-AT"):
        assert engine.check_metadata(metadata(language)), language
    assert not engine.check_metadata(metadata("fr"))


async def test_the_entity_is_unavailable_while_morgan_is(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await morgan.stop()
    await morgan.until(lambda: not linked.runtime_data.link.available)
    assert hass.states.is_state(ENTITY, STATE_UNAVAILABLE)
    result = await hear(hass, morgan, Microphone(*SPEECH))
    assert result.result is stt.SpeechResultState.ERROR
