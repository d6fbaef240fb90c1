"""Silero: streams apart from each other, pieces of any size, speech told from noise."""

from __future__ import annotations

import sys
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.base import WorkLimits
from wyoming_morgan.engines.vad import silero
from wyoming_morgan.engines.vad.silero import Silero


@pytest.fixture
async def detector() -> AsyncIterator[Silero]:
    engine = Silero(WorkLimits())
    await engine.load()
    yield engine
    await engine.close()


def noise(seconds: float, *, seed: int = 0) -> bytes:
    samples = np.random.default_rng(seed).normal(0, 3000, int(seconds * SPEECH.rate))
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


def recording(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16_000, 2, 1)
        pcm: bytes = file.readframes(file.getnframes())
        return pcm


async def test_every_whole_window_has_one_probability(detector: Silero) -> None:
    assert len(await detector.open().process(silence(1.0))) == 31
    stream = detector.open()
    assert await stream.process(silence(0.031)) == []
    assert len(await stream.process(silence(0.001))) == 1


@pytest.mark.parametrize("size", [1, 333, 1024, 5000])
async def test_the_size_of_the_pieces_changes_nothing(detector: Silero, size: int) -> None:
    pcm = noise(0.3) + tone(0.3) + noise(0.3, seed=1)
    whole = await detector.open().process(pcm)
    stream = detector.open()
    pieces = [
        p for start in range(0, len(pcm), size) for p in await stream.process(pcm[start : start + size])
    ]
    assert pieces == pytest.approx(whole, abs=1e-5)


async def test_long_audio_runs_off_the_loop_with_the_same_result(
    detector: Silero, monkeypatch: pytest.MonkeyPatch
) -> None:
    pcm = noise(20)
    long = await detector.open().process(pcm)
    monkeypatch.setattr(silero, "_INLINE", 10_000)
    assert long == pytest.approx(await detector.open().process(pcm), abs=1e-5)
    assert len(long) == 625


async def test_streams_do_not_hear_each_other(detector: Silero) -> None:
    alone = await detector.open().process(noise(0.5))
    one, other = detector.open(), detector.open()
    heard: list[float] = []
    for start in range(0, len(noise(0.5)), 3200):
        heard += await one.process(noise(0.5)[start : start + 3200])
        await other.process(tone(0.1))
    assert heard == pytest.approx(alone, abs=1e-5)


async def test_the_package_that_carries_the_model_is_not_imported(detector: Silero) -> None:
    assert await detector.open().process(silence(0.1))
    assert "faster_whisper" not in sys.modules


@pytest.mark.recordings
async def test_speech_is_told_from_noise(detector: Silero, speech_dir: Path) -> None:
    noisy = await detector.open().process(recording(speech_dir / "background_noise.wav"))
    assert max(noisy) < 0.3
    for path in sorted((speech_dir / "commands").glob("person_*.wav")):
        assert max(await detector.open().process(recording(path))) > 0.6
