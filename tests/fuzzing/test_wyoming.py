"""Damaged conversations with the Wyoming door, a few hundred of them, and what the fuzzer must see."""

from __future__ import annotations

import json

import pytest

from tests.fakes import FakeConversationAgent
from tests.fuzzing import damage, frames
from tests.fuzzing.measuring import MEBIBYTE, measured
from tests.fuzzing.wyoming import fuzz
from wyoming_morgan.wyoming.programs.wake import WakeAdapter


@pytest.mark.slow
async def test_damaged_conversations_are_answered_or_refused_while_others_are_served() -> None:
    async with measured() as cost:
        report = await fuzz(600)
    assert report.failures == []
    assert report.ran == {"in memory": 588, "over sockets": 12}
    assert report.described > 0
    reached = {
        "info",
        "pong",
        "transcript",
        "detection",
        "voice-started",
        "audio-chunk",
        "intent",
        "not-handled",
    }
    refused = {"error protocol", "error invalid-request", "error too-large"}
    assert report.answers.keys() >= reached | refused
    assert cost.rss_after - cost.rss_before < 64 * MEBIBYTE
    assert cost.longest_work < 5


def test_a_case_is_the_same_in_every_run() -> None:
    assert [damage.case(number, seed=3) for number in range(50)] == [
        damage.case(number, seed=3) for number in range(50)
    ]
    assert len({damage.case(number, seed=3) for number in range(50)}) > 40


@pytest.mark.parametrize(
    "conversation", frames.CONVERSATIONS, ids=lambda it: f"{it[0].type}, {len(it)} events"
)
def test_an_undamaged_conversation_is_honest_about_its_lengths(conversation: list[frames.Frame]) -> None:
    for frame in conversation:
        header, _, rest = frame.encode().partition(b"\n")
        lengths = json.loads(header)
        assert len(rest) == lengths.get("data_length", 0) + lengths.get("payload_length", 0)


async def test_a_mistake_of_a_program_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(FakeConversationAgent, "_answer", broken)
    report = await fuzz(100)
    assert any("internal" in failure for failure in report.failures)


async def test_a_stream_that_is_not_closed_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WakeAdapter, "leave", lambda _: None)
    report = await fuzz(49, seed=1)
    assert any("still open" in failure for failure in report.failures)
