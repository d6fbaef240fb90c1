"""Finds the days that a question is about."""

from __future__ import annotations

from datetime import date, timedelta

from wyoming_morgan.agent.grammar.inquiries import WEEK, WEEKEND

_NEAR = ("today", "tomorrow", "after_tomorrow")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5


def days_meant(day: object, today: date) -> tuple[date, ...]:
    """Return the days that the slot `day` means, seen from today; today if it means nothing else."""
    if day == WEEK:
        return _from(today, len(_WEEKDAYS))
    if day == WEEKEND:
        ahead = max(0, _SATURDAY - today.weekday())
        return _from(today + timedelta(days=ahead), 1 if today.weekday() > _SATURDAY else 2)
    if day in _NEAR:
        return _from(today + timedelta(days=_NEAR.index(str(day))), 1)
    if day in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(str(day)) - today.weekday()) % len(_WEEKDAYS)
        return _from(today + timedelta(days=ahead), 1)
    return _from(today, 1)


def _from(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=distance) for distance in range(count))
