"""What is wrong with a model is told with the file and with what mends it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.coqui.conftest import Opened
from wyoming_morgan.engines.base import EngineContext
from wyoming_morgan.engines.tts.coqui import SPEC, CoquiOptions
from wyoming_morgan.engines.tts.coqui_folder import ACCEPTED
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable


@pytest.fixture
def copy(models_dir: Path) -> Callable[[str], Path]:
    """A copy of a model, to be broken, under another name in the same place."""

    def copy(name: str) -> Path:
        broken = models_dir / "coqui" / f"broken-{name}"
        shutil.rmtree(broken, ignore_errors=True)
        shutil.copytree(models_dir / "coqui" / name, broken)
        return broken

    return copy


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_another_kind(path: Path) -> None:
    path.write_bytes(b"RIFF\0\0\0\0WAVEfmt ")


@pytest.mark.parametrize("damage", [truncated, emptied, of_another_kind, Path.unlink])
@pytest.mark.parametrize(
    ("model", "file"),
    [
        ("one", "model.pth"),
        ("one", "config.json"),
        ("many", "speaker_ids.json"),
        ("stream", "model.pth"),
        ("stream", "vocab.json"),
    ],
)
async def test_a_broken_file_is_named_with_the_command_that_mends_it(
    opened: Opened, copy: Callable[[str], Path], model: str, file: str, damage: Callable[[Path], None]
) -> None:
    broken = copy(model)
    damage(broken / file)
    with pytest.raises(EngineUnavailable) as caught:
        async with opened(broken.name, accept_cpml=True):
            pass
    assert file in caught.value.message
    assert caught.value.hint == f"run: morgan models pull coqui/{broken.name} --force"


async def test_weights_of_another_model_are_named(
    opened: Opened, copy: Callable[[str], Path], models_dir: Path
) -> None:
    broken = copy("one")
    shutil.copy(models_dir / "coqui" / "many" / "model.pth", broken / "model.pth")
    with pytest.raises(EngineUnavailable, match=r"model\.pth cannot be loaded"):
        async with opened(str(broken)):
            pass


async def test_speakers_that_cannot_be_read_are_named(opened: Opened, copy: Callable[[str], Path]) -> None:
    broken = copy("stream")
    truncated(broken / "speakers_xtts.pth")
    with pytest.raises(EngineUnavailable, match=r"speakers_xtts\.pth cannot be loaded"):
        async with opened(broken.name, accept_cpml=True):
            pass


async def test_xtts_without_any_voice_says_so(opened: Opened, copy: Callable[[str], Path]) -> None:
    broken = copy("stream")
    (broken / "speakers_xtts.pth").unlink()
    with pytest.raises(EngineUnavailable, match="has no voice"):
        async with opened(broken.name, accept_cpml=True):
            pass


async def test_a_recording_that_cannot_be_cloned_is_named(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "me.wav").write_bytes(b"no audio")
    with pytest.raises(ConfigurationError, match=r"me\.wav cannot be cloned"):
        async with opened("stream", accept_cpml=True, voices={"me": tmp_path / "me.wav"}):
            pass


async def test_vits_clones_nothing(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="clones no voices"):
        async with opened("one", voices={"me": tmp_path / "me.wav"}):
            pass


async def test_xtts_is_not_loaded_until_its_licence_is_accepted_in_its_folder_or_in_the_configuration(
    opened: Opened, copy: Callable[[str], Path]
) -> None:
    model = copy("stream")
    with pytest.raises(EngineUnavailable, match="was not accepted") as caught:
        async with opened(model.name):
            pass
    assert "morgan models pull coqui/xtts_v2" in caught.value.hint
    (model / ACCEPTED).write_text("accepted")
    async with opened(model.name) as engine:
        assert engine.capabilities.voices


async def test_published_checkpoints_of_the_first_format_load_and_stay_as_they_are(
    opened: Opened, copy: Callable[[str], Path]
) -> None:
    """They hold the configuration as an object, pickled under the module where it was then."""
    import torch  # noqa: PLC0415 - skipped where it is not installed
    from TTS.tts.configs.xtts_config import XttsArgs, XttsAudioConfig, XttsConfig  # noqa: PLC0415 - likewise

    model = copy("stream")
    weights = torch.load(model / "model.pth", weights_only=True)["model"]
    there = XttsArgs.__module__
    XttsArgs.__module__ = XttsAudioConfig.__module__ = "TTS.tts.models.xtts"
    try:
        torch.save({"model": weights, "config": XttsConfig()}, model / "model.pth")
    finally:
        XttsArgs.__module__ = XttsAudioConfig.__module__ = there
    before = (model / "model.pth").read_bytes()
    async with opened(model.name, accept_cpml=True) as engine:
        assert engine.capabilities.voices
    assert (model / "model.pth").read_bytes() == before


@pytest.mark.skipif(
    bool(shutil.which("espeak-ng") or shutil.which("espeak")), reason="espeak-ng is installed"
)
async def test_a_model_that_reads_with_espeak_ng_says_that_it_is_not_installed(
    opened: Opened, copy: Callable[[str], Path]
) -> None:
    model = copy("one")
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"use_phonemes": True, "phonemizer": "espeak"}))
    with pytest.raises(EngineUnavailable, match="espeak-ng, which is not installed") as caught:
        async with opened(model.name):
            pass
    assert caught.value.hint == "run: apt install espeak-ng"


@pytest.mark.parametrize("device", ["cuda", "cuda:7"])
async def test_a_gpu_that_is_not_there_is_told(models_dir: Path, tmp_path: Path, device: str) -> None:
    import torch  # noqa: PLC0415 - skipped where it is not installed

    if torch.cuda.device_count() > 7 or (device == "cuda" and torch.cuda.is_available()):
        pytest.skip("this machine has it")
    context = EngineContext(cache_dir=tmp_path, models_dir=models_dir)
    engine = SPEC.create(CoquiOptions(model="one", device=device), context)
    with pytest.raises(EngineUnavailable, match="PyTorch finds"):
        await engine.load()
    await engine.close()
