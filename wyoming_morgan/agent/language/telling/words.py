"""The words for days and times, and the sentences about appointments, lists, readings and the weather."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TellingWords:
    """The words of one language. Sentences with a placeholder are filled with `str.format`.

    Days are told as they stand in the middle of a sentence; `as_sentence` makes it a sentence.
    """

    today: str
    tomorrow: str
    after_tomorrow: str
    weekdays: tuple[str, ...]
    """The next day of each name, Monday first: “on Monday”."""
    months: tuple[str, ...]
    date: str
    """A day further away: {weekday}, {day} and {month}."""
    half_days: bool
    """Whether the clock has twelve hours: 3 PM."""
    decimal: str
    """The sign before decimals."""
    timed: str
    """Something at a time: {what} and {time}."""
    whole_day: str
    """Something that lasts a whole day: {what}."""
    on_day: str
    """What happens on a day: {day} and {what}."""
    nothing_on: str
    """{day}"""
    nothing_planned: str
    """{days}"""
    next_one: str
    """The next appointment: {what} and {day}, which may have a time."""
    timed_day: str
    """A day with a time: {day} and {time}."""
    more: str
    """At the end of a list that goes on: {count}."""
    listed: str
    """What is on a list: {name} and {items}."""
    empty: str
    """{name}"""
    on_list: str
    """{item} and {name}"""
    not_on_list: str
    """{item} and {name}"""
    several_lists: str
    """{names}"""
    shopping: frozenset[str]
    """Words in the names of lists for the shopping."""
    no_calendar: str
    no_list: str
    no_weather: str
    no_home: str
    """When no home is connected that could be asked."""
    not_told: str
    """When the home does not tell what it was asked: {names}."""
    conditions: Mapping[str, str]
    """What the states of the weather are called."""
    expected: str
    """The weather of a day: {day} and {weather}, which is a list."""
    degrees: str
    """{value}"""
    between: str
    """Temperatures of a day: {lowest} and {highest}."""
    up_to: str
    """The temperature of a day: {highest}."""
    rain_likely: str
    """{percent}"""
    no_forecast: str
    """{day}"""
    no_reading: str
    """When nothing in the home measures what was asked for."""
    reading: str
    """{name} and {value}"""
    outermost: str
    """The room, or thing, with the highest or lowest value: {name} and {value}."""

    def day(self, day: dt.date, today: dt.date) -> str:
        """Return what a day is called today."""
        near = (self.today, self.tomorrow, self.after_tomorrow)
        distance = (day - today).days
        if 0 <= distance < len(near):
            return near[distance]
        weekday = self.weekdays[day.weekday()]
        if 0 <= distance < len(self.weekdays):
            return weekday
        return self.date.format(weekday=weekday, day=day.day, month=self.months[day.month - 1])

    def time(self, moment: dt.datetime) -> str:
        """Return a time of day."""
        if not self.half_days:
            return f"{moment.hour}:{moment.minute:02d}"
        minutes = f":{moment.minute:02d}" if moment.minute else ""
        return f"{moment.hour % 12 or 12}{minutes} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def as_sentence(sentence: str) -> str:
    """Return a sentence that begins with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
