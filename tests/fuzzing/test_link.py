"""Hostile homes that link themselves to a real HTTP server, some hundred of them, and what must be seen."""

from __future__ import annotations

import json

import pytest

from tests.fuzzing.link import fuzz
from tests.fuzzing.link_messages import CONVERSATIONS, case
from tests.fuzzing.measuring import MEBIBYTE, measured
from tests.fuzzing.message_damage import Message
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.http.link.messages import read_hello, read_message


@pytest.mark.slow
async def test_hostile_homes_are_closed_as_documented_and_honest_ones_are_served() -> None:
    async with measured() as cost:
        report = await fuzz(300)
    assert report.failures == []
    assert report.closes[4000] > 50, "the damage does no harm"
    assert report.closes[1000] > 50, "nothing gets through"
    assert report.answers.keys() >= {"welcome", "done", "intent"}
    assert report.honest > 2
    assert cost.rss_after - cost.rss_before < 128 * MEBIBYTE


@pytest.mark.slow
async def test_a_mistake_in_the_link_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(RelayedHome, "take_places", broken)
    report = await fuzz(8)
    assert report.failures


def test_a_case_is_the_same_in_every_run() -> None:
    assert [case(number, seed=3) for number in range(50)] == [case(number, seed=3) for number in range(50)]
    assert len({str(case(number, seed=3)) for number in range(50)}) > 30


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_an_undamaged_conversation_is_valid(conversation: list[Message]) -> None:
    first, *others = map(json.dumps, conversation)
    read_hello(first)
    assert None not in [read_message(message) for message in others]
