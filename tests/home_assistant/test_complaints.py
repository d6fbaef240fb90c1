"""Which complaints of Home Assistant count, seen on a written log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.home_assistant.complaints import LAG, Expected, unexpected

LOG = """\
2026-11-22 10:00:00.000 INFO (MainThread) [homeassistant.bootstrap] Home Assistant initialized in 9.0s
2026-11-22 10:00:01.000 ERROR (MainThread) [wyoming.stt] Error processing audio stream
Traceback (most recent call last):
ConnectionResetError
2026-11-22 10:00:02.000 DEBUG (MainThread) [wyoming.stt] Reconnected
2026-11-22 10:00:30.000 WARNING (MainThread) [homeassistant.components.wyoming] Something else
"""
FIRST = datetime(2026, 11, 22, 10, 0, 1)  # noqa: DTZ001 - the log has the local time
BEFORE, AFTER = FIRST - timedelta(seconds=1), FIRST + timedelta(seconds=1)


def test_warnings_and_errors_are_complaints_with_their_tracebacks() -> None:
    error, warning = unexpected(LOG, ())
    assert error.endswith("ConnectionResetError")
    assert warning.endswith("Something else")


def test_the_times_of_newer_releases_have_an_offset() -> None:
    with_offset = LOG.replace(".000 ", ".000+00:00 ")
    assert len(unexpected(with_offset, ())) == 2
    began = datetime(2026, 11, 22, 9, 59, tzinfo=UTC).astimezone().replace(tzinfo=None)
    provoked = Expected(("Error processing audio", "Something else"), began, began + timedelta(minutes=2))
    assert unexpected(with_offset, [provoked]) == []


def test_a_complaint_that_a_test_provoked_is_expected_by_its_words() -> None:
    [warning] = unexpected(LOG, [Expected(("Timeout", "Error processing audio"), BEFORE, AFTER)])
    assert warning.endswith("Something else")


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(Expected(("Error processing audio",), AFTER, AFTER), id="before the test"),
        pytest.param(
            Expected(("Error processing audio",), BEFORE, FIRST - LAG - timedelta(seconds=1)), id="after it"
        ),
        pytest.param(Expected(("Error fetching",), BEFORE, AFTER), id="other words"),
        pytest.param(Expected((), BEFORE, AFTER), id="no words"),
    ],
)
def test_every_other_complaint_counts(expected: Expected) -> None:
    assert len(unexpected(LOG, [expected])) == 2


def test_a_complaint_may_be_logged_a_little_after_the_test() -> None:
    assert len(unexpected(LOG, [Expected(("Error processing audio",), BEFORE, BEFORE)])) == 1
