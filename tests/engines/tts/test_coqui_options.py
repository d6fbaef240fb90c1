"""What can be said of Coqui's engine without PyTorch; `make test-coqui` holds the rest on real models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.options import Device
from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.engines.tts.coqui.engine import SPEC, Coqui
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription
from wyoming_morgan.engines.tts.coqui.voices import voices
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, InvalidRequest
from wyoming_morgan.models.manifest import Manifest

ENGLISH = ("en",)


def model(models_dir: Path, name: str, **config: Any) -> Path:
    """A folder that looks like a model from outside."""
    folder = models_dir / "coqui" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model": "vits", "phoneme_language": "en-us"} | config))
    (folder / "model.pth").write_bytes(b"weights")
    return folder


def xtts(models_dir: Path, name: str = "xtts_v2") -> Path:
    return model(models_dir, name, model="xtts", languages=["en", "de", "zh-cn"])


def described(**changes: Any) -> CoquiDescription:
    fields: dict[str, Any] = {
        "name": "model",
        "kind": "vits",
        "version": "0.28.0",
        "rate": 22_050,
        "device": "cpu",
        "speakers": (),
        "languages": ("en",),
        "license": "MIT",
    }
    return CoquiDescription(**(fields | changes))


def choose(name: str, models_dir: Path, languages: tuple[str, ...] = ENGLISH) -> coqui_folder.CoquiFolder:
    return coqui_folder.choose(name, models_dir, languages, accept_cpml=False)


# Which model


def test_a_model_is_found_by_its_name_or_by_the_path_of_its_folder(tmp_path: Path) -> None:
    folder = model(tmp_path, "en-ljspeech-vits")
    assert choose("en-ljspeech-vits", tmp_path).path == folder
    assert choose(str(folder), tmp_path / "elsewhere").path == folder


def test_without_a_name_the_first_model_that_speaks_the_home_s_language_is_taken(tmp_path: Path) -> None:
    model(tmp_path, "a-english")
    german = model(tmp_path, "b-german", phoneme_language="de")
    assert choose("", tmp_path, ("de-AT", "en")).path == german
    assert choose("", tmp_path, ("fr",)).name == "a-english"


def test_the_engine_is_chosen_automatically_only_for_a_language_that_a_model_speaks(tmp_path: Path) -> None:
    assert SPEC.automatic
    assert SPEC.model_on_disk
    english, french = (
        EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=(language,))
        for language in ("en-GB", "fr")
    )
    assert not SPEC.model_on_disk(CoquiOptions(), english)
    model(tmp_path, "en-ljspeech-vits")
    assert SPEC.model_on_disk(CoquiOptions(), english)
    assert not SPEC.model_on_disk(CoquiOptions(), french)
    assert not SPEC.model_on_disk(CoquiOptions(model="../elsewhere"), english)
    assert SPEC.model_on_disk(CoquiOptions(model="en-ljspeech-vits"), french)


@pytest.mark.parametrize("name", ["../../etc", "a/../../b", "..", "a\x00b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((InvalidRequest, EngineUnavailable)):
        choose(name, tmp_path)


def test_a_model_that_is_not_on_disk_is_told_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="not in") as caught:
        choose("en-vctk-vits", tmp_path)
    assert caught.value.hint == "run: morgan models pull coqui/en-vctk-vits"


def test_without_any_model_one_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        choose("", tmp_path)
    assert caught.value.hint == f"run: {SPEC.pull}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not a valid Coqui configuration"),
        ("{", "is not a valid Coqui configuration"),
        ("[]", "is not a valid Coqui configuration"),
        ("{}", "is not a valid Coqui configuration"),
        ('{"model": "vits", "datasets": [1]}', "is not a valid Coqui configuration"),
        ('{"model": "tacotron2"}', "'tacotron2', which Morgan does not support"),
    ],
)
def test_a_configuration_that_is_none_is_named(tmp_path: Path, content: str, message: str) -> None:
    folder = model(tmp_path, "broken")
    (folder / "config.json").write_text(content)
    with pytest.raises(EngineUnavailable, match=message) as caught:
        choose("broken", tmp_path)
    assert str(folder / "config.json") in caught.value.message
    assert caught.value.hint


def test_missing_weights_are_named(tmp_path: Path) -> None:
    folder = model(tmp_path, "broken")
    (folder / "model.pth").unlink()
    with pytest.raises(EngineUnavailable, match=r"lacks .*model\.pth") as caught:
        choose("broken", tmp_path)
    assert caught.value.hint == "run: morgan models pull coqui/broken --force"


def test_a_broken_model_does_not_keep_others_from_being_found(tmp_path: Path) -> None:
    (model(tmp_path, "a-broken") / "config.json").write_text("{")
    model(tmp_path, "b-whole")
    assert choose("", tmp_path).name == "b-whole"


# The license


def test_xtts_is_refused_until_its_license_is_accepted(tmp_path: Path) -> None:
    folder = xtts(tmp_path)
    with pytest.raises(EngineUnavailable, match="was not accepted") as caught:
        choose("xtts_v2", tmp_path)
    assert "run: morgan models pull coqui/xtts_v2" in caught.value.hint
    assert coqui_folder.choose("xtts_v2", tmp_path, ENGLISH, accept_cpml=True).path == folder
    (folder / coqui_folder.ACCEPTED).write_text("")
    assert choose("xtts_v2", tmp_path).path == folder


def test_xtts_is_not_chosen_automatically_until_its_license_is_accepted(tmp_path: Path) -> None:
    xtts(tmp_path, "a-xtts")
    assert not coqui_folder.on_disk("", tmp_path, ENGLISH, accept_cpml=False)
    model(tmp_path, "b-vits")
    assert choose("", tmp_path).name == "b-vits"


def test_a_license_is_told_by_the_manifest_of_what_was_pulled_else_by_the_kind(tmp_path: Path) -> None:
    folder = model(tmp_path, "en-vctk-vits")
    assert coqui_folder.license_of(choose("en-vctk-vits", tmp_path)) == ""
    Manifest("coqui/en-vctk-vits", (), "Apache-2.0", checked=True, pulled_at="", files={}).write(folder)
    assert coqui_folder.license_of(choose("en-vctk-vits", tmp_path)) == "Apache-2.0"
    xtts(tmp_path)
    stream = coqui_folder.choose("xtts_v2", tmp_path, ENGLISH, accept_cpml=True)
    assert coqui_folder.license_of(stream) == coqui_folder.CPML


# Voices


def test_a_model_of_one_speaker_is_a_voice_of_its_own_name() -> None:
    (known,) = voices(described(languages=("en-us",)), ("en",)).values()
    assert (known.voice.name, known.voice.languages) == ("model", ("en-US",))
    assert (known.speaker, known.language) == (None, "en-us")


def test_names_of_speakers_become_names_without_blanks_slashes_and_doubles() -> None:
    found = voices(described(speakers=("Ada Low", "Ada/Low", "ED\n", "\x00", "../up")), ("en",))
    assert list(found) == ["Ada_Low", "Ada_Low_2", "ED", "speaker", ".._up"]
    assert found["Ada_Low_2"].speaker == "Ada/Low"


def test_the_home_s_languages_are_spoken_the_first_by_default() -> None:
    model = described(kind="xtts", speakers=("Ada",), languages=("en", "de", "zh-cn"))
    found = voices(model, ("de-AT", "zh-CN", "sw"))
    assert {name: known.voice.languages[0] for name, known in found.items()} == {
        "Ada": "de",
        "Ada-zh-CN": "zh-CN",
    }
    assert found["Ada-zh-CN"].language == "zh-cn"
    assert found["Ada"].voice.license == "MIT"


def test_a_home_whose_language_is_not_spoken_gets_the_model_s_first() -> None:
    assert list(voices(described(speakers=("Ada",), languages=("en", "de")), ("sw",))) == ["Ada"]


def test_a_language_that_is_asked_for_and_not_spoken_is_told() -> None:
    with pytest.raises(ConfigurationError, match="does not speak sw"):
        voices(described(), ("en",), ("en", "sw"))


# Options


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda"])
def test_devices_are_told_by_their_usual_names(device: Device) -> None:
    assert CoquiOptions(device=device).device == device


@pytest.mark.parametrize(
    "options",
    [
        {"device": "gpu"},
        {"device": "cuda:x"},
        {"device_index": -1},
        {"rate": 1},
        {"temperature": 0},
        {"stream_tokens": 0},
        {"no_such": 1},
    ],
    ids=lambda options: " ".join(f"{name}={value}" for name, value in options.items()),
)
def test_options_out_of_bounds_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CoquiOptions.model_validate(options)


async def test_before_it_is_loaded_it_tells_of_a_voice_and_is_closed_without_harm(tmp_path: Path) -> None:
    context = EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=("de",))
    engine = Coqui(CoquiOptions(rate=16_000), context)
    (voice,) = engine.capabilities.voices
    assert (voice.name, voice.languages) == ("coqui", ("de",))
    assert engine.capabilities.format.rate == 16_000
    assert [model.loaded for model in engine.models] == [False]
    await engine.close()


@pytest.mark.slow
async def test_loading_without_a_model_fails_with_the_command_that_brings_one(tmp_path: Path) -> None:
    """In the process of its own, before PyTorch is imported."""
    engine = Coqui(CoquiOptions(), EngineContext(cache_dir=tmp_path, models_dir=tmp_path))
    with pytest.raises(EngineUnavailable) as caught:
        await engine.load()
    assert caught.value.hint == f"run: {SPEC.pull}"
    await engine.close()
