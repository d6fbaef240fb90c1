"""Coqui's models on disk: which one is meant, and its license. `make test-coqui` tests real models."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.tts.coqui.folders import model, xtts
from wyoming_morgan.engines.tts.coqui import folder as coqui_folder
from wyoming_morgan.engines.tts.coqui.engine import SPEC
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest
from wyoming_morgan.models.manifest import Manifest

ENGLISH = ("en",)


def choose(name: str, models_dir: Path, languages: tuple[str, ...] = ENGLISH) -> coqui_folder.CoquiFolder:
    return coqui_folder.choose(name, models_dir, languages, accept_cpml=False)


def test_a_model_is_found_by_its_name_or_by_the_path_of_its_folder(tmp_path: Path) -> None:
    folder = model(tmp_path, "en-ljspeech-vits")
    assert choose("en-ljspeech-vits", tmp_path).path == folder
    assert choose(str(folder), tmp_path / "elsewhere").path == folder


def test_without_a_name_the_first_model_that_speaks_the_home_s_language_is_taken(tmp_path: Path) -> None:
    model(tmp_path, "a-english")
    german = model(tmp_path, "b-german", phoneme_language="de")
    assert choose("", tmp_path, ("de-AT", "en")).path == german
    assert choose("", tmp_path, ("fr",)).name == "a-english"


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
