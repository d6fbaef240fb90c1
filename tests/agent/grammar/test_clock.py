from __future__ import annotations

from datetime import UTC, datetime

from wyoming_morgan.agent.grammar.clock import DATE, TIME, clock_slots, local_now, plain_answer

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


def test_the_slots_are_those_of_home_assistants_handlers() -> None:
    assert clock_slots(TIME, NOON) == {"time": NOON.time()}
    assert clock_slots(DATE, NOON) == {"date": NOON.date()}


def test_a_language_without_a_sentence_gets_figures() -> None:
    assert plain_answer(TIME, NOON) == "12:05"
    assert plain_answer(DATE, NOON) == "2026-11-22"


def test_the_local_clock_knows_its_time_zone() -> None:
    assert local_now().tzinfo is not None
