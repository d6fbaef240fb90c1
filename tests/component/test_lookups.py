"""What Morgan looks up: of what is exposed only, and with the rights of who speaks."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, override

import pytest
from fake_morgan import FakeMorgan
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.todo.const import TodoItemStatus
from homeassistant.components.todo.entity import TodoItem, TodoListEntity
from homeassistant.components.weather import Forecast, WeatherEntity
from homeassistant.components.weather.const import WeatherEntityFeature
from homeassistant.const import UnitOfTemperature
from homeassistant.core import Context, HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockUser, setup_test_component_platform
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


class Calendar(CalendarEntity):
    """A calendar with one event, of an integration that is not there."""

    _attr_name = "Diary"
    _attr_unique_id = "diary"

    @property
    @override
    def event(self) -> CalendarEvent | None:
        return None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        return [CalendarEvent(start=start_date, end=start_date + timedelta(hours=1), summary="Midnight")]


class Tasks(TodoListEntity):
    """A list with one item that is done and one that is not."""

    _attr_name = "Tasks"
    _attr_unique_id = "tasks"

    @property
    @override
    def todo_items(self) -> list[TodoItem]:
        return [
            TodoItem(summary="Windows", uid="1", status=TodoItemStatus.NEEDS_ACTION),
            TodoItem(summary="Floors", uid="2", status=TodoItemStatus.COMPLETED),
        ]


class Station(WeatherEntity):
    """A weather station that knows tomorrow."""

    _attr_name = "Station"
    _attr_unique_id = "station"
    _attr_native_temperature_unit = UnitOfTemperature.CELSIUS
    _attr_supported_features = WeatherEntityFeature.FORECAST_DAILY

    @override
    async def async_forecast_daily(self) -> list[Forecast] | None:
        return [Forecast(datetime="2026-11-30T11:00:00+00:00", condition="rainy", native_temperature=7)]


@pytest.fixture
async def furnished(hass: HomeAssistant) -> HomeAssistant:
    """A home in which Home Assistant's own integrations for calendars, lists and the weather run."""
    platforms: tuple[tuple[str, Entity], ...] = (
        ("calendar", Calendar()),
        ("todo", Tasks()),
        ("weather", Station()),
    )
    for domain, entity in platforms:
        setup_test_component_platform(hass, domain, [entity])
        assert await async_setup_component(hass, domain, {domain: {"platform": "test"}})
        await hass.async_block_till_done()
        async_expose_entity(hass, "conversation", entity.entity_id, should_expose=True)
    return hass


async def test_home_assistants_own_integrations_tell_it(furnished: HomeAssistant, morgan: FakeMorgan) -> None:
    [event] = (await look_up(morgan, "events", "calendar.diary", days=2))["entries"]
    assert event["summary"] == "Midnight"
    assert dt_util.parse_datetime(event["start"]) == dt_util.start_of_local_day()
    [item] = (await look_up(morgan, "items", "todo.tasks"))["entries"]
    assert item == {"summary": "Windows", "status": "needs_action"}
    [forecast] = (await look_up(morgan, "forecast", "weather.station", every="daily"))["entries"]
    assert (forecast["condition"], forecast["temperature"]) == ("rainy", 7)
    lacking = await look_up(morgan, "forecast", "weather.station", every="hourly")
    assert "hourly" in lacking["error"]


async def test_home_assistant_tells_it_only_to_who_may_know(
    furnished: HomeAssistant, morgan: FakeMorgan
) -> None:
    guest, owner = MockUser(), MockUser(is_owner=True)
    for user in (guest, owner):
        user.add_to_hass(furnished)
    guest.mock_policy({"entities": {"domains": {"calendar": True}}})
    for user, may_know in ((guest, False), (owner, True)):
        asking = asyncio.create_task(ask(furnished, context=Context(user_id=user.id)))
        turns = len(morgan.turns)
        await morgan.until(lambda turns=turns: len(morgan.turns) > turns)
        turn = morgan.turns[-1]["id"]
        assert ("entries" in await look_up(morgan, "items", "todo.tasks", turn=turn)) is may_know
        assert "entries" in await look_up(morgan, "events", "calendar.diary", turn=turn)
        asking.cancel()
