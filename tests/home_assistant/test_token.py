"""Morgan and the real Home Assistant, with a long-lived access token: its WebSocket, REST and MCP."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.home_assistant.asked_for import LIST, STATION, shopping_list, weather_station
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.people import person
from tests.waiting import until
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Item, Lookup, LookupKind
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.toolbox import McpToolbox

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

LIGHT = "light.bed_light"
LOCK = "lock.front_door"
SCRIPT = "script.let_everybody_in"
LIVE_CONTEXT = "homeassistant__GetLiveContext"
FLOWS = "/api/config/config_entries/flow"


@contextlib.asynccontextmanager
async def connected(home_assistant: HomeAssistant, token: str, **other: Any) -> AsyncIterator[HomeConnection]:
    settings = HomeAssistantSettings(url=home_assistant.url, token=token, **({"settle_seconds": 0.1} | other))
    home = HomeConnection(settings)
    await home.start()
    try:
        await until(lambda: home.connected)
        yield home
    finally:
        await home.close()


@contextlib.asynccontextmanager
async def toolbox_of(home_assistant: HomeAssistant, token: str) -> AsyncIterator[McpToolbox]:
    toolbox = McpToolbox(HomeAssistantSettings(url=home_assistant.url, token=token))
    await toolbox.start()
    try:
        yield toolbox
    finally:
        await toolbox.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def token(home_assistant: HomeAssistant) -> str:
    """A token as a person makes it in their profile; its user is an administrator."""
    made = await home_assistant.client.call("auth/long_lived_access_token", client_name="Morgan", lifespan=1)
    return str(made)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mcp(home_assistant: HomeAssistant) -> AsyncIterator[None]:
    """Home Assistant's integration Model Context Protocol Server, added as a person adds it."""
    flow = await home_assistant.client.post(FLOWS, {"handler": "mcp_server"})
    made = await home_assistant.client.post(f"{FLOWS}/{flow['flow_id']}", _answers(flow))
    assert made["type"] == "create_entry", made
    yield
    await home_assistant.client.delete(f"/api/config/config_entries/entry/{made['result']['entry_id']}")


@pytest_asyncio.fixture(loop_scope="session")
async def home(home_assistant: HomeAssistant, token: str) -> AsyncIterator[HomeConnection]:
    async with connected(home_assistant, token, mcp=False) as connection:
        yield connection


async def test_the_home_is_that_of_home_assistant(home: HomeConnection) -> None:
    named = {entity.name: (entity.domain, entity.area) for entity in home.home.entities}
    assert named == {
        "Kitchen lights": ("light", "Kitchen"),
        "Standing Light": ("light", "Office"),
        "Bed Light": ("light", None),
        "Sliding Door": ("cover", "Office"),
        "Front Door": ("lock", None),
        "Outdoor Humidity": ("sensor", None),
    }
    assert {area.name for area in home.home.areas} >= {"Kitchen", "Office"}
    by_id = {entity.entity_id: entity for entity in home.home.entities}
    assert by_id[LIGHT].features == {"brightness"}
    assert by_id["cover.sliding_door"].device_class == "door"
    assert home.states["sensor.outdoor_humidity"].state.startswith("54")


async def test_a_state_follows_what_others_do(home_assistant: HomeAssistant, home: HomeConnection) -> None:
    for service, state in (("turn_on", "on"), ("turn_off", "off")):
        await home_assistant.act("light", service, LIGHT)
        await until(lambda state=state: home.states[LIGHT].state == state)  # type: ignore[misc]


async def test_an_intent_is_done_and_seen(home_assistant: HomeAssistant, home: HomeConnection) -> None:
    await home_assistant.act("light", "turn_off", LIGHT)
    result = await home.handle_intent("HassTurnOn", {"name": "Bed Light"}, language="en", place=Place())
    assert (result.success, result.done) == (True, ("Bed Light",))
    assert await home_assistant.state(LIGHT) == "on"
    await until(lambda: home.states[LIGHT].state == "on")


async def test_an_intent_for_nothing_there_is_a_failure(home: HomeConnection) -> None:
    result = await home.handle_intent("HassTurnOn", {"name": "Moon"}, language="en", place=Place())
    assert not result.success
    assert "failed_to_handle" in result.error


