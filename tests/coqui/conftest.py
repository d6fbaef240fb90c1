"""Small models with random weights, made through the library: they speak no word, but load and stream."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.engines.base import EngineContext, WorkLimits
from wyoming_morgan.engines.tts.coqui import Coqui, CoquiOptions

LIBRARY = all(importlib.util.find_spec(name) for name in ("TTS", "torch", "torchaudio"))
"""Whether coqui-tts is installed. Pieces of it with the same names would fail later, and be seen."""

REASON = "TTS (coqui-tts) is not importable here; run: make test-coqui"

Opened = Callable[..., Any]


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


@pytest.fixture
def opened(models_dir: Path, tmp_path: Path) -> Opened:
    """Open an engine on a model, by its name or path, and load it."""

    @asynccontextmanager
    async def opened(
        model: str, *, languages: tuple[str, ...] = ("en",), limits: WorkLimits | None = None, **options: Any
    ) -> AsyncIterator[Coqui]:
        context = EngineContext(
            cache_dir=tmp_path / "cache",
            models_dir=models_dir,
            languages=languages,
            limits=limits or WorkLimits(deadline=200),
        )
        engine = Coqui(CoquiOptions(model=model, device="cpu", **options), context)
        try:
            await engine.load()
            yield engine
        finally:
            await engine.close()

    return opened
