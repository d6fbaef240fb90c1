"""Stage times are recorded once and read by whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from wyoming_morgan.errors import Busy
from wyoming_morgan.timings import Stage, TurnLog, TurnTimings, recorded


def ticking(*times: float) -> TurnTimings:
    clock: Iterator[float] = iter(times)
    return TurnTimings(clock=lambda: next(clock))


def test_a_stage_is_measured_by_the_clock() -> None:
    timings = ticking(10.0, 10.25)
    with timings.measure(Stage.TRANSCRIBE):
        pass
    assert timings.seconds == {Stage.TRANSCRIBE: 0.25}


def test_a_stage_that_fails_is_measured_too() -> None:
    timings = ticking(1.0, 3.0)
    with pytest.raises(ValueError, match="broken"), timings.measure(Stage.AGENT):
        raise ValueError("broken")
    assert timings.seconds == {Stage.AGENT: 2.0}


def test_a_stage_seen_twice_keeps_its_sum() -> None:
    timings = TurnTimings()
    timings.record(Stage.SYNTHESIZE, 0.5)
    timings.record(Stage.SYNTHESIZE, 0.25)
    assert timings.seconds == {Stage.SYNTHESIZE: 0.75}


def test_milliseconds_come_in_the_order_of_the_stages_without_those_that_did_not_happen() -> None:
    timings = TurnTimings()
    timings.record(Stage.FIRST_AUDIO, 0.12345)
    timings.record(Stage.ENDPOINT, 0.5)
    assert list(timings.milliseconds().items()) == [("endpoint", 500.0), ("first_audio", 123.5)]


def test_listeners_hear_of_every_turn_and_the_last_ones_are_kept() -> None:
    log = TurnLog(keep=2)
    heard: list[TurnTimings] = []
    log.listen(heard.append)
    turns = [TurnTimings(seconds={Stage.AGENT: float(number)}) for number in range(3)]
    for turn in turns:
        log.add(turn)
    assert heard == turns
    assert list(log.recent) == turns[1:]


def test_a_turn_in_which_nothing_was_measured_is_left_out() -> None:
    log = TurnLog()
    log.listen(lambda _turn: pytest.fail("nothing was measured"))
    log.add(TurnTimings())
    assert not log.recent


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Busy("too many"), "busy"),
        (ValueError("a mistake"), "internal"),
        (ConnectionResetError(), "cancelled"),
        (asyncio.CancelledError(), "cancelled"),
    ],
    ids=["known error", "unforeseen error", "client left", "cancelled"],
)
def test_a_failure_is_the_outcome_of_its_turn(failure: BaseException, outcome: str) -> None:
    log, timings = TurnLog(), TurnTimings()
    with pytest.raises(type(failure)), recorded(log, timings):
        raise failure
    assert [turn.outcome for turn in log.recent] == [outcome]


def test_a_turn_without_failure_keeps_the_outcome_it_was_given() -> None:
    log, timings = TurnLog(), TurnTimings()
    with recorded(log, timings):
        timings.outcome = "handled"
    assert [turn.outcome for turn in log.recent] == ["handled"]


@pytest.mark.parametrize("acted", [False, True])
def test_a_failure_of_a_turn_that_has_acted_is_not_retryable(acted: bool) -> None:
    timings = TurnTimings()
    timings.acted = acted
    with pytest.raises(Busy) as failure, recorded(TurnLog(), timings):
        raise Busy("too much at once", hint="try again in a moment")
    assert failure.value.retryable is not acted
    assert ("try again" in str(failure.value)) is not acted
    assert Busy.retryable


def test_the_newest_time_of_every_stage_is_known_whichever_turn_it_was() -> None:
    log = TurnLog()
    for stage, seconds in ((Stage.TRANSCRIBE, 0.2), (Stage.AGENT, 0.1), (Stage.TRANSCRIBE, 0.3)):
        timings = TurnTimings()
        timings.record(stage, seconds)
        log.add(timings)
    assert log.newest_milliseconds() == {"transcribe": 300.0, "agent": 100.0}
