"""Dates and times of day, written out in the order of the language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from wyoming_morgan.sayable.cldr import Cldr
from wyoming_morgan.sayable.words.words import SignWords

_ISO = re.compile(
    r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2})(:\d{2})?(?:[.,]\d{1,9})?(?:(Z)|([+-])(\d{2}):?(\d{2}))?)?"
    r"(?![\w-])"
)
_NUMERIC = re.compile(r"(?<![\w/.,-])(\d{1,2})([/.-])( ?)(\d{1,2})\2\3(\d{4}|\d{2})(?![\w/]|[.-]\d)")
_DAY = re.compile(r"(?<![\w.,])(\d{1,2})\. ?(\d{1,2})\.(?=[ ,;!?)\u2013-]|\Z)")
_SHORT_NAME = re.compile(r"(?<![\w.])([^\W\d_]{2,5})(\.?)(?!\w)")
_DAY_BEFORE = re.compile(r"\b\d{1,2}\.? \Z")
_DAY_AFTER = re.compile(r" ?\d")
_YEAR_AFTER = re.compile(r" \d{4}\b")
_DATE_AFTER = re.compile(r",? (?:\d|[^\W\d_]{3,12}\.? \d)")
_CLOCK = re.compile(
    r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?P<s>:[0-5]\d)?(?! ?[:/]?\d)"
    r"(?P<word> ?(?:Uhr|uur|hrs?|h)(?!\w))?(?P<half> ?[AaPp](?:[Mm](?!\w)|\. ?[Mm]\.))?"
)
_DOTTED = re.compile(r"(?<![\w.,:])(?P<h>[01]?\d|2[0-4])\.(?P<m>[0-5]\d)(?P<word> ?(?:Uhr|uur))(?!\w)")
_SPAN = re.compile(r"(?<![\w.,])(?:(?P<h>\d{1,3}) ?h ?)?(?P<m>\d{1,3}) ?m(?: ?(?P<s>\d{1,3}) ?s)?(?![\w'-])")
"""Minutes beside hours or seconds: 2h 5m."""
_LETTERED = re.compile(r"(?<![\w.,:])(?P<h>[01]?\d|2[0-4]) ?h ?(?P<m>[0-5]\d)(?!\w)")
_HALF_DAY = re.compile(r"(?<![\w.,:])(?P<h>1[0-2]|[1-9]) ?(?P<half>[AaPp](?:[Mm](?!\w)|\. ?[Mm]\.))")
_CONTEXT = 20
"""Characters around a short name that tell what it stands for."""
_HALF = 12
_EARLY = 10
_CENTURY = 100

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""What is written, and how it is said."""


class Calendar:
    """The dates and times of one language; where it has no words, times stay as they are."""

    def __init__(self, cldr: Cldr, words: SignWords | None) -> None:
        self._cldr = cldr
        self._words = words

    def rules(self) -> Iterator[Rule]:
        """Yield what is said for dates and times."""
        yield _ISO, self._iso
        yield _NUMERIC, self._numeric
        yield _DAY, self._day
        yield _SHORT_NAME, self._short_name
        yield _SPAN, _span
        if self._words is not None:
            yield _DOTTED, self._clock
            yield _LETTERED, self._clock
            yield _CLOCK, self._clock
            yield _HALF_DAY, self._half_day

    def _iso(self, match: re.Match[str]) -> str:
        date = self._date(int(match[1]), int(match[2]), int(match[3]))
        if date is None:
            return match[0]
        said = [date]
        if match[4]:
            said.append(match[4] + (match[5] if match[5] not in {None, ":00"} else ""))
        if match[6]:
            said.append("UTC")
        if match[7]:
            minutes = "" if match[9] == "00" else f":{match[9]}"
            said.append(f"UTC {match[7]}{int(match[8])}{minutes}")
        return " ".join(said)

    def _numeric(self, match: re.Match[str]) -> str:
        first, second, year = int(match[1]), int(match[4]), int(match[5])
        if match[2] == "." and not (self._cldr.dotted_dates or len(match[5]) == 4):  # noqa: PLR2004 - digits of a year
            return match[0]
        orders = (
            ((second, first), (first, second)) if self._cldr.day_first else ((first, second), (second, first))
        )
        year += 2000 if year < _CENTURY else 0
        return next((said for month, day in orders if (said := self._date(year, month, day))), match[0])

    def _day(self, match: re.Match[str]) -> str:
        if not self._cldr.dotted_dates:
            return match[0]
        return self._date(2000, int(match[2]), int(match[1]), with_year=False) or match[0]

    def _date(self, year: int, month: int, day: int, *, with_year: bool = True) -> str | None:
        try:
            return self._cldr.date(dt.date(year, month, day), year=with_year)
        except ValueError:
            return None

    def _short_name(self, match: re.Match[str]) -> str:
        """Write out the name of a month beside its day, and that of a day of the week before a date."""
        after = match.string[match.end() : match.end() + _CONTEXT]
        before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
        marked = bool(match[2]) or match[1][0].isupper()
        behind_day = bool(_DAY_BEFORE.search(before)) and (marked or bool(_YEAR_AFTER.match(after)))
        before_day = marked and bool(_DAY_AFTER.match(after))
        before_date = (bool(match[2]) or after.startswith(",")) and bool(_DATE_AFTER.match(after))
        if not (behind_day or before_day or before_date):
            return match[0]
        name = match[1].casefold()
        months, days = self._cldr.short_months, self._cldr.short_days
        if name in months and (behind_day or (before_day and name not in days)):
            return months[name]
        return days[name] if name in days and before_date else match[0]

    def _clock(self, match: re.Match[str]) -> str:
        groups = match.groupdict()
        if groups.get("s"):
            return match[0]
        hours, minutes = int(match["h"]), int(match["m"])
        half = groups.get("half")
        if half is None:
            return self._time(hours, minutes, match[0], named=bool(groups.get("word")) or "h" in match[0])
        return self._with_half(hours, minutes, half, match)

    def _half_day(self, match: re.Match[str]) -> str:
        return self._with_half(int(match["h"]), 0, match["half"], match)

    def _with_half(self, hours: int, minutes: int, half: str, match: re.Match[str]) -> str:
        assert self._words is not None  # noqa: S101 - else there is no such rule
        after = match.string[match.end() :]
        end = "." if half.endswith(".") and (not after or after[:2].lstrip(" ")[:1].isupper()) else ""
        is_evening = half.strip()[0] in "Pp"
        if self._words.twelve_hours:
            hour = str(hours) if not minutes else self._time(hours, minutes, f"{hours}:{minutes:02}")
            return f"{hour} {'PM' if is_evening else 'AM'}{end}"
        if hours <= _HALF:
            hours = hours % _HALF + (_HALF if is_evening else 0)
        return self._time(hours, minutes, f"{hours}:{minutes:02}") + end

    def _time(self, hours: int, minutes: int, written: str, *, named: bool = False) -> str:
        assert self._words is not None  # noqa: S101 - else there is no such rule
        if minutes == 0:
            return self._words.full_hour.format(h=hours)
        if minutes < _EARLY:
            return self._words.early_minutes.format(h=hours, m=minutes)
        return self._words.clock.format(h=hours, m=minutes) if named else written


def _span(match: re.Match[str]) -> str:
    """Write minutes so that they are not taken for meters."""
    hours, minutes, seconds = match["h"], match["m"], match["s"]
    if hours is None and seconds is None:
        return match[0]
    parts = (hours and f"{hours} h", f"{minutes} min", seconds and f"{seconds} s")
    return " ".join(part for part in parts if part)
