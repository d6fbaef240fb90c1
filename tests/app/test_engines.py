"""Which engine comes to work: the one that was asked for, or another in the place of a broken one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeVoiceActivity
from wyoming_morgan.app import Component, Morgan
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
)
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable, UnknownVoice
from wyoming_morgan.readiness import State
from wyoming_morgan.voice.contract import VoiceRequest

SPEECH = b"\x00\x40" * 16_000


class Broken(FakeRecognizer):
    async def load(self) -> None:
        raise EngineUnavailable("model.bin is truncated", hint="run: morgan models pull neural/base --force")


class Slow(FakeRecognizer):
    async def load(self) -> None:
        raise DeadlineExceeded("slow did not answer within 30 s")


class Stubborn(FakeRecognizer):
    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        raise Busy(f"the queue is full: {vocabulary}")


class Willing(FakeRecognizer):
    vocabulary = Vocabulary()

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary


class Mute(FakeSynthesizer):
    async def load(self) -> None:
        raise EngineUnavailable("voice.onnx is no model", hint="run: morgan models pull neural/ada --force")


def spec(kind: EngineKind, name: str, create: Callable[[], Any], **more: Any) -> EngineSpec:
    def make(_options: EngineOptions, _context: EngineContext) -> Any:
        return create()

    facts: dict[str, Any] = {"summary": name, "license": "MIT", "attribution": Attribution("", "")}
    return EngineSpec(kind=kind, name=name, create=make, **facts, **more)


class Installed(Registry):
    """A registry of engines that no package has to bring."""

    def __init__(self, *specs: EngineSpec) -> None:
        super().__init__(())
        self._specs = {(each.kind, each.name): each for each in specs}


def german() -> FakeRecognizer:
    return FakeRecognizer("licht an", languages=("de",))


def synthesizer(name: str) -> FakeSynthesizer:
    return FakeSynthesizer(voices=(Voice(name, ("en",), name),))


REGISTRY = Installed(
    spec(EngineKind.STT, "plain", FakeRecognizer, automatic=True),
    spec(EngineKind.STT, "broken", Broken, automatic=True, rank=9),
    spec(EngineKind.STT, "german", german),
    spec(EngineKind.STT, "slow", Slow),
    spec(EngineKind.STT, "stubborn", Stubborn),
    spec(EngineKind.STT, "willing", lambda: Willing("licht an", languages=("de",))),
    spec(EngineKind.TTS, "mute", Mute),
    spec(EngineKind.TTS, "plain", lambda: synthesizer("bob"), automatic=True),
    spec(EngineKind.VAD, "plain", FakeVoiceActivity, automatic=True),
)

WORKING = [each for each in REGISTRY.specs() if each.name != "broken"]


def config(folder: Path, **settings: Any) -> Config:
    core = {"cache_dir": folder, "data_dir": folder}
    return Config.model_validate({"core": core, **settings})


async def test_a_broken_engine_is_stood_in_for_and_said_to_be(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, stt={"engine": "broken"}), {Component.STT}, REGISTRY)
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    assert morgan.engines[EngineKind.STT].choice.reason == "stands in for broken: model.bin is truncated"
    assert morgan.engines[EngineKind.STT].choice.improvement == "run: morgan models pull neural/base --force"
    state = morgan.readiness.services["stt"]
    assert (state.state, state.hint) == (State.READY, "run: morgan models pull neural/base --force")
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.model == "fake"
    await morgan.close()


async def test_an_engine_that_does_not_get_ready_in_time_is_stood_in_for(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, stt={"engine": "slow"}), {Component.STT}, REGISTRY)
    await morgan.load()
    choice = morgan.engines[EngineKind.STT].choice
    assert choice.reason == "stands in for slow: slow did not answer within 30 s"
    await morgan.close()


async def test_a_recognizer_that_cannot_change_its_words_keeps_them_from_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {"engine": "stubborn", "by_language": {"de": {"engine": "willing"}}}
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, REGISTRY)
    await morgan.load()
    await morgan._expect(Vocabulary(areas=(("Attic",),)))
    willing = next(each.engine for each in morgan.all_engines if each.language == "de")
    assert willing.vocabulary.areas == (("Attic",),)
    assert "stt keeps the names it had: the queue is full" in caplog.text
    await morgan.close()


async def test_the_best_engine_is_stood_in_for_when_it_was_chosen_automatically(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path), {Component.STT}, REGISTRY)
    assert morgan.engines[EngineKind.STT].choice.spec.name == "broken"
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    await morgan.close()


async def test_without_anything_to_stand_in_the_start_fails_with_the_first_error(tmp_path: Path) -> None:
    alone = Installed(*[each for each in REGISTRY.specs() if (each.kind, each.name) != ("stt", "plain")])
    morgan = Morgan(config(tmp_path), {Component.STT}, alone)
    with pytest.raises(EngineUnavailable, match=r"model\.bin is truncated"):
        await morgan.load()
    assert morgan.readiness.services["stt"].state is State.FAILED
    await morgan.close()


async def test_a_stand_in_speaks_with_its_own_voice_when_it_lacks_the_configured_one(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, tts={"engine": "mute", "voice": "ada"}), {Component.TTS}, REGISTRY)
    await morgan.load()
    assert morgan.tts is not None
    assert morgan.tts.choose(VoiceRequest()).voice.name == "bob"
    await morgan.close()


async def test_a_default_voice_that_does_not_exist_is_told_at_the_start(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, tts={"voice": "ada"}), {Component.TTS}, REGISTRY)
    with pytest.raises(UnknownVoice, match="ada"):
        await morgan.load()
    await morgan.close()


async def test_each_language_is_heard_by_its_own_engine(tmp_path: Path) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": "german"}}}
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, REGISTRY)
    await morgan.load()
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.languages == ("en", "de")
    recognizer = morgan._recognizer
    assert recognizer is not None
    heard = [
        (await recognizer.transcribe(SPEECH, TranscribeOptions(language=language))).text
        for language in ("de", "de-AT", "en", None)
    ]
    assert heard == ["licht an", "licht an", "turn on the kitchen light", "turn on the kitchen light"]
    assert morgan.readiness.services["stt (de)"].state is State.READY
    await morgan.close()


@pytest.mark.parametrize("engine", ["broken", "plain"])
async def test_a_language_whose_engine_cannot_hear_it_is_left_to_the_default(
    tmp_path: Path, engine: str
) -> None:
    settings = {"engine": "plain", "by_language": {"de": {"engine": engine}}}
    only_german_is_broken = Installed(
        *[each for each in REGISTRY.specs() if (each.kind, each.name) != ("stt", "german")]
    )
    morgan = Morgan(config(tmp_path, stt=settings), {Component.STT}, only_german_is_broken)
    await morgan.load()
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.languages == ("en",)
    assert set(morgan.readiness.services) == {"stt", "vad"}
    assert morgan.readiness.ready
    await morgan.close()


async def test_without_a_wake_word_engine_the_detector_works_all_the_same(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path), {Component.VAD}, REGISTRY)
    await morgan.load()
    assert morgan.wake is None
    assert morgan.vad is not None
    assert morgan.readiness.ready
    await morgan.close()


async def test_an_engine_whose_library_is_not_installed_is_stood_in_for(tmp_path: Path) -> None:
    far = spec(
        EngineKind.STT, "far", FakeRecognizer, requires=("no_such_library",), install="pip install far"
    )
    morgan = Morgan(config(tmp_path, stt={"engine": "far"}), {Component.STT}, Installed(far, *WORKING))
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    assert morgan.engines[EngineKind.STT].choice.improvement == "run: pip install far"
    await morgan.close()
