"""What is in the calendars of a home is told by day and time, in words of the language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.findings import EVENTS, FINDINGS, NOW, at, things_in
from tests.agent.acting.rooms import LANGUAGES, link_of, state
from wyoming_morgan.agent.acting.calendars import about_calendars
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Event, Findings


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "what's on my calendar today": "Today: Zahna at 3 PM",
                "what is on the calendar tomorrow": "Tomorrow: Basar all day",
                "do I have anything planned on Monday": "The day after tomorrow: Yoga at 6:30 PM",
                "what's on my calendar on Wednesday": "Nothing is planned on Wednesday",
                "what is on my calendar this weekend": "Today: Zahna at 3 PM. Tomorrow: Basar all day",
                "when is my next appointment": "Next is Zahna, today at 3 PM",
                "what's on the Almanach calendar tomorrow": "Tomorrow: Basar all day",
            },
            "de": {
                "was steht heute im Kalender": "Heute: Zahna um 15:00 Uhr",
                "was steht morgen in meinem Kalender": "Morgen: Basar den ganzen Tag",
                "habe ich am Mittwoch etwas vor": "Am Mittwoch steht nichts an",
                "wann ist mein nächster Termin": "Als Nächstes Zahna, heute um 15:00 Uhr",
            },
            "fr": {
                "qu'y a-t-il dans mon calendrier aujourd'hui": "Aujourd'hui : Zahna à 15:00",
                "qu'est-ce que j'ai demain": "Demain : Basar toute la journée",
                "qu'est-ce que j'ai mercredi": "Rien n'est prévu mercredi",
                "quand est mon prochain rendez-vous": "Le prochain est Zahna, aujourd'hui à 15:00",
            },
            "es": {
                "qué hay en mi calendario hoy": "Hoy: Zahna a las 15:00",
                "qué tengo mañana": "Mañana: Basar todo el día",
                "qué tengo el miércoles": "El miércoles no hay nada previsto",
                "cuándo es mi próxima cita": "Lo próximo es Zahna, hoy a las 15:00",
            },
            "it": {
                "cosa c'è nel mio calendario oggi": "Oggi: Zahna alle 15:00",
                "cosa c'è domani in agenda": "Domani: Basar tutto il giorno",
                "cosa ho in programma mercoledì": "Mercoledì non è previsto nulla",
                "quando è il mio prossimo appuntamento": "Il prossimo è Zahna, oggi alle 15:00",
            },
            "nl": {
                "wat staat er vandaag in mijn agenda": "Vandaag: Zahna om 15:00 uur",
                "wat heb ik morgen gepland": "Morgen: Basar de hele dag",
                "wat heb ik woensdag gepland": "Woensdag staat er niets gepland",
                "wanneer is mijn volgende afspraak": "De volgende is Zahna, vandaag om 15:00 uur",
            },
        }
    ),
)
async def test_what_is_planned_is_told_by_day(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, things_in(language), FINDINGS) == answer


QUESTIONS = {
    "en": "what's on my calendar today",
    "de": "was steht heute im Kalender",
    "fr": "qu'y a-t-il dans mon calendrier aujourd'hui",
    "es": "qué hay en mi calendario hoy",
    "it": "cosa c'è nel mio calendario oggi",
    "nl": "wat staat er vandaag in mijn agenda",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_nobody_can_tell_is_said_in_a_sentence(ask: Ask, language: str) -> None:
    words = WORDS[language].telling
    calendar, *others = things_in(language)
    silent = await ask(language, QUESTIONS[language], (calendar, *others))
    assert silent == words.not_told.format(names="Almanach")
    assert await ask(language, QUESTIONS[language], others, FINDINGS) == words.no_calendar


async def test_events_of_all_calendars_are_told_together_each_once(ask: Ask) -> None:
    things = (*things_in("en"), state("calendar.b", "Block", "off"), state("calendar.c", "Crypt", "off"))
    findings = FINDINGS | {
        "calendar.b": Findings(NOW, events=(EVENTS[0], Event("Golf", at(0, 9), at(0, 10))))
    }
    answer = await ask("en", "what's on my calendar today", things, findings)
    assert answer == (
        "Today: Golf at 9 AM and Zahna at 3 PM. I cannot find that out at the moment: Crypt tells me nothing"
    )


async def test_long_days_are_cut_and_the_rest_is_counted(ask: Ask) -> None:
    many = tuple(Event(f"Event {hour}", at(0, hour), at(0, hour, 30)) for hour in range(10, 23))
    findings = {"calendar.a": Findings(NOW, events=many)}
    answer = await ask("en", "what's on my calendar today", things_in("en"), findings)
    assert answer.startswith("Today: Event 10 at 10 AM, ")
    assert answer.endswith("Event 17 at 5 PM and 5 more")


@pytest.mark.parametrize(
    ("event", "days"),
    [
        (Event("Trip", date(2026, 11, 27), date(2026, 11, 30)), "today tomorrow"),
        (Event("Fair", date(2026, 11, 28), date(2026, 11, 29)), "today"),
        (Event("Party", at(0, 22), at(1, 2)), "today tomorrow"),
        (Event("Film", at(0, 22), at(1, 0)), "today"),
        (Event("Tea", at(1, 0), at(1, 1)), "tomorrow"),
    ],
)
async def test_an_event_is_told_on_every_day_that_it_touches(ask: Ask, event: Event, days: str) -> None:
    findings = {"calendar.a": Findings(NOW, events=(event,))}
    for day in ("today", "tomorrow"):
        answer = await ask("en", f"what's on my calendar {day}", things_in("en"), findings)
        assert (event.summary in answer) == (day in days.split())


async def test_the_next_one_has_not_begun(ask: Ask) -> None:
    begun = Event("Lecture", at(0, 11), at(0, 13)), Event("Fast", date(2026, 11, 28), date(2026, 11, 30))
    findings = {
        "calendar.a": Findings(NOW, events=(*begun, Event("Trial", date(2026, 12, 17), date(2026, 12, 18))))
    }
    question = "when is my next appointment"
    assert await ask("en", question, things_in("en"), findings) == "Next is Trial, on Thursday, December 17"
    findings = {"calendar.a": Findings(NOW, events=begun)}
    answer = await ask("en", question, things_in("en"), findings)
    assert answer == "Nothing is planned in the next 31 days"


async def test_an_event_without_a_name_is_none(ask: Ask) -> None:
    findings = {"calendar.a": Findings(NOW, events=(replace(EVENTS[0], summary=""),))}
    assert await ask("en", QUESTIONS["en"], things_in("en"), findings) == "Nothing is planned today"


async def test_only_what_is_asked_for_is_looked_up() -> None:
    link = link_of("en", things_in("en"))
    link.findings = dict(FINDINGS)
    calendars = [link.states["calendar.a"]]
    await about_calendars({"day": "next"}, calendars, link, WORDS["en"], place=Place(turn=3))
    await about_calendars({"day": "today"}, calendars, link, WORDS["en"], place=Place(turn=3))
    assert [lookup.days for lookup in link.lookups] == [31, 8]
    assert {place.turn for place in link.places} == {3}
