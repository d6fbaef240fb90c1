"""What automations and people may ask of Morgan: say, ask, remember, forget."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from http import HTTPStatus
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import (
    Context,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util.ulid import ulid_now

from .const import DOMAIN
from .entry import MorganConfigEntry
from .errors import MorganError
from .failures import translated
from .frames import NotLinked
from .say import say
from .wording import LONGEST_TEXT, clean, clean_id

ATTR_CONFIG_ENTRY = "config_entry_id"
LONGEST_FACT = 500

# Its types are those of voluptuous, in whose place Home Assistant has another library of the same shape.
_TEXT: Any = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=LONGEST_TEXT))
_FACT: Any = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=LONGEST_FACT))
_ENTRY: dict[Any, Any] = {vol.Optional(ATTR_CONFIG_ENTRY): cv.string}
SAY: Any = vol.Schema(
    {
        vol.Required(ATTR_ENTITY_ID): vol.All(cv.entity_ids, vol.Length(min=1)),
        vol.Required("message"): _TEXT,
        vol.Optional("language"): cv.string,
        vol.Optional("voice"): cv.string,
        **_ENTRY,
    }
)
ASK: Any = vol.Schema(
    {
        vol.Required("text"): _TEXT,
        vol.Optional("language"): cv.string,
        vol.Optional("conversation_id"): cv.string,
        vol.Optional("incognito", default=False): cv.boolean,
        **_ENTRY,
    }
)
REMEMBER: Any = vol.Schema(
    {vol.Required("fact"): _FACT, vol.Optional("household", default=False): cv.boolean, **_ENTRY}
)
FORGET: Any = vol.Schema({vol.Required("fact"): _FACT, **_ENTRY})


@callback
def register_actions(hass: HomeAssistant) -> None:
    """Register them once, so that automations are valid while no entry is loaded."""
    hass.services.async_register(DOMAIN, "say", _say, SAY)
    hass.services.async_register(DOMAIN, "ask", _ask, ASK, supports_response=SupportsResponse.OPTIONAL)
    hass.services.async_register(DOMAIN, "remember", _remember, REMEMBER)
    hass.services.async_register(DOMAIN, "forget", _forget, FORGET)


async def _say(call: ServiceCall) -> None:
    entry = _entry_of(call)
    options = {"voice": call.data["voice"]} if "voice" in call.data else {}
    await say(
        call.hass,
        entry,
        call.context,
        call.data[ATTR_ENTITY_ID],
        {"message": call.data["message"], "language": call.data.get("language"), "options": options},
    )


async def _ask(call: ServiceCall) -> ServiceResponse:
    """Ask as the user who calls: Morgan acts with their rights, and knows what it knows of them."""
    entry = _entry_of(call)
    asked = {
        "text": clean(call.data["text"], LONGEST_TEXT),
        "language": clean_id(call.data.get("language", call.hass.config.language)),
        # Else a script would answer a question that its user was asked elsewhere.
        "conversation_id": clean_id(call.data.get("conversation_id", ulid_now())),
        "incognito": call.data["incognito"],
    }
    try:
        done = await _answer(entry, call.context, asked)
    except NotLinked as error:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_linked") from error
    return {
        "text": done.get("text", ""),
        "outcome": done.get("outcome", ""),
        "conversation_id": done.get("conversation_id", asked["conversation_id"]),
        "awaits_answer": done.get("awaits_answer") is True,
    }


async def _answer(entry: MorganConfigEntry, context: Context, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    async with aclosing(entry.runtime_data.link.turn(context, **asked)) as messages:
        async for message in messages:
            if message["type"] == "failed":
                raise HomeAssistantError(
                    translation_domain=DOMAIN,
                    translation_key="turn_failed",
                    translation_placeholders={"reason": str(message.get("message", ""))},
                )
            if message["type"] == "done":
                return message
    raise NotLinked("the link to Morgan broke")  # pragma: no cover - a turn has an end


async def _remember(call: ServiceCall) -> None:
    """Remember for the user who calls; an automation has none, and remembers for the household."""
    user_id = None if call.data["household"] else call.context.user_id
    await _post(call, "api/facts", {"content": clean(call.data["fact"], LONGEST_FACT), "user_id": user_id})


async def _forget(call: ServiceCall) -> None:
    """Forget what the user who calls may recall; an automation, what the household may."""
    query = clean(call.data["fact"], LONGEST_FACT)
    answer = await _post(call, "api/facts/forget", {"query": query, "user_id": call.context.user_id})
    if answer.get("deleted") is not True:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="fact_not_known")


async def _post(call: ServiceCall, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        status, answer = await _entry_of(call).runtime_data.client.post(path, body)
    except MorganError as error:
        raise HomeAssistantError(**translated(error)) from error
    if status == HTTPStatus.BAD_REQUEST:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="fact_not_clear")
    if status != HTTPStatus.OK:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_memory")
    return answer


@callback
def _entry_of(call: ServiceCall) -> MorganConfigEntry:
    """Return the entry that is meant, or the only one.

    Raises:
        ServiceValidationError: there is none, it is not loaded, or there are several.
    """
    return async_get_config_entry(call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY))
