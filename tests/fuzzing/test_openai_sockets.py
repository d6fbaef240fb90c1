"""Hostile clients of OpenAI's sockets, some hundred of them, and what must be seen."""

from __future__ import annotations

import json

import pytest

from tests.fuzzing.measuring import MEBIBYTE, measured
from tests.fuzzing.message_damage import Frame
from tests.fuzzing.openai_messages import KINDS, REALTIME, case
from tests.fuzzing.openai_sockets import fuzz
from wyoming_morgan.http.realtime.requests import read_request
from wyoming_morgan.http.realtime.response import SpokenResponse

_SEEN = {
    "realtime": {"session.updated", "conversation.item.done", "response.output_audio.delta", "response.done"},
    "responses": {"response.created", "response.output_text.delta", "response.completed"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
async def test_hostile_clients_are_answered_and_honest_ones_are_served(name: str) -> None:
    async with measured() as cost:
        report = await fuzz(name, 200)
    assert report.failures == []
    assert report.closes[1000] > 100, "nothing gets through"
    assert report.answers.keys() >= _SEEN[name]
    assert any(kind.startswith("error") for kind in report.answers), "the damage does no harm"
    assert report.honest > 2
    assert cost.rss_after - cost.rss_before < 128 * MEBIBYTE


@pytest.mark.slow
async def test_a_mistake_in_a_session_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(SpokenResponse, "_speak", broken)
    assert (await fuzz("realtime", 24)).failures


@pytest.mark.parametrize("name", KINDS)
def test_a_case_is_the_same_in_every_run(name: str) -> None:
    cases = [case(name, number, seed=3) for number in range(50)]
    assert cases == [case(name, number, seed=3) for number in range(50)]
    assert len({str(frames) for frames in cases}) > 30


@pytest.mark.parametrize("conversation", REALTIME)
def test_undamaged_events_are_valid(conversation: list[Frame]) -> None:
    assert all(read_request(json.dumps(frame)) for frame in conversation)
