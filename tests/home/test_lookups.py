"""What a home has found is read: broken entries are left out, texts are bounded, times are the home's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.lookups import Item, LookupKind, day_of, read_findings

NOW = "2026-11-29T12:00:00+01:00"

Json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=8,
)


def answer(*entries: Any, **more: Any) -> dict[str, Any]:
    return {"now": NOW, "entries": [*entries], **more}


def test_events_are_in_the_order_of_time_and_in_the_time_of_the_home() -> None:
    findings = read_findings(
        LookupKind.EVENTS,
        answer(
            {"summary": "Late", "start": "2026-11-29T20:00:00+00:00", "end": "2026-11-29T21:00:00+00:00"},
            {"summary": "Naive", "start": "2026-11-29T08:00:00", "end": "2026-11-29T09:00:00"},
            {"summary": "Fair", "start": "2026-11-29", "end": "2026-11-30"},
        ),
    )
    assert [event.summary for event in findings.events] == ["Fair", "Naive", "Late"]
    assert findings.events[0].start == date(2026, 11, 29)
    assert findings.events[1].start == datetime.fromisoformat("2026-11-29T08:00:00+01:00")
    assert str(findings.events[2].start) == "2026-11-29 21:00:00+01:00"
    assert {day_of(event.start) for event in findings.events} == {date(2026, 11, 29)}


def test_what_is_done_or_has_no_name_is_no_item() -> None:
    entries = (
        {"summary": "Milk", "status": "needs_action"},
        {"summary": "Bread", "status": "completed"},
        {"summary": ""},
        {"summary": 7},
        "Eggs",
    )
    assert read_findings(LookupKind.ITEMS, answer(*entries)).items == (Item("Milk"),)


def test_forecasts_are_in_the_time_of_the_home() -> None:
    entry = {
        "datetime": "2026-11-29T23:30:00+00:00",
        "condition": "rainy",
        "temperature": 7.5,
        "templow": None,
        "precipitation_probability": 80,
        "wind_bearing": 90,
    }
    [forecast] = read_findings(LookupKind.FORECAST, answer(entry, {"datetime": "soon"})).forecasts
    assert day_of(forecast.start) == date(2026, 11, 30)
    assert (forecast.condition, forecast.highest, forecast.lowest, forecast.rain_percent) == (
        "rainy",
        7.5,
        None,
        80,
    )


def test_texts_are_one_bounded_line_and_entries_are_bounded() -> None:
    [item] = read_findings(LookupKind.ITEMS, answer({"summary": "Mi\nlk\x00 " + "x" * 1000})).items
    assert item.summary.startswith("Mi lk x")
    assert len(item.summary) <= 200
    many = read_findings(LookupKind.ITEMS, answer(*({"summary": str(n)} for n in range(1000))))
    assert (len(many.items), many.complete) == (250, False)
    assert read_findings(LookupKind.ITEMS, answer({"summary": "a"}, complete=False)).complete is False


@pytest.mark.parametrize(
    "answered", [{"error": "not exposed"}, {}, {"now": "noon"}, {"now": NOW, "entries": "many"}, None, []]
)
def test_what_cannot_be_read_is_not_told(answered: Any) -> None:
    with pytest.raises(EngineUnavailable):
        read_findings(LookupKind.ITEMS, answered)


@given(st.sampled_from(LookupKind), st.lists(Json, max_size=4))
def test_whatever_a_home_tells_is_read_or_left_out(kind: LookupKind, entries: list[Any]) -> None:
    findings = read_findings(kind, answer(*entries))
    assert len((*findings.events, *findings.items, *findings.forecasts)) <= len(entries)
