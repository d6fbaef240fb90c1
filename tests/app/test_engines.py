"""Which engine comes to work: the configured one, or another in the place of a broken one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.app.composing import REGISTRY, WORKING, Installed, config, spec
from tests.fakes import FakeRecognizer, Gate
from tests.waiting import until
from wyoming_morgan.app import Component, Morgan, engines
from wyoming_morgan.engines.contract.engine import (
    EngineKind,
)
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.errors import EngineFailed, EngineUnavailable
from wyoming_morgan.readiness import State
from wyoming_morgan.voice.contract import VoiceRequest


async def test_a_broken_engine_is_stood_in_for_and_said_to_be(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, stt={"engine": "broken"}), {Component.STT}, REGISTRY)
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    assert morgan.engines[EngineKind.STT].choice.reason == "stands in for broken: model.bin is truncated"
    assert morgan.engines[EngineKind.STT].choice.improvement == "run: morgan models pull neural/base --force"
    choice = morgan.engines[EngineKind.STT].choice
    assert (choice.stands_in_for, choice.model_missing) == ("broken", False)
    assert choice.cause == "engine-unavailable"
    state = morgan.readiness.services["stt"]
    assert (state.state, state.hint) == (State.READY, "run: morgan models pull neural/base --force")
    assert state.stands_in_for == "broken"
    assert morgan.stt_capabilities is not None
    assert morgan.stt_capabilities.model == "fake"
    await morgan.close()


async def test_an_engine_that_does_not_get_ready_in_time_is_stood_in_for(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path, stt={"engine": "slow"}), {Component.STT}, REGISTRY)
    await morgan.load()
    choice = morgan.engines[EngineKind.STT].choice
    assert choice.reason == "stands in for slow: slow did not answer within 30 s"
    assert choice.cause == "timeout"
    await morgan.close()


async def test_the_best_engine_is_stood_in_for_when_it_was_chosen_automatically(tmp_path: Path) -> None:
    morgan = Morgan(config(tmp_path), {Component.STT}, REGISTRY)
    assert morgan.engines[EngineKind.STT].choice.spec.name == "broken"
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    await morgan.close()


async def test_without_anything_to_stand_in_the_start_fails_with_the_first_error(tmp_path: Path) -> None:
    alone = Installed(*[spec for spec in REGISTRY.specs() if (spec.kind, spec.name) != ("stt", "plain")])
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


async def test_an_engine_whose_library_is_not_installed_is_stood_in_for(tmp_path: Path) -> None:
    far = spec(
        EngineKind.STT, "far", FakeRecognizer, requires=("no_such_library",), install="pip install far"
    )
    morgan = Morgan(config(tmp_path, stt={"engine": "far"}), {Component.STT}, Installed(far, *WORKING))
    await morgan.load()
    assert morgan.engines[EngineKind.STT].choice.spec.name == "plain"
    assert morgan.engines[EngineKind.STT].choice.improvement == "run: pip install far"
    state = morgan.readiness.services["stt"]
    assert state.stands_in_for == "far"
    assert state.detail.startswith("plain; stands in for far: ")
    await morgan.close()


class Learner(FakeRecognizer):
    """Learns the words of the home until its gate is opened; what is said meanwhile is heard, too."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()
        self.errors: list[Exception] = []
        self.lesson = "learning the 3 names of the home"

    async def learned(self) -> None:
        if self.errors:
            raise self.errors.pop()
        await self.gate.pass_through()
        self.lesson = ""

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        self.lesson = f"learning {len(vocabulary.areas)} rooms"
        await self.learned()


def learning_morgan(folder: Path, learner: Learner) -> Morgan:
    registry = Installed(spec(EngineKind.STT, "learner", lambda: learner), *WORKING)
    return Morgan(config(folder, stt={"engine": "learner"}), {Component.STT}, registry)