async def test_an_intent_that_home_assistant_does_not_know_is_a_failure(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    with home_assistant.expecting("HassPaintTheMoon"):
        result = await home.handle_intent("HassPaintTheMoon", {}, language="en", place=Place())
    assert not result.success
    assert "HassPaintTheMoon" in result.error


async def test_a_list_and_the_weather_are_looked_up(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    async with shopping_list(home_assistant, "Oat milk"), weather_station(home_assistant):
        items = await home.look_up(Lookup(LookupKind.ITEMS, LIST), place=Place())
        assert items.items == (Item("Oat milk"),)
        forecast = await home.look_up(Lookup(LookupKind.FORECAST, STATION), place=Place())
        assert [(one.condition, one.rain_percent) for one in forecast.forecasts] == [("rainy", 80)]
        assert forecast.forecasts[0].start.date() == forecast.now.date() + timedelta(days=1)
        with pytest.raises(EngineUnavailable):
            await home.look_up(Lookup(LookupKind.EVENTS, "calendar.nobody"), place=Place())


@contextlib.asynccontextmanager
async def hidden(home_assistant: HomeAssistant, entity_id: str) -> AsyncIterator[None]:
    await _expose(home_assistant, entity_id, exposed=False)
    try:
        yield
    finally:
        await _expose(home_assistant, entity_id, exposed=True)


async def test_what_is_no_longer_exposed_is_neither_named_nor_acted_on(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    await home_assistant.act("light", "turn_off", LIGHT)
    async with hidden(home_assistant, LIGHT):
        await until(lambda: LIGHT not in home.states)
        assert "Bed Light" not in {entity.name for entity in home.home.entities}
        result = await home.handle_intent("HassTurnOn", {"name": "Bed Light"}, language="en", place=Place())
        assert not result.success
        assert await home_assistant.state(LIGHT) == "off"
    await until(lambda: LIGHT in home.states)


async def test_names_aliases_and_areas_follow_what_a_person_changes(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    heard: list[None] = []
    home.listen(lambda: heard.append(None))
    update = "config/entity_registry/update"
    areas = {area["name"]: area["area_id"] for area in await home_assistant.client.call(_AREAS)}
    await home_assistant.client.call(
        update, entity_id=LIGHT, name="Night Light", aliases=[None, "lantern"], area_id=areas["Kitchen"]
    )
    try:
        await until(lambda: ("Night Light", "lantern") in {entity.names for entity in home.home.entities})
        assert home.states[LIGHT].area == "Kitchen"
        assert heard
        result = await home.handle_intent("HassTurnOn", {"name": "lantern"}, language="en", place=Place())
        assert result.success
    finally:
        await home_assistant.client.call(update, entity_id=LIGHT, name=None, aliases=[None], area_id=None)
    await until(lambda: "Bed Light" in {entity.name for entity in home.home.entities})


async def test_what_a_script_reaches_through_an_area_is_known(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    update = "config/entity_registry/update"
    await _expose(home_assistant, SCRIPT, exposed=True)
    await until(lambda: SCRIPT in home.states)
    assert home.states[SCRIPT].attributes["entity_id"] == []
    await home_assistant.client.call(update, entity_id=LOCK, area_id="kitchen")
    try:
        await until(lambda: home.states[SCRIPT].attributes["entity_id"] == [LOCK])
    finally:
        await home_assistant.client.call(update, entity_id=LOCK, area_id=None)
    await until(lambda: home.states[SCRIPT].attributes["entity_id"] == [])
    await _expose(home_assistant, SCRIPT, exposed=False)


async def test_a_token_of_no_administrator_knows_the_same_home(
    home_assistant: HomeAssistant, home: HomeConnection
) -> None:
    async with (
        person(home_assistant, "Guest") as guest,
        connected(home_assistant, guest, mcp=False) as theirs,
    ):
        assert theirs.home == home.home
        result = await theirs.handle_intent("HassTurnOn", {"name": "Bed Light"}, language="en", place=Place())
        assert result.success
        async with hidden(home_assistant, LIGHT):
            await until(lambda: LIGHT not in theirs.states)


async def test_the_tools_of_home_assistant_are_listed_and_called(
    home_assistant: HomeAssistant, token: str, mcp: None
) -> None:
    del mcp
    await home_assistant.act("light", "turn_off", LIGHT)
    async with toolbox_of(home_assistant, token) as toolbox:
        tools = {tool.name: tool for tool in await toolbox.tools()}
        assert list(tools) == sorted(tools)
        assert tools[LIVE_CONTEXT].tool.parameters["type"] == "object"
        done = await toolbox.call("intent__HassTurnOn", {"name": "Bed Light"}, place=Place())
        assert not done.is_error
        assert await home_assistant.state(LIGHT) == "on"
        context = json.loads((await toolbox.call(LIVE_CONTEXT, {}, place=Place())).text)["result"]
        assert "Bed Light" in context
        wrong = await toolbox.call("intent__HassTurnOn", {"name": "Moon"}, place=Place())
        assert wrong.is_error
        async with hidden(home_assistant, LIGHT):
            context = (await toolbox.call(LIVE_CONTEXT, {}, place=Place())).text
            assert "Bed Light" not in context


async def test_a_token_of_no_administrator_has_the_tools_too(
    home_assistant: HomeAssistant, mcp: None
) -> None:
    del mcp
    async with person(home_assistant, "Guest") as guest, toolbox_of(home_assistant, guest) as toolbox:
        assert LIVE_CONTEXT in {tool.name for tool in await toolbox.tools()}


async def test_a_token_that_was_made_up_is_refused(home_assistant: HomeAssistant) -> None:
    wrong = HomeConnection(HomeAssistantSettings(url=home_assistant.url, token="a.b.c", mcp=False))  # noqa: S106 - none
    with home_assistant.expecting("invalid authentication"):
        await wrong.start()
        await until(lambda: wrong._reported == "TokenRefused")
        await wrong.close()
    assert not wrong.connected


_AREAS = "config/area_registry/list"


def _answers(flow: dict[str, Any]) -> dict[str, Any]:
    """Return what a form of this flow is filled in with: releases ask for different things."""
    fields = {field["name"]: field for field in flow["data_schema"]}
    return {"llm_hass_api": ["assist"]} if "llm_hass_api" in fields else {}


async def _expose(home_assistant: HomeAssistant, entity_id: str, *, exposed: bool) -> None:
    await home_assistant.client.call(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[entity_id],
        should_expose=exposed,
    )
