"""Silero: streams apart from each other, pieces of any size, speech told from noise."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.vad import silero
from wyoming_morgan.engines.vad.silero import Silero, SileroModel
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.voice.endpoint import EndpointSettings

NO_OFFICIAL = pytest.mark.skipif(
    find_spec("silero_vad") is None, reason="needs silero-vad: pip install --no-deps silero-vad"
)
MODELS = [SileroModel.BUNDLED, pytest.param(SileroModel.OFFICIAL, marks=NO_OFFICIAL)]


@pytest.fixture(params=MODELS)
async def detector(request: pytest.FixtureRequest) -> AsyncIterator[Silero]:
    """Both models, held to the same figures."""
    engine = Silero(WorkLimits(), request.param)
    await engine.load()
    yield engine
    await engine.close()


@pytest.fixture
async def both() -> AsyncIterator[tuple[Silero, Silero]]:
    engines = Silero(WorkLimits(), SileroModel.BUNDLED), Silero(WorkLimits(), SileroModel.OFFICIAL)
    for engine in engines:
        await engine.load()
    yield engines
    for engine in engines:
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


_NOTICE_AND_LOOK = """
import asyncio, sys
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.vad.silero import Silero, SileroModel

async def main():
    detector = Silero(WorkLimits(), SileroModel(sys.argv[1]))
    await detector.load()
    assert await detector.open().process(bytes(3200))
    print(*sorted({"faster_whisper", "silero_vad", "torch"} & set(sys.modules)))
    await detector.close()

asyncio.run(main())
"""


def test_the_package_that_carries_the_model_is_not_imported(detector: Silero) -> None:
    model = SileroModel.BUNDLED if detector.capabilities.version == "6.0" else SileroModel.OFFICIAL
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _NOTICE_AND_LOOK, model.value], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""


@NO_OFFICIAL
async def test_the_official_model_is_taken_where_it_is_installed_unless_told_otherwise() -> None:
    versions = []
    for model in (SileroModel.AUTO, SileroModel.OFFICIAL, SileroModel.BUNDLED):
        engine = Silero(WorkLimits(), model)
        await engine.load()
        versions.append(engine.capabilities.version)
        await engine.close()
    assert versions == [version("silero-vad"), version("silero-vad"), "6.0"]


async def test_without_the_official_package_auto_takes_the_bundled_model_and_official_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(silero, "_official", lambda: None)
    engine = Silero(WorkLimits(), SileroModel.AUTO)
    await engine.load()
    assert engine.capabilities.version == "6.0"
    await engine.close()
    with pytest.raises(EngineUnavailable, match="pip install"):
        await Silero(WorkLimits(), SileroModel.OFFICIAL).load()


@pytest.mark.recordings
async def test_speech_is_told_from_noise(detector: Silero, speech_dir: Path) -> None:
    noisy = await detector.open().process(recording(speech_dir / "background_noise.wav"))
    assert max(noisy) < 0.3
    for path in sorted((speech_dir / "commands").glob("*.wav")):
        assert max(await detector.open().process(recording(path))) > 0.6


def voiced(probabilities: Sequence[float]) -> list[bool]:
    """The verdict for each window, by the settings that the ear has for any detector."""
    settings, speaking, verdicts = EndpointSettings(), False, []
    for probability in probabilities:
        speaking = probability >= (settings.stop_threshold if speaking else settings.start_threshold)
        verdicts.append(speaking)
    return verdicts


@pytest.mark.slow
@NO_OFFICIAL
@pytest.mark.recordings
async def test_both_models_give_the_same_verdicts_at_the_same_settings(
    both: tuple[Silero, Silero], speech_dir: Path
) -> None:
    same = windows = 0
    begins, ends = [], []
    for path in sorted((speech_dir / "commands").glob("*.wav")):
        pcm = recording(path)
        bundled, official = [voiced(await engine.open().process(pcm)) for engine in both]
        same += sum(one == other for one, other in zip(bundled, official, strict=True))
        windows += len(bundled)
        begins.append(abs(bundled.index(True) - official.index(True)))
        ends.append(abs(bundled[::-1].index(True) - official[::-1].index(True)))
    assert same / windows > 0.975
    # In windows of 32 ms; a breath or a click before the first word is what they differ about most.
    assert np.median(begins) == 0
    assert np.median(ends) <= 1
    assert np.percentile(begins, 90) <= 4
    assert np.percentile(ends, 90) <= 4
