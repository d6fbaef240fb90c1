"""Has Home Assistant carry out what Morgan understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.json import json_bytes, json_fragment

from .const import ASSISTANT, DOMAIN, LOGGER
from .wording import MOST_BYTES


async def carry_out(hass: HomeAssistant, order: Mapping[str, Any], context: Context) -> Any:
    """Handle an intent as Home Assistant's own agent would; return the response, also one of an error."""
    name, slots = order.get("name"), order.get("slots")
    if not isinstance(name, str) or not isinstance(slots, dict):
        return refusal(hass, order, "the order cannot be read")
    try:
        response = await intent.async_handle(
            hass,
            DOMAIN,
            name,
            {key: {"value": value} for key, value in slots.items()},
            "",
            context,
            language=_language(hass, order),
            assistant=ASSISTANT,
            device_id=order.get("device_id"),
            satellite_id=order.get("satellite_id"),
        )
        written = json_bytes(response.as_dict())
    except HomeAssistantError as error:
        return refusal(hass, order, str(error) or type(error).__name__)
    except Exception:  # noqa: BLE001 - Morgan waits for an answer
        LOGGER.exception("%s could not be carried out", name)
        return refusal(hass, order, "an unexpected error in Home Assistant")
    if len(written) > MOST_BYTES:
        return refusal(hass, order, "it is done, but the response is too large to be told")
    return json_fragment(written)


def refusal(hass: HomeAssistant, order: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """Return the response that says why an intent was not handled."""
    response = intent.IntentResponse(language=_language(hass, order))
    response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, reason)
    return response.as_dict()


def _language(hass: HomeAssistant, order: Mapping[str, Any]) -> str:
    language = order.get("language")
    return language if isinstance(language, str) and language else hass.config.language
