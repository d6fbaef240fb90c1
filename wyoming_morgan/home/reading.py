"""Has Home Assistant look something up over REST: `POST /api/services/DOMAIN/SERVICE?return_response`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from pydantic_core import from_json

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.lookups import MOST_DAYS, Findings, Lookup, LookupKind, read_findings
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import TOKEN_HINT, TokenRefused

_MAX_ANSWER_BYTES = 1024 * 1024
_SHOWN = 300
_SERVICES: Mapping[LookupKind, tuple[str, str]] = {
    LookupKind.EVENTS: ("calendar/get_events", "events"),
    LookupKind.ITEMS: ("todo/get_items", "items"),
    LookupKind.FORECAST: ("weather/get_forecasts", "forecast"),
}
"""The action for each kind, and where its answer has the entries."""


async def look_up(
    session: aiohttp.ClientSession, settings: HomeAssistantSettings, lookup: Lookup
) -> Findings:
    """Look something up as the user of the token.

    Raises:
        EngineUnavailable: Home Assistant does not answer in time, refuses the token, or cannot tell it.
    """
    address = f"{str(settings.url).rstrip('/')}/api/"
    service, entries = _SERVICES[lookup.kind]
    try:
        async with asyncio.timeout(settings.answer_seconds):
            async with session.get(f"{address}config", allow_redirects=False) as response:
                configuration = await _read(response, "config")
            # In a thread: a zone that was not used before is read from the disk.
            now = await asyncio.to_thread(_now, configuration)
            async with session.post(
                f"{address}services/{service}",
                params={"return_response": ""},
                json={"entity_id": lookup.entity_id, **_details(lookup, now)},
                allow_redirects=False,
            ) as response:
                answer = await _read(response, service)
    except (TimeoutError, aiohttp.ClientError) as error:
        raise EngineUnavailable(
            f"Home Assistant does not tell its {lookup.kind}", hint="try again"
        ) from error
    telling = _mapping(_mapping(answer.get("service_response")).get(lookup.entity_id))
    return read_findings(lookup.kind, {"now": now.isoformat(), "entries": telling.get(entries)})


def _details(lookup: Lookup, now: datetime) -> dict[str, Any]:
    match lookup.kind:
        case LookupKind.EVENTS:
            start = now.replace(hour=0, minute=0, second=0, microsecond=0)
            end = start + timedelta(days=min(lookup.days, MOST_DAYS))
            return {"start_date_time": start.isoformat(), "end_date_time": end.isoformat()}
        case LookupKind.ITEMS:
            return {"status": ["needs_action"]}
        case LookupKind.FORECAST:
            return {"type": lookup.every}


def _now(configuration: Mapping[str, Any]) -> datetime:
    """Return the present moment in the home's time zone; in that of this machine if it is not known here."""
    zone = configuration.get("time_zone")
    try:
        return datetime.now(ZoneInfo(zone if isinstance(zone, str) else ""))
    except (KeyError, OSError, ValueError):
        return datetime.now().astimezone()


async def _read(response: aiohttp.ClientResponse, what: str) -> Mapping[str, Any]:
    body = await response.content.read(_MAX_ANSWER_BYTES)
    while len(body) < _MAX_ANSWER_BYTES and (more := await response.content.read(_MAX_ANSWER_BYTES)):
        body += more
    if response.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise TokenRefused("Home Assistant refuses the token", hint=TOKEN_HINT)
    if response.status != HTTPStatus.OK:
        shown = " ".join(body.decode(errors="replace").split())[:_SHOWN]
        raise EngineUnavailable(f"Home Assistant cannot answer {what}: {response.status}: {shown}")
    try:
        return _mapping(from_json(body))
    except ValueError as error:
        raise EngineUnavailable(f"Home Assistant's answer to {what} cannot be read") from error


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
