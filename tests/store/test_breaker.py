from __future__ import annotations

import pytest

from wyoming_morgan.store.breaker import LONGEST_PAUSE_SECONDS, CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("wyoming_morgan.store.breaker.time", clock)
    return clock


def test_calls_pause_after_a_failure_and_then_one_finds_out(clock: Clock) -> None:
    breaker = CircuitBreaker(2.0)
    assert breaker.admit()
    assert breaker.fail("down")
    assert not breaker.admit()
    clock.now += 2
    assert breaker.admit()
    assert not breaker.admit(), "one call finds out, the others go on without"
    assert breaker.succeed()
    assert breaker.admit()
    assert breaker.admit()


def test_pauses_double_up_to_a_bound(clock: Clock) -> None:
    breaker = CircuitBreaker(2.0)
    breaker.fail("down")
    pauses = []
    for _ in range(7):
        began = clock.now
        while not breaker.admit():
            clock.now += 1
        pauses.append(clock.now - began)
        assert not breaker.fail("still down")
    assert pauses == [2, 4, 8, 16, 30, 30, 30]
    assert max(pauses) == LONGEST_PAUSE_SECONDS


def test_calls_that_fail_together_count_once(clock: Clock) -> None:
    breaker = CircuitBreaker(2.0)
    for _ in range(5):
        breaker.fail("down")
    clock.now += 2
    assert breaker.admit()


def test_a_probe_that_never_ends_does_not_keep_others_out_for_ever(clock: Clock) -> None:
    breaker = CircuitBreaker(2.0)
    breaker.fail("down")
    clock.now += 2
    assert breaker.admit()
    clock.now += 2
    assert breaker.admit()
