"""How late the event loop is."""

from __future__ import annotations

import time

from tests.waiting import until
from wyoming_morgan.serving.loop_lag import LoopLag


async def test_a_loop_that_is_blocked_shows_by_how_much_it_was_late() -> None:
    lag = LoopLag()
    lag.start()
    try:
        time.sleep(0.8)  # noqa: ASYNC251 - blocks the loop, 0.3 s longer than until the next look
        await until(lambda: lag.durations.count >= 1)
    finally:
        lag.stop()
    assert lag.durations.seconds >= 0.3


async def test_a_stopped_one_looks_no_longer() -> None:
    lag = LoopLag()
    lag.start()
    lag.stop()
    lag.stop()
    assert lag.durations.count == 0
