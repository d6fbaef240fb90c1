"""The server that is measured is the one that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineUnavailable

pytestmark = pytest.mark.slow


async def test_what_stands_in_for_an_engine_is_not_measured(tmp_path: Path) -> None:
    settings: dict[str, dict[str, Any]] = {
        "core": {"models_dir": str(tmp_path)},
        "stt": {"engine": "faster-whisper", "engines": {"faster-whisper": {"model": "small"}}},
    }
    with pytest.raises(EngineUnavailable, match="stands in for faster-whisper") as refused:
        async with running_server(settings, services=["stt"]):
            pytest.fail("a stand-in was measured")
    assert "morgan models pull faster-whisper/small" in refused.value.hint