async def test_words_that_are_still_learned_keep_nothing_from_starting_and_are_told(tmp_path: Path) -> None:
    learner = Learner()
    morgan = learning_morgan(tmp_path, learner)
    await morgan.load()
    learning = morgan.readiness.services["stt"]
    assert (learning.state, learning.detail) == (
        State.LEARNING,
        "learner; learning the 3 names of the home",
    )
    assert not morgan.readiness.ready
    assert morgan.engines[EngineKind.STT].choice.spec.name == "learner"
    learner.gate.opened.set()
    await morgan.prepared()
    await until(lambda: morgan.readiness.ready)
    assert morgan.readiness.services["stt"].detail == "learner"
    await morgan.close()


async def test_words_that_cannot_be_learned_are_a_failure_until_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "_FIRST_RETRY_SECONDS", 0.01)
    learner = Learner()
    learner.errors = [EngineFailed("the disk is full"), EngineFailed("the disk is full")]
    morgan = learning_morgan(tmp_path, learner)
    await morgan.load()
    await until(lambda: morgan.readiness.services["stt"].state is State.FAILED)
    assert morgan.readiness.services["stt"].detail == "the disk is full"
    learner.gate.opened.set()
    await until(lambda: morgan.readiness.ready)
    assert caplog.text.count("the disk is full") == 1
    await morgan.close()


async def test_new_words_are_told_while_they_are_learned_and_the_service_stays_ready(tmp_path: Path) -> None:
    learner = Learner()
    learner.lesson = ""
    morgan = learning_morgan(tmp_path, learner)
    await morgan.load()
    expecting = asyncio.create_task(morgan._expect(Vocabulary(areas=(("Attic",),))))
    await learner.gate.arrived.wait()
    assert morgan.readiness.services["stt"].detail == "learner; learning 1 rooms"
    assert morgan.readiness.ready
    learner.gate.opened.set()
    await expecting
    assert morgan.readiness.services["stt"].detail == "learner"
    await morgan.close()


async def test_an_end_in_the_midst_of_learning_waits_for_nothing(tmp_path: Path) -> None:
    learner = Learner()
    morgan = learning_morgan(tmp_path, learner)
    await morgan.load()
    await learner.gate.arrived.wait()
    await morgan.close()
    assert learner.gate.given_up.is_set()


class Away(FakeRecognizer):
    """A recognizer on a machine that is off until its gate is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()

    async def load(self) -> None:
        self.gate.arrived.set()
        if not self.gate.opened.is_set():
            raise EngineUnavailable("nobody answers at far:10300")


def morgan_with(folder: Path, far: Away) -> Morgan:
    registry = Installed(spec(EngineKind.STT, "far", lambda: far, remote=True), *WORKING)
    return Morgan(config(folder, stt={"engine": "far"}), {Component.STT}, registry)


async def test_an_engine_on_a_machine_that_is_off_keeps_the_others_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_FIRST_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(engines, "_PATIENCE_SECONDS", 0.05)
    far = Away()
    morgan = morgan_with(tmp_path, far)
    await morgan.load()
    assert morgan.readiness.services["vad"].state is State.READY
    assert morgan.readiness.services["stt"].state is State.FAILED
    assert morgan.readiness.services["stt"].detail == "nobody answers at far:10300"
    assert morgan.engines[EngineKind.STT].choice.spec.name == "far"
    far.gate.opened.set()
    await morgan.prepared()
    assert morgan.readiness.ready
    await morgan.close()


async def test_an_engine_on_a_machine_that_starts_at_the_same_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_FIRST_RETRY_SECONDS", 0.01)
    far = Away()
    morgan = morgan_with(tmp_path, far)
    loading = asyncio.create_task(morgan.load())
    await far.gate.arrived.wait()
    far.gate.opened.set()
    await loading
    assert morgan.readiness.ready
    await morgan.close()


async def test_an_end_waits_for_no_machine_that_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_PATIENCE_SECONDS", 0.0)
    morgan = morgan_with(tmp_path, Away())
    await morgan.load()
    await morgan.close()
    assert not morgan.readiness.ready
