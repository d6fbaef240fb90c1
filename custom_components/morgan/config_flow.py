"""Asks for Morgan's address and key, and checks both before the entry exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigEntry, ConfigFlow, ConfigFlowResult, ConfigSubentryFlow
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from yarl import URL

from .agent_flow import AgentFlow, first_subentries
from .client import CannotConnect, KeyRefused, MorganClient, NotMorgan, TooOld, read_url
from .const import CONVERSATION, DEFAULT_URL, DOMAIN

_KEY = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_SERVER = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Optional(CONF_API_KEY): _KEY,
    }
)
_ONLY_KEY = vol.Schema({vol.Required(CONF_API_KEY): _KEY})
_ERRORS = {
    CannotConnect: "cannot_connect",
    NotMorgan: "not_morgan",
    KeyRefused: "invalid_auth",
    TooOld: "too_old",
}


class MorganConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up a server, and changes its address or key."""

    VERSION = 1

    @classmethod
    @callback
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry[Any]
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an entry."""
        del config_entry
        return {CONVERSATION: AgentFlow}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the address and the key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._checked(user_input)
            if not errors:
                await self.async_set_unique_id(data[CONF_URL])
                self._abort_if_unique_id_configured()
                return self.async_create_entry(title="Morgan", data=data, subentries=first_subentries())
        return self._form("user", _SERVER, user_input or {CONF_URL: DEFAULT_URL}, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address or key."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._checked(user_input)
            if not errors:
                if data[CONF_URL] != entry.unique_id:
                    await self.async_set_unique_id(data[CONF_URL])
                    self._abort_if_unique_id_configured()
                return self.async_update_reload_and_abort(entry, unique_id=data[CONF_URL], data=data)
        shown = user_input or {CONF_URL: entry.data[CONF_URL]}
        return self._form("reconfigure", _SERVER, shown, errors)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for another key."""
        del entry_data
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another key."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._checked({**entry.data, **user_input})
            if not errors:
                return self.async_update_reload_and_abort(entry, data=data)
        return self._form("reauth_confirm", _ONLY_KEY, {}, errors)

    def _form(
        self, step: str, schema: Any, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step, data_schema=self.add_suggested_values_to_schema(schema, shown), errors=errors
        )

    async def _checked(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the data of the entry and no errors, or what is wrong."""
        try:
            url = read_url(answers[CONF_URL])
        except ValueError:
            return {}, {CONF_URL: "invalid_url"}
        key = (answers.get(CONF_API_KEY) or "").strip()
        data = {CONF_URL: str(url)} | ({CONF_API_KEY: key} if key else {})
        try:
            await MorganClient(async_get_clientsession(self.hass), URL(data[CONF_URL]), key or None).check()
        except tuple(_ERRORS) as error:
            return {}, {"base": _ERRORS[type(error)]}
        return data, {}
