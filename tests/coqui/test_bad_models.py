"""What is wrong with a model is told with the file and with what fixes it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coqui.conftest import opened
from wyoming_morgan.engines.tts.coqui import binding as coqui_binding
from wyoming_morgan.engines.tts.coqui.folder import ACCEPTED
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription, LoadRequest, SpeakRequest
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, InvalidRequest

# Most are loaded right here, where the library is imported already, with the function that the process calls.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What loading sets is meant for a process of its own."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


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


def request(models_dir: Path, model: str, **options: Any) -> LoadRequest:
    usual: dict[str, Any] = {"model": model, "accept_cpml": True, "device": "cpu"}
    return LoadRequest(CoquiOptions(**(usual | options)), models_dir, ("en",))


def load(models_dir: Path, model: str, **options: Any) -> CoquiDescription:
    return coqui_binding.describe(coqui_binding.load(request(models_dir, model, **options)))


@pytest.mark.parametrize(
    ("model", "file", "damage"),
    [
        ("one", "model.pth", truncated),
        ("one", "model.pth", emptied),
        ("one", "model.pth", of_another_kind),
        ("one", "model.pth", Path.unlink),
        ("one", "config.json", truncated),
        ("many", "speaker_ids.json", truncated),
        ("many", "speaker_ids.json", Path.unlink),
        ("stream", "model.pth", truncated),
        ("stream", "vocab.json", of_another_kind),
        ("stream", "vocab.json", Path.unlink),
        ("stream", "speakers_xtts.pth", truncated),
        ("stream", "speakers_xtts.pth", of_another_kind),
    ],
)
def test_a_broken_file_is_named_with_the_command_that_mends_it(
    copy: Callable[[str], Path], model: str, file: str, damage: Callable[[Path], None]
) -> None:
    broken = copy(model)
    damage(broken / file)
    with pytest.raises(EngineUnavailable) as caught:
        load(broken.parent.parent, broken.name)
    assert file in caught.value.message
    assert caught.value.hint == f"run: morgan models pull coqui/{broken.name} --force"


async def test_the_error_reaches_whoever_loads_the_engine(
    copy: Callable[[str], Path], models_dir: Path
) -> None:
    broken = copy("one")
    truncated(broken / "model.pth")
    with pytest.raises(EngineUnavailable, match=r"model\.pth cannot be loaded"):
        async with opened(models_dir, str(broken)):
            pass


def test_weights_of_another_model_are_named(copy: Callable[[str], Path], models_dir: Path) -> None:
    broken = copy("one")
    shutil.copy(models_dir / "coqui" / "many" / "model.pth", broken / "model.pth")
    with pytest.raises(EngineUnavailable, match=r"model\.pth cannot be loaded"):
        load(models_dir, broken.name)


def test_xtts_without_any_voice_says_so(copy: Callable[[str], Path], models_dir: Path) -> None:
    broken = copy("stream")
    (broken / "speakers_xtts.pth").unlink()
    with pytest.raises(EngineUnavailable, match="has no voice"):
        load(models_dir, broken.name)


def test_a_recording_that_cannot_be_cloned_is_named(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "me.wav").write_bytes(b"no audio")
    with pytest.raises(ConfigurationError, match=r"me\.wav cannot be cloned"):
        load(models_dir, "stream", voices=(("me", tmp_path / "me.wav"),))


def test_vits_clones_nothing(models_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="clones no voices"):
        load(models_dir, "one", voices=(("me", tmp_path / "me.wav"),))


def test_xtts_is_not_loaded_until_its_license_is_accepted_in_its_folder_or_in_the_configuration(
    copy: Callable[[str], Path], models_dir: Path
) -> None:
    model = copy("stream")
    with pytest.raises(EngineUnavailable, match="was not accepted") as caught:
        load(models_dir, model.name, accept_cpml=False)
    assert "morgan models pull coqui/xtts_v2" in caught.value.hint
    assert "COQUI_TOS_AGREED" not in os.environ
    (model / ACCEPTED).write_text("accepted")
    assert load(models_dir, model.name, accept_cpml=False).kind == "xtts"


def test_published_checkpoints_of_the_first_format_load_and_stay_as_they_are(
    copy: Callable[[str], Path], models_dir: Path
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
    assert load(models_dir, model.name).speakers == ("Ada Low", "Ben")
    assert (model / "model.pth").read_bytes() == before


def test_text_in_a_language_that_xtts_has_no_rules_for_is_refused(models_dir: Path) -> None:
    loaded = coqui_binding.load(request(models_dir, "stream"))
    with pytest.raises(InvalidRequest, match="cannot read this text out in 'sw'"):
        coqui_binding.begin(loaded, 1, SpeakRequest("Jambo.", "Ben", "sw", 1.0))
    assert loaded.streams == {}


@pytest.mark.skipif(
    bool(shutil.which("espeak-ng") or shutil.which("espeak")), reason="espeak-ng is installed"
)
def test_a_model_that_reads_with_espeak_ng_says_that_it_is_not_installed(
    copy: Callable[[str], Path], models_dir: Path
) -> None:
    model = copy("one")
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"use_phonemes": True, "phonemizer": "espeak"}))
    with pytest.raises(EngineUnavailable, match="espeak-ng, which is not installed") as caught:
        load(models_dir, model.name)
    assert caught.value.hint == "run: apt install espeak-ng"


@pytest.mark.parametrize("index", [0, 7])
def test_a_gpu_that_is_not_there_is_told(models_dir: Path, index: int) -> None:
    import torch  # noqa: PLC0415 - skipped where it is not installed

    if torch.cuda.device_count() > index:
        pytest.skip("this machine has it")
    with pytest.raises(EngineUnavailable, match="PyTorch finds no GPU"):
        load(models_dir, "one", device="cuda", device_index=index)
    assert load(models_dir, "one", device="auto", device_index=index).device == "cpu"
