"""With a token, Home Assistant looks things up over REST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp import web

from tests.home.conftest import connected
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Findings, Item, Lookup, LookupKind

MILK = {"summary": "Milk", "status": "needs_action", "uid": "1"}


def findings(entity_id: str, **telling: Any) -> Callable[[], web.Response]:
    """As Home Assistant answers an action with a response."""
    return partial(web.json_response, {"changed_states": [], "service_response": {entity_id: telling}})


async def look_up(assistant: FakeHomeAssistant, lookup: Lookup, **other: float) -> Findings:
    async with connected(assistant, **other) as home:
        return await home.look_up(lookup, place=Place(turn=3))


async def test_the_items_of_a_list_are_those_that_are_not_done(assistant: FakeHomeAssistant) -> None:
    assistant.findings = findings("todo.shopping", items=[MILK])
    telling = await look_up(assistant, Lookup(LookupKind.ITEMS, "todo.shopping"))
    assert telling.items == (Item("Milk"),)
    assert assistant.actions == [
        ("todo.get_items", {"entity_id": "todo.shopping", "status": ["needs_action"]})
    ]


async def test_events_are_those_from_the_beginning_of_the_day_in_the_zone_of_the_home(
    assistant: FakeHomeAssistant,
) -> None:
    assistant.findings = findings("calendar.family", events=[])
    assistant.time_zone = "Pacific/Auckland"
    telling = await look_up(assistant, Lookup(LookupKind.EVENTS, "calendar.family", days=2))
    [(action, asked)] = assistant.actions
    start, end = (datetime.fromisoformat(asked[key]) for key in ("start_date_time", "end_date_time"))
    assert action == "calendar.get_events"
    assert (start.hour, start.minute) == (0, 0)
    assert start <= telling.now < start + timedelta(days=1, hours=1)
    assert end.date() - start.date() == timedelta(days=2)
    assert start.utcoffset() in {timedelta(hours=12), timedelta(hours=13)}


async def test_a_forecast_is_of_the_kind_that_was_asked_for(assistant: FakeHomeAssistant) -> None:
    entry = {"datetime": "2026-11-30T11:00:00+00:00", "condition": "sunny", "temperature": 9}
    assistant.findings = findings("weather.home", forecast=[entry])
    telling = await look_up(assistant, Lookup(LookupKind.FORECAST, "weather.home", every="hourly"))
    assert [forecast.condition for forecast in telling.forecasts] == ["sunny"]
    assert assistant.actions[0][1] == {"entity_id": "weather.home", "type": "hourly"}


@pytest.mark.parametrize(
    "answer",
    [
        partial(web.Response, status=400, text="Service call requested response data"),
        partial(web.Response, status=500, text="Server got itself in trouble"),
        partial(web.Response, status=302, headers={"Location": "http://127.0.0.1:1/"}),
        partial(web.Response, text="<html>"),
        partial(web.json_response, [1]),
        findings("todo.another", items=[MILK]),
        findings("todo.shopping", items="many"),
        partial(web.Response, body=b'"' + b"x" * 2_000_000 + b'"'),
    ],
    ids=["refused", "failed", "redirect", "html", "list", "another", "text", "too-long"],
)
async def test_an_answer_in_no_known_shape_tells_nothing(
    assistant: FakeHomeAssistant, answer: Callable[[], web.Response]
) -> None:
    assistant.findings = answer
    with pytest.raises(EngineUnavailable):
        await look_up(assistant, Lookup(LookupKind.ITEMS, "todo.shopping"))


async def test_who_does_not_answer_in_time_tells_nothing(assistant: FakeHomeAssistant) -> None:
    with pytest.raises(EngineUnavailable, match="does not tell"):
        await look_up(assistant, Lookup(LookupKind.ITEMS, "todo.shopping"), answer_seconds=0.2)


async def test_a_refused_token_is_told_and_not_shown(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        assistant.token = "another"  # noqa: S105 - of the fake
        with pytest.raises(EngineUnavailable, match="refuses the token") as caught:
            await home.look_up(Lookup(LookupKind.ITEMS, "todo.shopping"), place=Place())
        assert TOKEN not in str(caught.value)
