"""What a person may send to those who help: no secrets, no addresses, no names of people or things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_NAME, CONF_PROMPT, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.loader import async_get_integration

from .const import DOMAIN
from .entry import MorganConfigEntry
from .picture import take_picture
from .status import Status

REDACTED = "**REDACTED**"
_SECRETS = {CONF_API_KEY, CONF_NAME, CONF_PROMPT, CONF_URL, "host", "title", "unique_id"}
_PRIVATE = re.compile(
    r"\w+://\S+"  # addresses with a scheme
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?"  # IPv4
    r"|(?<![\w:])\[?(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}\]?(?![\w:])"  # IPv6
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:local|lan|home|internal|arpa)\b(?::\d+)?"
    r"|(?:/[\w.@-]+){2,}/?"  # paths, which have the names of people
    r"|\b[\w.+-]+@[\w-]+\.[\w.-]+\b"
)


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: MorganConfigEntry) -> dict[str, Any]:
    """Return what is known of an entry."""
    is_loaded = entry.state is ConfigEntryState.LOADED
    status = entry.runtime_data.status.data if is_loaded else Status()
    picture = await take_picture(hass)
    integration = await async_get_integration(hass, DOMAIN)
    secrets = [entry.data.get(CONF_API_KEY), entry.data.get(CONF_URL), entry.title]
    found: dict[str, Any] = {
        "versions": {"component": str(integration.version), "server": status.version},
        "entry": {
            "version": f"{entry.version}.{entry.minor_version}",
            "source": entry.source,
            "state": entry.state.value,
            "data": async_redact_data(dict(entry.data), _SECRETS),
            "options": async_redact_data(dict(entry.options), _SECRETS),
            "subentries": [
                {"type": one.subentry_type, "data": async_redact_data(dict(one.data), _SECRETS)}
                for one in entry.subentries.values()
            ],
        },
        "linked": is_loaded and entry.runtime_data.link.available,
        "status": asdict(status),
        "home": {
            "floors": len(picture.floors),
            "areas": len(picture.areas),
            "satellites": len(picture.satellites),
            "exposed": dict(Counter(entity_id.partition(".")[0] for entity_id in picture.exposed)),
        },
        "entities": _entities(hass, entry),
    }
    cleaned: dict[str, Any] = _without(found, [text for text in secrets if text and text != "Morgan"])
    return cleaned


def _entities(hass: HomeAssistant, entry: MorganConfigEntry) -> list[dict[str, Any]]:
    states = hass.states
    return [
        {
            "domain": entity.domain,
            "key": entity.translation_key,
            "disabled_by": entity.disabled_by,
            "available": (state := states.get(entity.entity_id)) is not None and state.state != "unavailable",
        }
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    ]


def _without(value: Any, secrets: list[str]) -> Any:
    """Return a value without secrets, and without what may be an address in its texts."""
    if isinstance(value, Mapping):
        return {key: _without(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, secrets) for inner in value]
    if not isinstance(value, str) or value == REDACTED:
        return value
    for secret in secrets:
        value = value.replace(secret, REDACTED)
    return _PRIVATE.sub(REDACTED, value)
