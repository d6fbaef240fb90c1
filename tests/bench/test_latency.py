"""The times of two servers are measured in turn, so that the machine's other work hits both alike."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from wyoming_morgan.bench import latency
from wyoming_morgan.bench.server import ServerProcess


async def test_servers_are_measured_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    async def sample(server: ServerProcess, *_: object) -> float:
        asked.append(server.http_port)
        return server.http_port / 1000

    async def speak(_: ServerProcess) -> list[bytes]:
        return [b""]

    async def describe(*_: object, **__: object) -> list[float]:
        return [0.001]

    for name in ("_transcript_after_stop", "_transcript_after_speech", "_first_audio"):
        monkeypatch.setattr(latency, name, sample)
    monkeypatch.setattr(latency, "spoken_phrases", speak)
    monkeypatch.setattr(latency, "_describe_under_load", describe)
    servers = [ServerProcess(0, port, MagicMock(), Path()) for port in (1, 2)]

    reports = await latency.bench_latency(servers, repeats=3)

    assert asked == [1, 2] * 13  # once to warm up, and three times for each of four figures
    for report, seconds in zip(reports, (0.001, 0.002), strict=True):
        assert [measure.samples for measure in report.measures[:4]] == [(seconds,) * 3] * 4
        assert report.measures[0].percentile(50) == pytest.approx(seconds * 1000)
