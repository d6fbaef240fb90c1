"""What `morgan doctor` says of engines, each of which it loads, and of languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.composing import Broken, Installed, Mute, spec
from tests.fakes import FakeRecognizer, FakeSynthesizer
from wyoming_morgan.cli.checks import Finding, Mark
from wyoming_morgan.cli.engine_checks import check_engines, check_languages
from wyoming_morgan.config.loader import load
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import Engine, EngineKind
from wyoming_morgan.engines.registry import Registry


def of_stt(folder: Path, registry: Registry, **stt: Any) -> Finding:
    (folder / "stt.yaml").write_text(json.dumps(stt))
    config = load(registry.specs(), folder=folder, environ={}).config
    return next(iter(check_engines(config, registry)))


def test_engines_that_cannot_run_fail_with_what_to_run() -> None:
    findings = list(check_engines(Config(), Registry([])))
    assert [(finding.check, finding.mark) for finding in findings] == [
        ("stt engine", Mark.FAILURE),
        ("tts engine", Mark.FAILURE),
        ("vad engine", Mark.FAILURE),
        ("wake engine", Mark.WARNING),
        ("llm engine", Mark.GOOD),
    ]
    assert all(finding.fix for finding in findings)


def test_an_engine_that_loads_is_good_and_is_released(tmp_path: Path) -> None:
    closings: list[None] = []

    class Released(FakeRecognizer):
        async def close(self) -> None:
            closings.append(None)

    registry = Installed(spec(EngineKind.STT, "sphinx", Released))
    finding = of_stt(tmp_path, registry, engine="sphinx")
    assert (finding.mark, finding.detail) == (Mark.GOOD, "sphinx (as configured)")
    assert closings == [None]


@pytest.mark.parametrize(
    ("kind", "works", "breaks"),
    [(EngineKind.STT, FakeRecognizer, Broken), (EngineKind.TTS, FakeSynthesizer, Mute)],
)
def test_the_engine_of_a_single_language_is_loaded_too(
    tmp_path: Path, kind: EngineKind, works: Callable[[], Engine], breaks: Callable[[], Engine]
) -> None:
    registry = Installed(spec(kind, "general", works), spec(kind, "special", breaks))
    (tmp_path / f"{kind}.yaml").write_text("engine: general\nby_language: {de: {engine: special}}\n")
    config = load(registry.specs(), folder=tmp_path, environ={}).config
    findings = {finding.check: finding.mark for finding in check_engines(config, registry)}
    assert findings[f"{kind} engine"] is Mark.GOOD
    assert findings[f"{kind} engine de"] is Mark.FAILURE


def test_an_engine_that_is_chosen_but_cannot_be_loaded_fails_with_what_is_wrong(tmp_path: Path) -> None:
    registry = Installed(spec(EngineKind.STT, "whisper", Broken))
    finding = of_stt(tmp_path, registry, engine="whisper")
    assert finding.mark is Mark.FAILURE
    assert finding.detail.startswith("whisper (as configured) cannot be loaded: ")


def test_a_model_of_whisper_without_its_weights_fails_and_names_the_file(tmp_path: Path) -> None:
    model = tmp_path / "base"
    model.mkdir()
    for name in ("config.json", "tokenizer.json"):
        (model / name).write_text("{}")
    options = {"faster-whisper": {"model": str(model)}}
    finding = of_stt(tmp_path, Registry.discover(), engine="faster-whisper", engines=options)
    assert finding.mark is Mark.FAILURE
    assert f"{model}/model.bin is missing" in finding.detail
    (model / "model.bin").write_bytes(bytes(1000))
    finding = of_stt(tmp_path, Registry.discover(), engine="faster-whisper", engines=options)
    assert finding.mark is Mark.FAILURE
    assert finding.fix


def test_languages_that_nobody_hears_or_understands_are_named() -> None:
    registry = Registry.discover()

    def findings(*languages: str) -> list[Finding]:
        environ = {"MORGAN_CORE__LANGUAGES": json.dumps(languages), "MORGAN_STT__ENGINE": "pocketsphinx"}
        return list(check_languages(load(registry.specs(), environ=environ).config, registry))

    assert findings("en") == []
    (unheard,) = findings("en", "de")
    assert unheard.mark is Mark.WARNING
    assert "hears en" in unheard.detail
    assert "morgan models pull" in unheard.fix
    (unknown,) = findings("xx")
    assert unknown.mark is Mark.FAILURE
