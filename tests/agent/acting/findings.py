"""A Saturday at noon in a home with a calendar, two lists and a weather station."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from tests.agent.acting.rooms import Placed, state
from wyoming_morgan.home.lookups import Event, Findings, Forecast, Item

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=timezone(timedelta(hours=1)))
LISTS = {
    "en": ("Shopping list", "Chores"),
    "de": ("Einkaufsliste", "Haushalt"),
    "fr": ("Liste de courses", "Corvées"),
    "es": ("Lista de la compra", "Tareas"),
    "it": ("Lista della spesa", "Faccende"),
    "nl": ("Boodschappenlijst", "Klusjes"),
}


def things_in(language: str) -> tuple[Placed, ...]:
    shopping, chores = LISTS[language]
    return (
        state("calendar.a", "Almanach", "off", None),
        state("todo.shopping", shopping, "2", None),
        state("todo.chores", chores, "1", None),
        state("weather.home", "Meteo", "sunny", None, supported_features=1),
    )


def at(days: int, hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute) + timedelta(days=days)


EVENTS = (
    Event("Zahna", at(0, 15), at(0, 16)),
    Event("Basar", date(2026, 11, 29), date(2026, 11, 30)),
    Event("Yoga", at(2, 18, 30), at(2, 20)),
)
FORECASTS = (
    Forecast(NOW, "sunny", 9.4, 2.0, 10),
    Forecast(at(1, 12), "rainy", 7.0, 4.0, 80),
    Forecast(at(2, 12), "cloudy", 6.0, 4.0, 35),
)
FINDINGS = {
    "calendar.a": Findings(NOW, events=EVENTS),
    "todo.shopping": Findings(NOW, items=(Item("Tofu"), Item("Kiwis"))),
    "todo.chores": Findings(NOW, items=(Item("Fenster"),)),
    "weather.home": Findings(NOW, forecasts=FORECASTS),
}
