from __future__ import annotations

import asyncio
import importlib.util
import wave
from pathlib import Path

import pytest

from tests.fakes import FakeRecognizer
from wyoming_morgan.audio import SPEECH, AudioChunk
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.vad.silero import SPEC
from wyoming_morgan.voice.contract import SpeechStarted, UtteranceEvent, UtteranceRequest
from wyoming_morgan.voice.transcriber import Transcriber

pytestmark = pytest.mark.recordings


@pytest.fixture(params=["bundled", "official"])
def model(request: pytest.FixtureRequest) -> str:
    """Each of the detector's models: the same settings are to fit both."""
    if request.param == "official" and importlib.util.find_spec("silero_vad") is None:
        pytest.skip("the silero-vad package is not installed")
    return str(request.param)


def heard(
    files: list[Path], recognizer: FakeRecognizer, cache_dir: Path, model: str
) -> dict[str, list[UtteranceEvent]]:
    """What the ear with the real detector makes of files, by their names."""

    async def hear() -> dict[str, list[UtteranceEvent]]:
        detector = SPEC.create(
            SPEC.options.model_validate({"model": model}), EngineContext(cache_dir, cache_dir)
        )
        await detector.load()
        events = {}
        for path in files:
            with wave.open(str(path)) as file:
                pcm = file.readframes(file.getnframes())
            utterance = Transcriber(recognizer, detector).open(UtteranceRequest())
            await utterance.push(AudioChunk(pcm, SPEECH))
            await utterance.finish()
            events[path.name] = [event async for event in utterance]
        await detector.close()
        return events

    return asyncio.run(hear())


@pytest.mark.slow
def test_a_spoken_command_is_one_stretch_of_speech(speech_dir: Path, tmp_path: Path, model: str) -> None:
    files = sorted((speech_dir / "commands").glob("*.wav"))
    recognizer = FakeRecognizer("heard")

    stretches = {
        name: sum(isinstance(event, SpeechStarted) for event in events)
        for name, events in heard(files, recognizer, tmp_path, model).items()
    }

    several = {name: count for name, count in stretches.items() if count != 1}
    # The official model hears a pause within one person's command.
    assert several == ({} if model == "bundled" else {"person_09.wav": 2})


def test_noise_is_no_speech(speech_dir: Path, tmp_path: Path, model: str) -> None:
    recognizer = FakeRecognizer("thank you for watching")

    heard([speech_dir / "background_noise.wav"], recognizer, tmp_path, model)

    assert recognizer.calls == []
