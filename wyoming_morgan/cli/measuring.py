"""The speed of a model on this machine, once warm, with a sentence spoken by espeak-ng."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.app.engines import engine_context
from wyoming_morgan.audio import SPEECH, AudioChunk, PcmConverter
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import EngineContext, EngineKind, EngineOptions
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech, Voice
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import EngineFailed, InvalidRequest
from wyoming_morgan.models.catalogue import EngineModels
from wyoming_morgan.models.store import split_id

_SENTENCE = "Turn on the light in the kitchen, and tell me how warm it is outside."
_SPEAKER = "espeak-ng"


async def measure(config: Config, model: str, about: EngineModels) -> float:
    """Return the seconds of work for each second of audio.

    The model is loaded and used twice; the second time is measured.

    Raises:
        EngineUnavailable: the engine or its model is missing or broken.
        EngineFailed: it broke, or its speech is empty.
    """
    engine, name = split_id(model)
    kind = EngineKind(about.kind)
    if not about.option:
        raise InvalidRequest(f"the speed of models of {engine} cannot be measured")
    settings = config.stt if kind is EngineKind.STT else config.tts
    registry = Registry.discover()
    context = engine_context(config, settings)
    configured = settings.engines.get(engine)
    options = registry.get(kind, engine).options if configured is None else type(configured)
    values = ({} if configured is None else configured.model_dump()) | {about.option: name.replace("/", "--")}
    made = _make(registry, kind, engine, {engine: options.model_validate(values)}, context)
    await made.load()
    try:
        if kind is EngineKind.STT:
            return await _hear(made, await _spoken(registry, context))
        return await _speak(made, name)
    finally:
        await made.close()


async def _hear(engine: SpeechToText, audio: AudioChunk) -> float:
    languages = engine.capabilities.languages
    language = "en" if not languages or "en" in languages else languages[0]
    options = TranscribeOptions(language=language)
    await engine.transcribe(audio.pcm, options)
    began = time.perf_counter()
    await engine.transcribe(audio.pcm, options)
    return (time.perf_counter() - began) / audio.seconds


async def _speak(engine: TextToSpeech, name: str) -> float:
    voices = engine.capabilities.voices
    voice = next((voice for voice in voices if voice.name == name), voices[0])
    await _pcm(engine, voice)
    began = time.perf_counter()
    pcm = await _pcm(engine, voice)
    seconds = AudioChunk(pcm, engine.capabilities.format).seconds
    if not seconds:
        raise EngineFailed(f"{voice.name} returned no speech", hint="run: morgan models verify")
    return (time.perf_counter() - began) / seconds


async def _spoken(registry: Registry, context: EngineContext) -> AudioChunk:
    """Speak the sentence in the format of recognizers."""
    engine: TextToSpeech = _make(registry, EngineKind.TTS, _SPEAKER, {}, context)
    await engine.load()
    try:
        voices = engine.capabilities.voices
        pcm = await _pcm(engine, next((voice for voice in voices if "en" in voice.languages), voices[0]))
        converter = PcmConverter(engine.capabilities.format)
        return AudioChunk(converter.convert(pcm) + converter.flush(), SPEECH)
    finally:
        await engine.close()


async def _pcm(engine: TextToSpeech, voice: Voice) -> bytes:
    return b"".join([piece async for piece in engine.synthesize(_SENTENCE, voice, SpeakOptions())])


def _make(
    registry: Registry,
    kind: EngineKind,
    name: str,
    options: Mapping[str, EngineOptions],
    context: EngineContext,
) -> Any:
    return registry.create(registry.choose(kind, name, options, context), context)
