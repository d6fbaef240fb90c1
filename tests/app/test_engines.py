"""Which engine comes to work: the configured one, or another in the place of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.composing import REGISTRY, WORKING, Installed, config, spec
from tests.fakes import FakeRecognizer
from wyoming_morgan.app import Component, Morgan
from wyoming_morgan.engines.contract.engine import (
    EngineKind,
)
from wyoming_morgan.errors import EngineUnavailable
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
    await morgan.close()
