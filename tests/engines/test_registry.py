"""The registry: what is found, what is broken, and which engine is taken."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wyoming_morgan.advice import IMAGE_VARIABLE, Deployment
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
)
from wyoming_morgan.engines.registry import AUTO, GROUP, Registry, missing
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, UnknownModel

STT = EngineKind.STT


class NeedyOptions(EngineOptions):
    uri: str


def spec(name: str, **changes: Any) -> EngineSpec:
    values: dict[str, Any] = {
        "kind": STT,
        "name": name,
        "summary": "",
        "attribution": Attribution("", ""),
        "license": "MIT",
        "create": lambda options, context: (name, options, context),
        "automatic": True,
    }
    return EngineSpec(**(values | changes))


@pytest.fixture
def context(tmp_path: Path) -> EngineContext:
    return EngineContext(cache_dir=tmp_path, models_dir=tmp_path)


def registry_of(
    monkeypatch: pytest.MonkeyPatch, *specs: EngineSpec, where: Deployment = Deployment.MACHINE
) -> Registry:
    module = ModuleType("third_party_engines")
    for number, spec in enumerate(specs):
        setattr(module, f"SPEC_{number}", spec)
    monkeypatch.setitem(sys.modules, "third_party_engines", module)
    points = [
        EntryPoint(f"{spec.kind}.{spec.name}", f"third_party_engines:SPEC_{number}", GROUP)
        for number, spec in enumerate(specs)
    ]
    return Registry(points, where=where)


def test_an_entry_point_that_cannot_be_imported_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry_of(monkeypatch, spec("whisper"))
    registry = Registry(
        [
            EntryPoint("stt.gone", "no_such_package:SPEC", GROUP),
            EntryPoint("stt.odd", "os:path", GROUP),
            EntryPoint("stt.misnamed", "third_party_engines:SPEC_0", GROUP),
            EntryPoint("stt.whisper", "third_party_engines:SPEC_0", GROUP),
        ]
    )
    assert [spec.name for spec in registry.specs()] == ["whisper"]
    assert "No module named 'no_such_package'" in registry.broken["stt.gone"]
    assert registry.broken["stt.odd"] == "os:path is not an EngineSpec"
    assert registry.broken["stt.misnamed"] == "its spec is for stt.whisper"
    with pytest.raises(EngineUnavailable, match="no_such_package"):
        registry.choose(STT, "gone", {}, context)


def test_an_unknown_name_is_answered_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = registry_of(monkeypatch, spec("faster-whisper"), spec("pocketsphinx"))
    with pytest.raises(UnknownModel) as failure:
        registry.get(STT, "faster-wisper")
    assert failure.value.hint == "did you mean faster-whisper? there are: faster-whisper, pocketsphinx"
    with pytest.raises(UnknownModel, match="there are: none"):
        registry.get(EngineKind.TTS, "anything")


def test_what_is_missing_is_seen_without_an_import() -> None:
    assert missing(spec("x", requires=("no_such_library", "faster_whisper"))) == ("no_such_library",)


def test_auto_takes_the_best_whose_model_is_on_disk(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry = registry_of(
        monkeypatch,
        spec("built-in"),
        spec("modelled", rank=5, model_on_disk=lambda _options, given: (given.models_dir / "m").exists()),
        spec("manual", rank=9, automatic=False),
    )
    choice = registry.choose(STT, AUTO, {}, context)
    assert (choice.spec.name, choice.reason) == ("built-in", "built in; no model needed")
    (context.models_dir / "m").touch()
    choice = registry.choose(STT, AUTO, {}, context)
    assert (choice.spec.name, choice.reason) == ("modelled", "its model is on disk")


def test_auto_tells_the_command_that_gives_a_better_one(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry = registry_of(
        monkeypatch,
        spec("built-in", install="pip install nothing-better"),
        spec("best", rank=9, requires=("no_such_library",), install="pip install best"),
        spec("good", rank=5, model_on_disk=lambda _options, _context: False, install="pull good"),
    )
    choice = registry.choose(STT, AUTO, {}, context)
    assert (choice.spec.name, choice.improvement) == ("built-in", "pip install best")
    assert registry_of(monkeypatch, spec("only")).choose(STT, AUTO, {}, context).improvement == ""


def test_auto_advises_nothing_that_does_not_speak_the_language_of_the_home(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    absent: dict[str, Any] = {"model_on_disk": lambda _options, _context: False}
    registry = registry_of(
        monkeypatch,
        spec("built-in"),
        spec("english", rank=9, pull="pull english", pull_for=lambda _: "", **absent),
        spec("all", rank=5, pull="pull all", **absent),
    )
    assert registry.choose(STT, AUTO, {}, context).improvement == "pull all"


@pytest.mark.parametrize(
    ("language", "model"),
    [
        ("en", "kokoro/v1.0"),
        ("fr-CA", "kokoro/v1.0"),
        ("de-AT", "piper/de_DE-thorsten-medium"),
        ("zh", "piper/zh_CN-huayan-medium"),
        ("th", ""),
    ],
)
def test_the_better_voice_that_is_advised_speaks_the_language_of_the_home(
    tmp_path: Path, language: str, model: str
) -> None:
    context = EngineContext(tmp_path, tmp_path, languages=(language,))
    improvement = Registry.discover().choose(EngineKind.TTS, AUTO, {}, context).improvement
    assert improvement.rpartition("morgan models pull ")[2] == model


def test_in_the_image_an_engine_comes_with_an_argument_of_the_build_and_not_by_pip(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    best = spec(
        "best",
        rank=9,
        requires=("no_such_library",),
        install="pip install 'wyoming-morgan[kokoro]'",
        model_on_disk=lambda _options, _context: False,
        pull="morgan models pull kokoro/v1.0",
    )
    registry = registry_of(monkeypatch, spec("built-in"), best, where=Deployment.IMAGE)
    better = registry.choose(STT, AUTO, {}, context).improvement
    assert better == "build the image with EXTRAS=kokoro, then: morgan models pull kokoro/v1.0"
    with pytest.raises(EngineUnavailable, match=r"\(build the image with EXTRAS=kokoro, see docs/containers"):
        registry.choose(STT, "best", {}, context)


def test_as_an_app_a_better_engine_is_a_server_or_comes_with_a_model_of_the_options(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    absent: dict[str, Any] = {"model_on_disk": lambda _options, _context: False}
    voice = {"requires": ("no_such_library",), "install": "pip install 'wyoming-morgan[piper]'"}
    for more, better in (
        (voice, "name a server that has piper in the app's option tts_server"),
        ({}, "have piper/joe in the app's option models, and restart the app"),
    ):
        best = spec("best", rank=9, pull="morgan models pull piper/joe", **absent, **more)
        registry = registry_of(monkeypatch, spec("built-in"), best, where=Deployment.APP)
        assert registry.choose(STT, AUTO, {}, context).improvement == better


def test_the_image_says_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{IMAGE_VARIABLE}=1" in (Path(__file__).parents[2] / "Dockerfile").read_text()
    monkeypatch.setenv(IMAGE_VARIABLE, "1")
    absent = [one for one in Registry.discover().specs() if missing(one) and "[" in one.install]
    for one in absent:
        with pytest.raises(EngineUnavailable, match="build the image with EXTRAS="):
            Registry.discover().choose(one.kind, one.name, {}, EngineContext(Path(), Path()))


def test_auto_with_nothing_to_choose_tells_what_to_install(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry = registry_of(
        monkeypatch, spec("best", requires=("no_such_library",), install="pip install best")
    )
    with pytest.raises(EngineUnavailable, match="pip install best"):
        registry.choose(STT, AUTO, {}, context)
    with pytest.raises(EngineUnavailable, match=r"set one in vad\.yaml"):
        registry.choose(EngineKind.VAD, AUTO, {}, context)


def test_a_named_engine_is_made_with_its_options(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry = registry_of(monkeypatch, spec("needy", options=NeedyOptions))
    with pytest.raises(ConfigurationError, match="the stt engine needy needs: uri"):
        registry.choose(STT, "needy", {}, context)
    options = NeedyOptions(uri="tcp://stt:10300")
    choice = registry.choose(STT, "needy", {"needy": options}, context)
    assert choice.reason == "as configured"
    assert registry.create(choice, context) == ("needy", options, context)


def test_a_named_engine_without_its_library_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, context: EngineContext
) -> None:
    registry = registry_of(monkeypatch, spec("far", requires=("no_such_library",), install="pip install far"))
    with pytest.raises(EngineUnavailable, match="run: pip install far"):
        registry.choose(STT, "far", {}, context)
