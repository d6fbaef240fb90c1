"""Answers what is in the calendars of a home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from wyoming_morgan.agent.acting.asked_home import HomeAnswers, ask_home
from wyoming_morgan.agent.acting.days import days_meant
from wyoming_morgan.agent.grammar.inquiries import NEXT
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.telling.words import TellingWords, as_sentence
from wyoming_morgan.home.contract import EntityState, HomeLink, Place
from wyoming_morgan.home.lookups import MOST_DAYS, Event, Lookup, LookupKind, beginning, day_of

_WEEK = 8
"""Days within which every weekday, and the weekend, is."""
_MOST_TOLD = 8


async def about_calendars(
    slots: Mapping[str, Any],
    calendars: Sequence[EntityState],
    home: HomeLink,
    language: Language,
    *,
    place: Place,
) -> str:
    """Return what is in calendars on the days that slots mean, or what comes next."""
    words = language.telling
    is_next = slots.get("day") == NEXT
    days = MOST_DAYS if is_next else _WEEK
    answer = await ask_home(
        home,
        [(one, Lookup(LookupKind.EVENTS, one.entity_id, days=days)) for one in calendars],
        place=place,
    )
    if not answer.findings:
        return words.not_told.format(names=language.states.list_of([*answer.silent]))
    now = answer.findings[0].now
    events = _merged(answer, now)
    sentence = _next(events, now, words) if is_next else _of_days(slots.get("day"), events, now, language)
    silent = [words.not_told.format(names=language.states.list_of([*answer.silent]))] if answer.silent else []
    return ". ".join([as_sentence(sentence), *silent])


def _merged(answer: HomeAnswers, now: datetime) -> list[Event]:
    """Return the events of all calendars in their order, each once: one may be in several."""
    events = dict.fromkeys(
        event for findings in answer.findings for event in findings.events if event.summary
    )
    return sorted(events, key=lambda event: beginning(event.start, now.tzinfo))


def _next(events: Iterable[Event], now: datetime, words: TellingWords) -> str:
    for event in events:
        if beginning(event.start, now.tzinfo) > now:
            day = words.day(day_of(event.start), now.date())
            if isinstance(event.start, datetime):
                day = words.timed_day.format(day=day, time=words.time(event.start))
            return words.next_one.format(what=event.summary, day=day)
    return words.nothing_planned.format(days=MOST_DAYS)


def _of_days(day: object, events: Sequence[Event], now: datetime, language: Language) -> str:
    words = language.telling
    days = days_meant(day, now.date())
    sentences = []
    room = _MOST_TOLD
    for one in days:
        there = [event for event in events if _is_on(event, one)]
        if not there:
            continue
        shown = [_event(event, one, words) for event in there[:room]]
        if len(there) > len(shown):
            shown.append(words.more.format(count=len(there) - len(shown)))
        room -= len(there[:room])
        listed = language.states.list_of(shown)
        sentences.append(as_sentence(words.on_day.format(day=words.day(one, now.date()), what=listed)))
    if sentences:
        return ". ".join(sentences)
    if len(days) == 1:
        return words.nothing_on.format(day=words.day(days[0], now.date()))
    return words.nothing_planned.format(days=(days[-1] - now.date()).days + 1)


def _is_on(event: Event, day: date) -> bool:
    """Whether an event touches a day; its end is no part of it."""
    first, last = day_of(event.start), day_of(event.end)
    ends_before = not isinstance(event.end, datetime) or not (event.end.hour or event.end.minute)
    if ends_before and last > first:
        last -= timedelta(days=1)
    return first <= day <= last


def _event(event: Event, day: date, words: TellingWords) -> str:
    if isinstance(event.start, datetime) and event.start.date() == day:
        return words.timed.format(what=event.summary, time=words.time(event.start))
    return words.whole_day.format(what=event.summary)
