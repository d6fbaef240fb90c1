"""One utterance whose audio is not what a microphone sends."""

from __future__ import annotations

import pytest

from tests.fakes import FakeRecognizer, FakeVoiceActivity
from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.errors import TooLarge
from wyoming_morgan.voice.contract import UtteranceRequest
from wyoming_morgan.voice.transcriber import Transcriber


async def test_audio_that_changes_its_format_all_the_time_ends_the_utterance() -> None:
    utterance = Transcriber(FakeRecognizer(), FakeVoiceActivity()).open(UtteranceRequest())

    async def push() -> None:
        for number in range(200):
            await utterance.push(AudioChunk(bytes(16), AudioFormat(8_000 + number, 2, 1)))

    with pytest.raises(TooLarge, match="format"):
        await push()
    with pytest.raises(TooLarge, match="format"):
        _ = [event async for event in utterance]
    await utterance.aclose()
