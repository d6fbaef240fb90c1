"""Hostile clients of the voice socket of a real HTTP server, some hundred of them, and what must be seen."""

from __future__ import annotations

import json

import pytest

from tests.fuzzing.measuring import MEBIBYTE, measured
from tests.fuzzing.message_damage import Frame
from tests.fuzzing.voice import fuzz
from tests.fuzzing.voice_messages import CONVERSATIONS, case
from wyoming_morgan.http.voice.messages import read_voice_message
from wyoming_morgan.http.voice.noticing import DetectJob


@pytest.mark.slow
async def test_hostile_clients_are_closed_as_documented_and_honest_ones_are_served() -> None:
    async with measured() as cost:
        report = await fuzz(300)
    assert report.failures == []
    assert report.closes[4000] > 30, "the damage does no harm"
    assert report.closes[1000] > 50, "nothing gets through"
    assert report.answers.keys() >= {"about", "transcript", "audio", "spoken", "detected", "ended"}
    assert report.honest > 2
    assert cost.rss_after - cost.rss_before < 128 * MEBIBYTE


@pytest.mark.slow
async def test_a_mistake_in_the_voice_socket_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(DetectJob, "run", broken)
    report = await fuzz(24)
    assert report.failures


@pytest.mark.slow
async def test_what_is_left_open_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgotten(*_: object) -> None: ...

    monkeypatch.setattr(DetectJob, "close", forgotten)
    report = await fuzz(24)
    assert any("still open" in failure for failure in report.failures)


def test_a_case_is_the_same_in_every_run() -> None:
    assert [case(number, seed=3) for number in range(50)] == [case(number, seed=3) for number in range(50)]
    assert len({str(case(number, seed=3)) for number in range(50)}) > 30


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_undamaged_work_is_valid(conversation: list[Frame]) -> None:
    messages = [json.dumps(frame) for frame in conversation if isinstance(frame, dict)]
    assert None not in [read_voice_message(message) for message in messages]
