from __future__ import annotations

from wyoming_morgan.voice.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fed(*, chunk: float, every: float, count: int) -> Pace:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(count):
        pace.heard(chunk)
        clock.now += every
    return pace


def test_a_microphone_is_live() -> None:
    assert fed(chunk=0.032, every=0.032, count=1000).wait_seconds == 0.0


def test_a_file_in_one_go_is_not_live() -> None:
    assert fed(chunk=0.1, every=0.0, count=50).wait_seconds > 0.0


def test_a_file_at_twice_the_speed_is_not_live() -> None:
    assert fed(chunk=0.1, every=0.05, count=200).wait_seconds > 0.0


def test_a_microphone_is_live_soon_after_what_was_buffered() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.heard(10.0)
    for _ in range(100):
        pace.heard(0.032)
        clock.now += 0.032

    assert pace.wait_seconds == 0.0


def test_a_network_that_stalls_and_catches_up_is_live() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(20):
        clock.now += 0.8
        pace.heard(0.8)

        assert pace.wait_seconds == 0.0


def test_a_burst_without_an_end_is_live_within_a_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.heard(300.0)
    wait = pace.wait_seconds
    clock.now += wait

    assert 0.0 < wait < 1.0
    assert pace.wait_seconds == 0.0
