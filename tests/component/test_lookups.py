"""What Morgan looks up: of what is exposed only, and with the rights of who speaks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockUser
from test_agents import ask

LIST = "todo.shopping"
CALENDAR = "calendar.family"

pytestmark = pytest.mark.usefixtures("linked")


class House:
    """The actions of other integrations, as far as they are asked."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.calls: list[ServiceCall] = []
        self.findings: dict[str, Any] = {}
        self.failure: Exception | None = None
        self.free = asyncio.Event()
        self.free.set()
        for domain, service in (
            ("calendar", "get_events"),
            ("todo", "get_items"),
            ("weather", "get_forecasts"),
        ):
            hass.services.async_register(domain, service, self.serve, supports_response=SupportsResponse.ONLY)

    async def serve(self, call: ServiceCall) -> ServiceResponse:
        self.calls.append(call)
        await self.free.wait()
        if self.failure is not None:
            raise self.failure
        return {call.data["entity_id"]: self.findings}


@pytest.fixture
def house(hass: HomeAssistant) -> House:
    for entity_id in (LIST, CALENDAR, "weather.home", "todo.secret", "light.list"):
        async_expose_entity(hass, "conversation", entity_id, entity_id != "todo.secret")
    return House(hass)


async def look_up(morgan: FakeMorgan, kind: str, entity_id: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await morgan.look_up({"kind": kind, "entity_id": entity_id, **more})
    return answer


async def test_morgan_knows_what_can_be_looked_up(morgan: FakeMorgan) -> None:
    assert morgan.hellos[-1]["lookups"] == ["events", "items", "forecast"]


async def test_items_are_told_without_what_nobody_asks_for(house: House, morgan: FakeMorgan) -> None:
    house.findings = {
        "items": [{"summary": "Mi\0lk", "status": "needs_action", "uid": "1", "description": "secret"}]
    }
    answer = await look_up(morgan, "items", LIST)
    assert answer["entries"] == [{"summary": "Mi lk", "status": "needs_action"}]
    assert answer["complete"] is True
    assert dt_util.parse_datetime(answer["now"]) is not None
    [call] = house.calls
    assert call.data == {"entity_id": LIST, "status": ["needs_action"]}


async def test_events_are_those_of_whole_days_of_the_home(
    hass: HomeAssistant, house: House, morgan: FakeMorgan
) -> None:
    await hass.config.async_set_time_zone("Pacific/Auckland")
    house.findings = {"events": [{"summary": "Fair", "start": "2026-11-29", "end": "2026-11-30"}]}
    answer = await look_up(morgan, "events", CALENDAR, days=2)
    assert answer["entries"] == [{"summary": "Fair", "start": "2026-11-29", "end": "2026-11-30"}]
    start, end = (
        dt_util.parse_datetime(house.calls[0].data[key]) for key in ("start_date_time", "end_date_time")
    )
    assert start == dt_util.start_of_local_day()
    assert end is not None
    assert (end.date() - start.date()).days == 2
    for days, span in ((1000, 31), (-1, 1), ("many", 1)):
        await look_up(morgan, "events", CALENDAR, days=days)
        end = dt_util.parse_datetime(house.calls[-1].data["end_date_time"])
        assert end is not None
        assert (end.date() - start.date()).days == span


async def test_a_forecast_is_told_as_it_is(house: House, morgan: FakeMorgan) -> None:
    entry = {"datetime": "2026-11-30T11:00:00+00:00", "condition": "rainy", "temperature": 9, "templow": None}
    house.findings = {"forecast": [{**entry, "wind_bearing": 9}]}
    assert (await look_up(morgan, "forecast", "weather.home", every="hourly"))["entries"] == [entry]
    assert house.calls[0].data["type"] == "hourly"


async def test_what_is_not_exposed_never_leaves_home_assistant(house: House, morgan: FakeMorgan) -> None:
    house.findings = {"items": [{"summary": "Milk"}]}
    for kind, entity_id in (("items", "todo.secret"), ("items", "light.list"), ("events", LIST)):
        assert await look_up(morgan, kind, entity_id) == {"error": "it is not exposed to Assist"}
    for kind, wrong in (("items", "todo"), ("dreams", LIST), ("items", f"{LIST}.a")):
        assert await look_up(morgan, kind, wrong) == {"error": "the order cannot be read"}
    assert house.calls == []


async def test_it_is_looked_up_with_the_rights_of_who_speaks(
    hass: HomeAssistant, house: House, morgan: FakeMorgan
) -> None:
    user = MockUser().add_to_hass(hass)
    asking = asyncio.create_task(ask(hass, context=Context(user_id=user.id)))
    await morgan.until(lambda: morgan.turns)
    await look_up(morgan, "items", LIST, turn=morgan.turns[-1]["id"])
    assert house.calls[0].context.user_id == user.id
    house.failure = Unauthorized(user_id=user.id, entity_id=LIST, permission=POLICY_CONTROL)
    assert (await look_up(morgan, "items", LIST, turn=morgan.turns[-1]["id"]))["error"]
    asking.cancel()
    gone = await look_up(morgan, "items", LIST, turn=4711)
    assert gone == {"error": "nobody waits for this turn any more"}
    assert len(house.calls) == 2


async def test_what_others_get_wrong_is_an_answer(
    house: House, morgan: FakeMorgan, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.failure = HomeAssistantError("the calendar is away")
    assert await look_up(morgan, "items", LIST) == {"error": "the calendar is away"}
    house.failure = RuntimeError("internal")
    assert await look_up(morgan, "items", LIST) == {"error": "an unexpected error in Home Assistant"}
    house.failure, house.findings = None, {"items": "many"}
    assert (await look_up(morgan, "items", LIST))["entries"] == []
    monkeypatch.setattr("custom_components.morgan.lookups._SECONDS", 0.01)
    house.free.clear()
    assert await look_up(morgan, "items", LIST) == {"error": "it takes too long"}
    house.free.set()


async def test_what_is_told_is_bounded(house: House, morgan: FakeMorgan) -> None:
    house.findings = {"items": [{"summary": "x" * 10_000}] * 1000}
    answer = await look_up(morgan, "items", LIST)
    assert (len(answer["entries"]), answer["complete"]) == (200, False)
    assert all(len(entry["summary"]) == 200 for entry in answer["entries"])
