"""What the tests of synthesizers share."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engines.tts.speaking import LOUDNESS, Context, Load
from wyoming_morgan.engines.contract.engine import EngineContext, EngineOptions, WorkLimits
from wyoming_morgan.engines.tts.kokoro.engine import Kokoro
from wyoming_morgan.engines.tts.kokoro.options import KokoroOptions
from wyoming_morgan.engines.tts.piper.engine import Piper
from wyoming_morgan.engines.tts.piper.options import PiperOptions

_ENGINES: dict[type[EngineOptions], type[Any]] = {KokoroOptions: Kokoro, PiperOptions: Piper}


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Makes the context of an engine; models lie in the test's own folder unless told otherwise."""

    def make(
        *languages: str, models_dir: Path = tmp_path / "models", limits: WorkLimits | None = None
    ) -> EngineContext:
        return EngineContext(
            cache_dir=tmp_path / "cache",
            models_dir=models_dir,
            languages=languages or ("en",),
            limits=limits or WorkLimits(),
        )

    return make


@pytest.fixture
def kill_child() -> object:
    """Kills the isolated process of an engine by its name, and returns how many there were."""

    def kill(name: str) -> int:
        ours = [
            child for child in psutil.Process().children(recursive=True) if name in child.cmdline()[-2:-1]
        ]
        for child in ours:
            child.kill()
        return len(ours)

    return kill


@pytest.fixture(scope="session")
def kokoro_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a small Kokoro."""
    pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")
    from tests.assets.make_voices import make_kokoro  # noqa: PLC0415 - needs onnx

    folder = tmp_path_factory.mktemp("models")
    make_kokoro(folder / "kokoro" / "v1.0", LOUDNESS)
    return folder


@pytest.fixture(scope="session")
def piper_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with three voices of different rates, languages and numbers of speakers."""
    pytest.importorskip("onnx", reason="onnx, which makes the voices, is not installed")
    from tests.assets.make_voices import make_piper  # noqa: PLC0415 - needs onnx

    folder = tmp_path_factory.mktemp("models")
    make_piper(folder / "piper" / "en_US-small-low", "en_US-small-low")
    make_piper(folder / "piper" / "de_DE-duo-low", "de_DE-duo-low", rate=16_000, speakers=("anna", "bert"))
    make_piper(folder / "piper" / "fr_FR-high-high", "fr_FR-high-high", rate=44_100)
    (folder / "piper" / "de_DE-duo-low" / "MODEL_CARD").write_text("# Duo\n\n* URL: none\n* License: CC0\n")
    return folder


@pytest.fixture
async def load() -> AsyncGenerator[Load]:
    """Makes and loads engines, which are closed when the test ends."""
    engines = []

    async def make(options: EngineOptions, context: EngineContext) -> Any:
        engines.append(_ENGINES[type(options)](options, context))
        await engines[-1].load()
        return engines[-1]

    yield make
    for engine in engines:
        await engine.close()
