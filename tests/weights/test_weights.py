"""Trained models at work: what a trained voice says, a trained recognizer understands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engines.models import WEIGHTS
from wyoming_morgan.audio import PcmConverter
from wyoming_morgan.engines.contract.engine import EngineContext, EngineKind
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.registry import Registry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WEIGHTS not in os.environ, reason="trained models: make test-weights"),
]

REGISTRY = Registry.discover()
SENTENCES = {
    "The kitchen light is on.": "kitchen light",
    "Turn off the television in the bedroom.": "television in the bedroom",
    "It is warm outside, but it will rain tomorrow.": "rain tomorrow",
}
VOICES = ("kokoro/v1.0-int8", "piper/en_US-joe-medium")
RECOGNIZERS = ("faster-whisper/base", "faster-whisper/tiny.en")


def model(name: str) -> Path:
    folder = Path(os.environ[WEIGHTS], name)
    if not folder.is_dir():
        pytest.skip(f"{name} could not be had")
    return folder


@pytest.fixture
def context(tmp_path: Path) -> EngineContext:
    return EngineContext(cache_dir=tmp_path, models_dir=Path(os.environ[WEIGHTS]))


async def spoken(name: str, text: str, context: EngineContext) -> bytes:
    """Return a sentence as `SPEECH`."""
    engine_name, _, own_name = name.partition("/")
    spec = REGISTRY.get(EngineKind.TTS, engine_name)
    options = spec.options.model_validate({"model": name} if engine_name == "kokoro" else {"voice": own_name})
    engine: TextToSpeech = spec.create(options, context)
    await engine.load()
    try:
        voice = engine.capabilities.voices[0]
        pcm = b"".join([piece async for piece in engine.synthesize(text, voice, SpeakOptions())])
        converter = PcmConverter(engine.capabilities.format)
        return converter.convert(pcm) + converter.flush()
    finally:
        await engine.close()


@pytest.mark.parametrize("recognizer", RECOGNIZERS)
@pytest.mark.parametrize("voice", VOICES)
async def test_a_trained_recognizer_understands_a_trained_voice(
    voice: str, recognizer: str, context: EngineContext
) -> None:
    model(voice), model(recognizer)
    spec = REGISTRY.get(EngineKind.STT, "faster-whisper")
    engine: SpeechToText = spec.create(spec.options.model_validate({"model": recognizer}), context)
    await engine.load()
    try:
        for sentence, words in SENTENCES.items():
            pcm = await spoken(voice, sentence, context)
            transcript = await engine.transcribe(pcm, TranscribeOptions(language="en"))
            assert words in transcript.text.lower()
    finally:
        await engine.close()


@pytest.mark.parametrize("recognizer", RECOGNIZERS)
async def test_a_trained_recognizer_hears_nothing_in_silence(recognizer: str, context: EngineContext) -> None:
    model(recognizer)
    spec = REGISTRY.get(EngineKind.STT, "faster-whisper")
    engine: SpeechToText = spec.create(spec.options.model_validate({"model": recognizer}), context)
    await engine.load()
    try:
        assert (await engine.transcribe(bytes(96_000), TranscribeOptions(language="en"))).text == ""
    finally:
        await engine.close()
