"""Warnings and errors in the log of Home Assistant, and those that a test provokes itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LAG = timedelta(seconds=10)
"""How much later a provoked complaint may be logged: a request in flight ends late on a busy machine."""

_RECORD = re.compile(
    # Since 2026.11 the time has an offset.
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+(?:[+-]\d\d:\d\d)?) (\w+) .*(?:\n(?!\d{4}-\d\d-\d\d ).*)*",
    re.MULTILINE,
)
_COMPLAINT = frozenset({"WARNING", "ERROR", "CRITICAL"})


@dataclass(frozen=True, slots=True)
class Expected:
    """Complaints that match one of these patterns, between `began` and `ended`, are what a test provoked."""

    patterns: tuple[str, ...]
    began: datetime
    ended: datetime

    def covers(self, when: datetime, complaint: str) -> bool:
        """Whether this complaint is one of them."""
        return self.began <= when <= self.ended + LAG and any(
            re.search(pattern, complaint) for pattern in self.patterns
        )


def unexpected(log: str, expected: Sequence[Expected]) -> list[str]:
    """Return every warning and error of a log that no test provoked, with its traceback."""
    return [
        record.group().rstrip()
        for record in _RECORD.finditer(log)
        if record[2] in _COMPLAINT
        and not any(provoked.covers(_local(record[1]), record.group()) for provoked in expected)
    ]


def _local(time: str) -> datetime:
    """Return a time of the log as local time without an offset."""
    return datetime.fromisoformat(time).astimezone().replace(tzinfo=None)
