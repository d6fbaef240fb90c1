"""The server that is measured is the one that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.source import PACKAGE
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineUnavailable

pytestmark = pytest.mark.slow


async def test_a_server_is_measured_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORGAN_CORE__HTTP__TLS__SELF_MADE", "true")
    settings = {"core": {"http": {"tls": {"certificate": "fullchain.pem"}}}}
    async with (
        running_server(settings, services=["vad"]) as server,
        aiohttp.ClientSession() as session,
        session.get(f"{server.http}/health") as response,
    ):
        assert response.status == 200


async def test_what_stands_in_for_an_engine_is_not_measured(tmp_path: Path) -> None:
    settings: dict[str, dict[str, Any]] = {
        "core": {"models_dir": str(tmp_path)},
        "stt": {"engine": "faster-whisper", "engines": {"faster-whisper": {"model": "small"}}},
    }
    with pytest.raises(EngineUnavailable, match="stands in for faster-whisper") as refused:
        async with running_server(settings, services=["stt"]):
            pytest.fail("a stand-in was measured")
    assert "morgan models pull faster-whisper/small" in refused.value.hint


def test_no_measurement_accepts_a_stand_in() -> None:
    programs = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "bench").rglob("*.py")]
    assert any(path.name == "latency.py" for path in programs)
    assert not [path for path in programs if "stand_ins=True" in path.read_text(encoding="utf-8")]
