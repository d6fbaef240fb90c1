"""What `morgan doctor` says of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wyoming_morgan.cli.checks import Mark
from wyoming_morgan.cli.clock_check import check_clock, is_synchronized

BERLIN = timezone(timedelta(hours=1), "CET")


@pytest.mark.parametrize("synchronized", [True, None], ids=["kept right", "the system does not say"])
def test_the_time_is_told_with_its_zone(*, synchronized: bool | None) -> None:
    [finding] = check_clock(datetime(2026, 11, 30, 8, 5, tzinfo=BERLIN), lambda: synchronized)
    assert (finding.mark, finding.detail) == (Mark.GOOD, "Monday, 2026-11-30, 08:05 in CET (UTC+0100)")


def test_a_clock_that_nothing_keeps_right_is_warned_of() -> None:
    [finding] = check_clock(datetime(2026, 11, 30, 8, 5, tzinfo=BERLIN), lambda: False)
    assert finding.mark is Mark.WARNING
    assert finding.detail.endswith("it is not synchronized")
    assert "timedatectl" in finding.fix


def test_a_clock_that_was_set_back_by_years_fails() -> None:
    [finding] = check_clock(datetime(2019, 1, 1, tzinfo=UTC), lambda: True)
    assert finding.mark is Mark.FAILURE


def test_this_clock_can_be_read() -> None:
    assert is_synchronized() in {True, False, None}
    [finding] = check_clock()
    assert finding.mark in {Mark.GOOD, Mark.WARNING}
