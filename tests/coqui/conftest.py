"""Small models with random weights, made through the library: they speak no word, but load and stream."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.engines.contract.engine import EngineContext, WorkLimits
from wyoming_morgan.engines.tts.coqui.engine import Coqui
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions

LIBRARY = all(importlib.util.find_spec(name) for name in ("TTS", "torch", "torchaudio"))
"""Whether coqui-tts is installed. Pieces of it with the same names would fail later, and be seen."""

REASON = "TTS (coqui-tts) is not importable here; run: make test-coqui"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(300))
            if not LIBRARY:
                item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `morgan models pull` would have put them: `one` and `many` (VITS), `stream` (XTTS)."""
    from tests.coqui.models import make_vits, make_xtts  # noqa: PLC0415 - it imports PyTorch

    root = tmp_path_factory.mktemp("models")
    make_vits(root / "coqui" / "one")
    make_vits(root / "coqui" / "many", speakers=("p225", "Ada Low", "ED\n"), languages=("en", "de"))
    make_xtts(root / "coqui" / "stream")
    return root


def context(models_dir: Path, languages: tuple[str, ...] = ("en",)) -> EngineContext:
    return EngineContext(
        cache_dir=models_dir, models_dir=models_dir, languages=languages, limits=WorkLimits(deadline=200)
    )


@asynccontextmanager
async def opened(models_dir: Path, model: str, **options: Any) -> AsyncIterator[Coqui]:
    """An engine that has loaded a model in a process of its own."""
    languages = options.pop("home", ("en",))
    engine = Coqui(CoquiOptions(model=model, device="cpu", **options), context(models_dir, languages))
    try:
        await engine.load()
        yield engine
    finally:
        await engine.close()
