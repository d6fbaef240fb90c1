"""The questions that Morgan answers by itself, for which Home Assistant has no intent."""

from __future__ import annotations

EVENTS = "MorganGetEvents"
"""What is in a calendar; slots: `day`, and `name` of one calendar."""
ITEMS = "MorganGetItems"
"""What is on a to-do list; slots: `name` of the list, and `item` if only that is asked for."""
FORECAST = "MorganGetForecast"
"""The weather that is expected; slots: `day`, `about`, and `name` of a weather station."""
READING = "MorganGetReading"
"""What sensors measure; slots: `measure`, `name`, `area` or `floor`, and `end` for the most or the least."""

LOOKED_UP = frozenset({EVENTS, ITEMS, FORECAST})
"""Those for which the home is asked; the answers may have words of people outside."""
INQUIRIES = LOOKED_UP | {READING}

NEXT = "next"
WEEK = "week"
WEEKEND = "weekend"
"""Values of `day`, besides `today`, `tomorrow`, `after_tomorrow` and the English weekdays."""
