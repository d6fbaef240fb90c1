"""The fakes fulfil the protocols and are deterministic."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeVoiceActivity, silence, tone
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.contract.vad import VoiceActivity
from wyoming_morgan.errors import EngineFailed


def test_the_fakes_are_engines() -> None:
    recognizer: SpeechToText = FakeRecognizer()
    synthesizer: TextToSpeech = FakeSynthesizer()
    detector: VoiceActivity = FakeVoiceActivity()
    assert isinstance(recognizer, SpeechToText)
    assert isinstance(synthesizer, TextToSpeech)
    assert isinstance(detector, VoiceActivity)


async def test_the_recognizer_hears_what_the_test_says_and_nothing_in_silence() -> None:
    recognizer = FakeRecognizer(lambda pcm: f"{len(pcm)} bytes")
    assert (await recognizer.transcribe(tone(0.1), TranscribeOptions())).text == "3200 bytes"
    assert (await recognizer.transcribe(silence(0.1), TranscribeOptions())).text == ""
    assert (await recognizer.transcribe(b"", TranscribeOptions())).text == ""
    recognizer.error = EngineFailed("broken")
    with pytest.raises(EngineFailed):
        await recognizer.transcribe(tone(0.1), TranscribeOptions())


async def test_the_recognizer_counts_who_gave_up() -> None:
    recognizer = FakeRecognizer(seconds=3600)
    call = asyncio.create_task(recognizer.transcribe(tone(0.1), TranscribeOptions()))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (len(recognizer.calls), recognizer.finished, recognizer.cancelled) == (1, 0, 1)


async def test_the_synthesizer_speaks_longer_for_more_text() -> None:
    synthesizer = FakeSynthesizer()
    voice = synthesizer.capabilities.voices[0]

    async def spoken(text: str, speed: float = 1.0) -> int:
        return sum([len(piece) async for piece in synthesizer.synthesize(text, voice, SpeakOptions(speed))])

    assert await spoken("") == 0
    assert 0 < await spoken("Yes") < await spoken("Yes, it is")
    assert await spoken("Yes, it is", 2.0) < await spoken("Yes, it is")


async def test_the_detector_tells_a_tone_from_silence_across_pieces() -> None:
    pcm = silence(0.064) + tone(0.064)
    whole = await FakeVoiceActivity().open().process(pcm)
    stream = FakeVoiceActivity().open()
    pieces = [p for start in range(0, len(pcm), 100) for p in await stream.process(pcm[start : start + 100])]
    assert whole == pieces == [0.02, 0.02, 0.95, 0.95]
