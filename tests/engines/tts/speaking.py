"""Having an engine speak, and looking at what it said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from wyoming_morgan.engines.contract.engine import EngineContext, EngineOptions, WorkLimits
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech, Voice

SENTENCE = "The kitchen light is on."
LOUDNESS = {
    "af_heart": 0.2,
    "af_bella": 0.6,
    "bf_alice": 0.3,
    "bf_emma": 0.4,
    "ff_siwis": 0.5,
    "jf_alpha": 0.1,
    "zf_xiaoxiao": 0.1,
}
"""The voices of the small Kokoro, each of which has a loudness of its own."""

Load = Callable[[EngineOptions, EngineContext], Awaitable[Any]]
"""Makes the engine that has these options, and loads it; it is closed when the test ends."""


class Context(Protocol):
    """Makes the context of an engine."""

    def __call__(
        self, *languages: str, models_dir: Path = ..., limits: WorkLimits | None = None
    ) -> EngineContext: ...


def voice(engine: TextToSpeech, name: str) -> Voice:
    """Find a listed voice."""
    return next(candidate for candidate in engine.capabilities.voices if candidate.name == name)


async def pieces(
    engine: TextToSpeech, text: str, name: str | None = None, options: SpeakOptions | None = None
) -> list[bytes]:
    """Speak with a listed voice, else the default one."""
    chosen = voice(engine, name) if name else engine.capabilities.voices[0]
    return [pcm async for pcm in engine.synthesize(text, chosen, options or SpeakOptions())]


async def seconds(
    engine: TextToSpeech, text: str = SENTENCE, name: str | None = None, options: SpeakOptions | None = None
) -> float:
    """Speak, and tell how long it sounds."""
    return engine.capabilities.format.seconds(sum(map(len, await pieces(engine, text, name, options))))


def loudness(pcm: bytes) -> float:
    """The loudest sample, 0…1."""
    return float(np.abs(np.frombuffer(pcm, "<i2").astype(np.float32)).max()) / 32767
