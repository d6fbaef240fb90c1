"""The time and the date, which need no home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

Clock = Callable[[], datetime]
"""Returns the present moment in the home's time zone."""

TIME = "HassGetCurrentTime"
DATE = "HassGetCurrentDate"


def local_now() -> datetime:
    """Return the present moment in the machine's time zone."""
    return datetime.now().astimezone()


def clock_slots(intent: str, now: datetime) -> dict[str, time | date]:
    """Return the slots for the response to a question about the time or the date.

    The names are those of Home Assistant's own handlers, which the response templates are written for.
    """
    return {"time": now.time()} if intent == TIME else {"date": now.date()}


def plain_answer(intent: str, now: datetime) -> str:
    """Return the time or the date in figures, for languages that have no sentence for it."""
    return f"{now:%H:%M}" if intent == TIME else now.date().isoformat()
