"""What a home can look up besides its states: events of calendars, items of lists, forecasts of the weather.

The shapes are those in which Home Assistant answers `calendar.get_events`, `todo.get_items` and
`weather.get_forecasts`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from wyoming_morgan.errors import EngineUnavailable

_LOGGER = logging.getLogger(__name__)

MOST_DAYS = 31
"""Days from the beginning of today on that are looked at, at most."""
_MOST_ENTRIES = 250
_LONGEST_TEXT = 200


class LookupKind(StrEnum):
    """What is looked up; the values are those of the link."""

    EVENTS = "events"
    ITEMS = "items"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is asked of one calendar, list or weather station that is exposed to voice assistants."""

    kind: LookupKind
    entity_id: str
    days: int = 1
    """Events: how many days, from the beginning of today in the home's time zone."""
    every: str = "daily"
    """Forecast: `daily`, `twice_daily` or `hourly`."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a calendar; of one that lasts whole days start and end are dates, the end exclusive."""

    summary: str
    start: datetime | date
    end: datetime | date


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a to-do list that is not done yet."""

    summary: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """The weather that is expected from a moment on, in the units of the home."""

    start: datetime
    condition: str = ""
    highest: float | None = None
    lowest: float | None = None
    rain_percent: float | None = None
    """How likely it rains or snows."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, in the order of time or of the list."""

    now: datetime
    """The present moment in the home's time zone."""
    events: tuple[Event, ...] = ()
    items: tuple[Item, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    complete: bool = True
    """Whether the home has told everything it has."""


def _plain(value: Any) -> str:
    """Return a text of others as one bounded line."""
    text = value if isinstance(value, str) else ""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * _LONGEST_TEXT])
    return " ".join(printable.split())[:_LONGEST_TEXT]


_Text = Annotated[str, BeforeValidator(_plain)]


def _moment(value: Any) -> datetime | date:
    """Return a moment, or a day: a text without a time of day is a whole day."""
    text = value if isinstance(value, str) else ""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


_Moment = Annotated[Any, BeforeValidator(_moment)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class _Event(_Entry):
    summary: _Text = ""
    start: _Moment
    end: _Moment


class _Item(_Entry):
    summary: _Text = ""
    status: str | None = None


class _Forecast(_Entry):
    start: AwareDatetime = Field(validation_alias="datetime")
    condition: _Text = ""
    temperature: float | None = None
    templow: float | None = None
    precipitation_probability: float | None = None


E = TypeVar("E", bound=_Entry)


class _Answer(_Entry):
    now: AwareDatetime
    entries: list[Any] = []
    complete: bool = True


def read_findings(kind: LookupKind, answer: Any) -> Findings:
    """Read what a home has found: `{now, entries, complete}`, the entries as Home Assistant tells them.

    One that cannot be read is left out, and so is what is done already.

    Raises:
        EngineUnavailable: the home could not look it up, or its answer cannot be read.
    """
    if isinstance(answer, Mapping) and isinstance(reason := answer.get("error"), str):
        raise EngineUnavailable(f"the home cannot look up {kind}: {_plain(reason)}")
    try:
        read = _Answer.model_validate(answer)
    except ValidationError as error:
        raise EngineUnavailable(f"what the home tells of {kind} cannot be read") from error
    entries = read.entries[:_MOST_ENTRIES]
    zone = read.now.tzinfo
    findings = Findings(read.now, complete=read.complete and len(entries) == len(read.entries))
    match kind:
        case LookupKind.EVENTS:
            return replace(findings, events=_events(entries, zone))
        case LookupKind.ITEMS:
            return replace(findings, items=_items(entries))
        case LookupKind.FORECAST:
            return replace(findings, forecasts=_forecasts(entries, zone))


def _events(entries: Iterable[Any], zone: tzinfo | None) -> tuple[Event, ...]:
    events = [
        Event(entry.summary, _local(entry.start, zone), _local(entry.end, zone))
        for entry in _valid(_Event, entries)
    ]
    return tuple(sorted(events, key=lambda event: beginning(event.start, zone)))


def _items(entries: Iterable[Any]) -> tuple[Item, ...]:
    return tuple(
        Item(entry.summary)
        for entry in _valid(_Item, entries)
        if entry.summary and entry.status != "completed"
    )


def _forecasts(entries: Iterable[Any], zone: tzinfo | None) -> tuple[Forecast, ...]:
    return tuple(
        Forecast(
            entry.start.astimezone(zone),
            entry.condition,
            entry.temperature,
            entry.templow,
            entry.precipitation_probability,
        )
        for entry in _valid(_Forecast, entries)
    )


def _valid(kind: type[E], entries: Iterable[Any]) -> Iterator[E]:
    for entry in entries:
        try:
            yield kind.model_validate(entry)
        except ValidationError:
            _LOGGER.debug("an entry of the home cannot be read")


def _local(moment: datetime | date, zone: tzinfo | None) -> datetime | date:
    """Return a moment in the zone of the home, in which one without a zone is, too."""
    if not isinstance(moment, datetime):
        return moment
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def beginning(moment: datetime | date, zone: tzinfo | None) -> datetime:
    """Return a moment, or the beginning of a day in a zone."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), zone)


def day_of(moment: datetime | date) -> date:
    """Return the day of a moment, or the day itself."""
    return moment.date() if isinstance(moment, datetime) else moment
