"""Whole recordings are heard and whole texts are spoken at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.fakes import FakeEar, FakeMouth, silence, tone
from wyoming_morgan.audio import SPEECH, AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import EngineFailed, UndecodableAudio
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.whole import hear_whole, speak_whole


async def test_a_recording_is_heard_to_its_end_whatever_pauses_it_has() -> None:
    ear, timings = FakeEar(), TurnTimings()
    recording = AudioChunk(tone(0.7) + silence(3.0) + tone(0.7), SPEECH)
    transcript = await hear_whole(ear, recording, TranscribeOptions(language="en"), timings)
    assert transcript.text == "turn on the kitchen light"
    assert list(timings.seconds) == [Stage.TRANSCRIBE]
    (utterance,) = ear.utterances
    assert utterance.pcm == recording.pcm
    assert max(chunk.seconds for chunk in utterance.pushed) <= 0.5
    assert (utterance.request.end_on_silence, utterance.request.options.language) == (False, "en")
    assert utterance.closed


async def test_an_error_of_the_ear_is_raised_as_it_is_and_closes_the_utterance() -> None:
    ear = FakeEar()
    ear.error = EngineFailed("the recognizer broke")
    with pytest.raises(EngineFailed, match="the recognizer broke"):
        await hear_whole(ear, AudioChunk(tone(2.0), SPEECH), TranscribeOptions(), TurnTimings())
    assert ear.utterances[0].closed


async def test_a_recording_in_pieces_is_heard_as_it_comes_and_closed() -> None:
    ear, closed = FakeEar(), []

    async def chunks() -> AsyncGenerator[AudioChunk, None]:
        try:
            for _ in range(3):
                yield AudioChunk(tone(0.5), SPEECH)
        finally:
            closed.append(True)

    transcript = await hear_whole(ear, chunks(), TranscribeOptions(), TurnTimings())
    assert transcript.text == "turn on the kitchen light"
    assert ear.utterances[0].pcm == tone(0.5) * 3
    assert closed == [True]


async def test_a_recording_that_breaks_off_is_an_error_and_no_transcript() -> None:
    ear = FakeEar()

    async def chunks() -> AsyncGenerator[AudioChunk, None]:
        yield AudioChunk(tone(0.5), SPEECH)
        raise UndecodableAudio("the rest is broken", hint="send it as WAV")

    with pytest.raises(UndecodableAudio, match="the rest is broken"):
        await hear_whole(ear, chunks(), TranscribeOptions(), TurnTimings())
    assert ear.utterances[0].closed


async def test_a_text_is_spoken_as_one_chunk() -> None:
    mouth = FakeMouth()
    spoken = await speak_whole(mouth, "Good morning", mouth.choose(VoiceRequest()), TurnTimings())
    assert (spoken.pcm, spoken.format) == (mouth.chunk * 2, mouth.format)
    assert mouth.said == ["Good morning"]


async def test_a_text_without_anything_speakable_is_an_empty_chunk() -> None:
    mouth = FakeMouth()
    assert (await speak_whole(mouth, "", mouth.choose(VoiceRequest()), TurnTimings())).pcm == b""
