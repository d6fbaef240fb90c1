"""A shopping list and a weather station in a running Home Assistant, for as long as they are needed."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from tests.home_assistant.hass import FLOWS, HomeAssistant

LIST = "todo.shopping_list"
STATION = "weather.roof_station"
_FORECAST = (
    "{{ [{'datetime': (now() + timedelta(days=1)).replace(hour=11).isoformat(), 'condition': 'rainy',"
    " 'temperature': 7, 'templow': 4, 'precipitation_probability': 80}] }}"
)


@contextlib.asynccontextmanager
async def shopping_list(home_assistant: HomeAssistant, *items: str) -> AsyncIterator[None]:
    """Have Home Assistant's own shopping list with some items during the block."""
    async with _entry(home_assistant, "shopping_list", {}):
        await expose(home_assistant, LIST, exposed=True)
        for item in items:
            await _change(home_assistant, "add_item", item)
        try:
            yield
        finally:  # it keeps its items for the next time it is added
            for item in items:
                await _change(home_assistant, "remove_item", item)


@contextlib.asynccontextmanager
async def weather_station(home_assistant: HomeAssistant) -> AsyncIterator[None]:
    """Have a station during the block, which expects rain tomorrow."""
    station = {
        "name": "Roof station",
        "condition": "{{ 'sunny' }}",
        "temperature": "{{ 8 }}",
        "humidity": "{{ 50 }}",
        "forecast_daily": _FORECAST,
    }
    async with _entry(home_assistant, "template", {"next_step_id": "weather"}, station):
        await expose(home_assistant, STATION, exposed=True)
        yield


async def expose(home_assistant: HomeAssistant, entity_id: str, *, exposed: bool) -> None:
    """Show something to Assist, or hide it."""
    await home_assistant.client.call(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[entity_id],
        should_expose=exposed,
    )


async def _change(home_assistant: HomeAssistant, action: str, item: str) -> None:
    await home_assistant.client.post(f"/api/services/todo/{action}", {"entity_id": LIST, "item": item})


@contextlib.asynccontextmanager
async def _entry(
    home_assistant: HomeAssistant, integration: str, *answers: dict[str, Any]
) -> AsyncIterator[None]:
    """Have an integration during the block, added as a person adds it."""
    step = await home_assistant.client.post(FLOWS, {"handler": integration})
    for one in answers:
        step = await home_assistant.client.post(f"{FLOWS}/{step['flow_id']}", one)
    assert step["type"] == "create_entry", step
    try:
        yield
    finally:
        await home_assistant.client.delete(f"/api/config/config_entries/entry/{step['result']['entry_id']}")
