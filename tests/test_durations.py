"""Durations, counted by bounds."""

from __future__ import annotations

import math

from wyoming_morgan.durations import Durations


def test_each_bound_counts_what_is_no_longer_than_it() -> None:
    durations = Durations((0.1, 1.0))
    assert list(durations.up_to()) == [(0.1, 0), (1.0, 0), (math.inf, 0)]
    for seconds in (0.0, 0.1, 0.11, 1.0, 7.0):
        durations.add(seconds)
    assert list(durations.up_to()) == [(0.1, 2), (1.0, 4), (math.inf, 5)]
    assert durations.count == 5
    assert durations.seconds == 8.21
