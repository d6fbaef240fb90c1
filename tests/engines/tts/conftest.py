"""What the tests of synthesizers share."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.engines.tts.speaking import Context
from wyoming_morgan.engines.contract.engine import EngineContext, WorkLimits


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
