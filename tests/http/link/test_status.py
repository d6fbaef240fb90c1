"""What a linked home is told about Morgan itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.http.conftest import FakeServices
from wyoming_morgan import __version__
from wyoming_morgan.engines.contract.engine import EngineKind, LoadedModel
from wyoming_morgan.engines.contract.llm import ModelInfo
from wyoming_morgan.http.link.status import status_message, tell_status
from wyoming_morgan.http.services import EngineInUse, EngineModel
from wyoming_morgan.timings import Stage, TurnTimings

STAND_IN = EngineInUse(
    "stt", "pocketsphinx", "faster-whisper", reason="stands in", hint="run: pip install x", cause="timeout"
)


def turn(stage: Stage, seconds: float) -> TurnTimings:
    timings = TurnTimings(heard="a secret", replied="another one")
    timings.record(stage, seconds)
    return timings


def codes(status: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(problem["code"], problem["service"]) for problem in status["problems"]]


def test_the_status_has_what_is_at_work_and_nothing_that_was_said(fakes: FakeServices) -> None:
    fakes.turn_log.add(turn(Stage.AGENT, 0.0123))
    models = (
        EngineModel(EngineKind.STT, "fast", LoadedModel("small", loaded=True, running=1, waiting=2)),
        EngineModel(EngineKind.TTS, "slow", LoadedModel("ada", loaded=False)),
    )
    services = replace(
        fakes.services(), engines_in_use=lambda: [EngineInUse("stt", "fast")], loaded_models=lambda: models
    )
    status = dict(status_message(services))
    assert status.pop("language_models")
    assert status == {
        "type": "status",
        "version": __version__,
        "stages": {"agent": 12.3},
        "engines": [
            {"service": "stt", "engine": "fast", "stands_in_for": None},
            {"service": "llm", "engine": fakes.llm.current, "stands_in_for": None},
        ],
        "models": [
            {"kind": "stt", "name": "small", "loaded": True},
            {"kind": "tts", "name": "ada", "loaded": False},
        ],
        "queue": {"running": 1, "waiting": 2},
        "problems": [],
    }


@pytest.mark.parametrize(("model_missing", "code"), [(False, "engine-stands-in"), (True, "model-missing")])
def test_an_engine_that_stands_in_is_a_problem_with_its_remedy(
    fakes: FakeServices, model_missing: bool, code: str
) -> None:
    engine = replace(STAND_IN, model_missing=model_missing)
    status = status_message(replace(fakes.services(), engines_in_use=lambda: [engine]))
    assert status["problems"] == [
        {
            "code": code,
            "service": "stt",
            "cause": "timeout",
            "detail": "stands in",
            "hint": "run: pip install x",
        }
    ]


def test_a_service_that_failed_is_a_problem(fakes: FakeServices) -> None:
    fakes.readiness.failed("tts", detail="nothing answers", hint="start it", cause="engine-unavailable")
    assert codes(status_message(fakes.services())) == [("service-failed", "tts")]
    assert status_message(fakes.services())["problems"][0]["cause"] == "engine-unavailable"
    fakes.readiness.loaded("tts")
    assert codes(status_message(fakes.services())) == []


def test_an_agent_without_a_language_model_is_a_problem(fakes: FakeServices) -> None:
    assert codes(status_message(replace(fakes.services(), llm=None))) == [("no-language-model", "llm")]
    assert codes(status_message(replace(fakes.services(), llm=None, agent=None))) == []


def test_a_status_is_another_one_once_the_language_models_are_listed_anew(fakes: FakeServices) -> None:
    fakes.llm.models = (ModelInfo("small"), ModelInfo("large"))
    seen = [status_message(fakes.services())["language_models"] for _ in range(2)]
    assert len(set(seen)) == 1
    fakes.llm.models = (ModelInfo("small", log_probabilities=True), ModelInfo("large"))
    seen.append(status_message(fakes.services())["language_models"])
    fakes.llm.current = "large"
    seen.append(status_message(fakes.services())["language_models"])
    seen.append(status_message(replace(fakes.services(), llm=None))["language_models"])
    assert len(set(seen)) == 4
    assert seen[-1] == ""


def test_a_status_is_bounded_whatever_engines_are_called(fakes: FakeServices) -> None:
    engine = replace(STAND_IN, reason="x" * 10_000, hint="y" * 10_000)
    status = status_message(replace(fakes.services(), engines_in_use=lambda: [engine] * 1000))
    assert len(str(status)) < 60_000


async def test_the_status_is_sent_again_only_when_it_has_changed(fakes: FakeServices) -> None:
    sent: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    telling = asyncio.create_task(tell_status(fakes.services(), send))
    await asyncio.sleep(30)
    assert len(sent) == 1
    fakes.turn_log.add(turn(Stage.AGENT, 0.5))
    await asyncio.sleep(30)
    assert [message["stages"] for message in sent] == [{}, {"agent": 500.0}]
    for count in range(100):
        fakes.turn_log.add(turn(Stage.AGENT, count))
        await asyncio.sleep(0.05)
    telling.cancel()
    assert len(sent) <= 9
