"""The project's nano Whisper, and sentences of it spoken by espeak-ng."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engines.models import MODELS
from tests.fakes import silence
from wyoming_morgan.audio import PcmConverter
from wyoming_morgan.engines.contract.engine import EngineContext, WorkLimits
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.faster_whisper.engine import FasterWhisper
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.engines.tts.espeak_ng.engine import EspeakNg, EspeakOptions

Engines = Callable[..., AbstractAsyncContextManager[FasterWhisper]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence the nano Whisper knows, and its sound as 16 kHz, 16-bit, mono PCM."""

    text: str
    english: str
    pcm: bytes


_ENGLISH = "Turn on the kitchen light."
_GERMAN = "Schalte das Licht in der Küche ein."


@pytest.fixture(scope="session")
def nano() -> Path:
    """The nano Whisper's folder, not to be written to."""
    folder = MODELS / "whisper-nano"
    if not (folder / "model.bin").is_file():
        pytest.skip("the nano Whisper is not in tests/assets")
    return folder


@pytest.fixture
def models_dir(nano: Path, tmp_path: Path) -> Path:
    """A folder of models with the nano Whisper in the place of `base`."""
    shutil.copytree(nano, tmp_path / "models" / "faster-whisper" / "base")
    return tmp_path / "models"


@pytest.fixture(scope="session")
def english() -> Spoken:
    return Spoken(_ENGLISH, _ENGLISH, asyncio.run(_say(_ENGLISH, "en-US")))


@pytest.fixture(scope="session")
def german() -> Spoken:
    return Spoken(_GERMAN, _ENGLISH, asyncio.run(_say(_GERMAN, "de")))


@pytest.fixture
def engines(nano: Path, tmp_path: Path) -> Engines:
    """Makes an engine with the nano Whisper, loaded."""

    @asynccontextmanager
    async def running(
        *,
        languages: tuple[str, ...] = ("en", "de"),
        languages_among: tuple[str, ...] = (),
        limits: WorkLimits | None = None,
        vocabulary: Vocabulary | None = None,
        **options: Any,
    ) -> AsyncIterator[FasterWhisper]:
        context = EngineContext(
            cache_dir=tmp_path,
            models_dir=tmp_path,
            vocabulary=vocabulary or Vocabulary(),
            limits=limits or WorkLimits(),
            languages=languages,
        )
        engine = FasterWhisper(
            FasterWhisperOptions(**{"model": str(nano), "languages": languages_among} | options), context
        )
        await engine.load()
        try:
            yield engine
        finally:
            await engine.close()

    return running


async def _say(text: str, voice: str) -> bytes:
    engine = EspeakNg(EspeakOptions(), EngineContext(cache_dir=Path(), models_dir=Path()))
    await engine.load()
    try:
        chosen = next(candidate for candidate in engine.capabilities.voices if candidate.name == voice)
        converter = PcmConverter(engine.capabilities.format)
        pieces = [converter.convert(pcm) async for pcm in engine.synthesize(text, chosen, SpeakOptions())]
        return silence(0.3) + b"".join(pieces) + converter.flush() + silence(0.3)
    finally:
        await engine.close()
