"""Looks up what no state tells: events of calendars, items of to-do lists, forecasts of the weather."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import Context, HomeAssistant, split_entity_id
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .const import ASSISTANT, LOGGER
from .wording import clean

_SECONDS = 10.0
"""How long an integration may take; Morgan does not wait longer, either."""
_MOST_DAYS = 31
_LONGEST_TEXT = 200
_NOT_EXPOSED = "it is not exposed to Assist"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How something is looked up: the action, its data, and the fields of its answer that go to Morgan."""

    domain: str
    service: str
    details: Callable[[Mapping[str, Any]], dict[str, Any]]
    entries: str
    fields: tuple[str, ...]
    most: int


def _span(asked: Mapping[str, Any]) -> dict[str, Any]:
    days = asked.get("days")
    start = dt_util.start_of_local_day()
    last = start.date() + timedelta(days=min(max(days, 1), _MOST_DAYS) if isinstance(days, int) else 1)
    return {
        "start_date_time": start.isoformat(),
        "end_date_time": dt_util.start_of_local_day(last).isoformat(),
    }


LOOKUPS: Mapping[str, _Kind] = {
    "events": _Kind("calendar", "get_events", _span, "events", ("summary", "start", "end"), 100),
    "items": _Kind(
        "todo", "get_items", lambda _: {"status": ["needs_action"]}, "items", ("summary", "status"), 200
    ),
    "forecast": _Kind(
        "weather",
        "get_forecasts",
        lambda asked: {"type": asked.get("every", "daily")},
        "forecast",
        ("datetime", "condition", "temperature", "templow", "precipitation_probability"),
        60,
    ),
}
"""What Morgan may look up, by its name on the link."""


async def look_up(hass: HomeAssistant, order: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Return the answer, with the rights of the speaker; `{error}` if that is not allowed or fails."""
    kind, entity_id = LOOKUPS.get(str(order.get("kind"))), order.get("entity_id")
    if kind is None or not isinstance(entity_id, str) or entity_id.count(".") != 1:
        return {"error": "the order cannot be read"}
    if split_entity_id(entity_id)[0] != kind.domain or not async_should_expose(hass, ASSISTANT, entity_id):
        return {"error": _NOT_EXPOSED}
    try:
        async with asyncio.timeout(_SECONDS):
            response = await hass.services.async_call(
                kind.domain,
                kind.service,
                {"entity_id": entity_id, **kind.details(order)},
                blocking=True,
                context=context,
                return_response=True,
            )
    except TimeoutError:
        return {"error": "it takes too long"}
    except HomeAssistantError as error:
        return {"error": clean(str(error) or type(error).__name__)}
    except Exception:  # noqa: BLE001 - Morgan waits for an answer
        LOGGER.exception("%s could not be looked up", entity_id)
        return {"error": "an unexpected error in Home Assistant"}
    return _told(kind, response, entity_id)


def _told(kind: _Kind, response: Any, entity_id: str) -> dict[str, Any]:
    """Return the fields that go to Morgan, each text of bounded length."""
    of_entity = response.get(entity_id) if isinstance(response, Mapping) else None
    listed = of_entity.get(kind.entries) if isinstance(of_entity, Mapping) else None
    entries = [entry for entry in listed or () if isinstance(entry, Mapping)]
    return {
        "now": dt_util.now().isoformat(),
        "entries": [
            {field: _bounded(entry[field]) for field in kind.fields if field in entry}
            for entry in entries[: kind.most]
        ],
        "complete": len(entries) <= kind.most,
    }


def _bounded(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, int | float):
        return value
    return clean(str(value), _LONGEST_TEXT)
