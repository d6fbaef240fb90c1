"""What Prometheus reads of a real process with real engines."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.metrics.table import TABLE, MetricKind
from wyoming_morgan.serving import Server
from wyoming_morgan.serving.process_age import process_age

pytestmark = pytest.mark.slow

_ONLY_SOMETIMES = {
    "morgan_turn_errors_total",
    "morgan_engine_stands_in",
    "morgan_wyoming_errors_total",
    "morgan_llm_fallbacks_total",
    "morgan_gpu_utilization_ratio",
    "morgan_gpu_memory_used_bytes",
    "morgan_gpu_memory_total_bytes",
}
"""What is there once something went wrong, or with a GPU."""


def configuration(folder: Path, **services: Any) -> Config:
    core = {
        "cache_dir": folder,
        "data_dir": folder,
        "wyoming": {"advertise": False},
        "http": {"advertise": False, "port": 0},
        "wyoming_host": "127.0.0.1",
        "shared_wyoming_port": 0,
    }
    return Config.model_validate({"core": core, **services})


async def scraped(server: Server) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Every sample, by its name."""
    port = server.http[0][1]
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
        text = await response.text()
    samples: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples.setdefault(sample.name, []).append((sample.labels, sample.value))
    return samples


async def said(server: Server, text: str) -> None:
    port = server.http[0][1]
    async with (
        ClientSession() as session,
        session.post(
            f"http://127.0.0.1:{port}/api/text", json={"text": text, "metadata": {"generate_audio": True}}
        ) as response,
    ):
        assert response.status == 200, await response.text()


async def test_every_metric_of_the_table_is_there_and_moves(tmp_path: Path) -> None:
    config = configuration(tmp_path, stt={"engine": "pocketsphinx"}, tts={"engine": "espeak-ng"})
    server = Server(config, frozenset(Service), Registry.discover())
    await server.start()
    try:
        before = await scraped(server)
        await said(server, "what time is it")
        await asyncio.sleep(0.6)  # until the event loop was looked at
        after = await scraped(server)
    finally:
        await server.stop()
    names = {
        f"{metric.name}_count" if metric.kind is MetricKind.HISTOGRAM else metric.name for metric in TABLE
    }
    assert names - _ONLY_SOMETIMES - set(after) == set()
    espeak = {"kind": "tts", "engine": "espeak-ng", "model": "espeak-ng"}
    calls = after["morgan_engine_call_seconds_count"]
    assert value(calls, espeak) > value(before["morgan_engine_call_seconds_count"], espeak)
    assert value(after["morgan_engine_wait_seconds_count"], espeak) > 0
    # The process of espeak-ng is one of the kernel's, and counted with Morgan's own.
    of_engine = value(after["morgan_engine_process_memory_bytes"], espeak)
    assert of_engine > 1_000_000
    assert after["morgan_memory_bytes"][0][1] > of_engine
    assert after["morgan_turns_running"] == [({}, 0)]
    assert 0 < after["morgan_start_seconds"][0][1] <= (process_age() or 0)
    assert after["morgan_loop_lag_seconds_count"][0][1] >= 1


def value(samples: list[tuple[dict[str, str], float]], labels: dict[str, str]) -> float:
    return next(number for own, number in samples if own == labels)


async def test_a_speech_service_of_its_own_has_them_too_and_says_who_stands_in(tmp_path: Path) -> None:
    config = configuration(tmp_path, tts={"engine": "piper", "http_port": 0, "wyoming_port": 0})
    server = Server(config, frozenset({Service.TTS}), Registry.discover())
    await server.start()
    try:
        samples = await scraped(server)
    finally:
        await server.stop()
    [(labels, number)] = samples["morgan_engine_stands_in"]
    assert number == 1
    assert labels == {
        "service": "tts",
        "engine": "espeak-ng",
        "stands_in_for": "piper",
        "code": "engine-unavailable",
    }
    assert "morgan_engine_wait_seconds_count" in samples
    assert "morgan_store_available" not in samples


def test_this_process_is_younger_than_the_machine() -> None:
    age = process_age()
    assert age is not None
    assert 0 <= age < float(Path("/proc/uptime").read_text().split()[0])
