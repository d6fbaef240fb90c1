"""Finds Morgan or asks for its address, and gets a key; all is checked before the entry exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from yarl import URL

from .agent_flow import first_subentries, subentry_flows
from .assistant_flow import ASSISTANT, AssistantOptionsFlow, wish
from .const import CONF_FINGERPRINT, DEFAULT_URL, DOMAIN
from .discovery import app_server, first_answering, has_moved, is_proven
from .pipeline import can_make_pipeline
from .server_flow import KEY, WAYS_IN, ServerFlow

_SERVER = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Optional(CONF_API_KEY): KEY,
    }
)


class MorganConfigFlow(ServerFlow, domain=DOMAIN):
    """Sets up a server, and changes its address or key.

    A server is told apart by its id: under two addresses it is still one entry.
    """

    VERSION = 1

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._name = ""
        self._key = ""
        self._data: dict[str, Any] = {}

    @classmethod
    @callback
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry[Any]
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an entry."""
        del config_entry
        return {**subentry_flows()}

    @staticmethod
    @callback
    def async_get_options_flow(config_entry: ConfigEntry[Any]) -> AssistantOptionsFlow:
        """Return what is behind *Configure*."""
        del config_entry
        return AssistantOptionsFlow()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the address, and the key if one is at hand."""
        errors: dict[str, str] = {}
        if user_input is not None:
            step, errors = await self._reach(user_input)
            if step is not None:
                return step
        return self._form("user", _SERVER, user_input or {CONF_URL: DEFAULT_URL}, errors)

    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Take a server that announces itself; one that has moved keeps its entry."""
        server_id = discovery_info.properties.get("id")
        if not server_id or discovery_info.port is None:
            return self.async_abort(reason="not_morgan")
        entry = await self.async_set_unique_id(server_id)
        if entry is not None and not await has_moved(async_get_clientsession(self.hass), entry):
            self._abort_if_unique_id_configured()
        place = await first_answering(async_get_clientsession(self.hass), server_id, discovery_info)
        if place is None:
            return self.async_abort(reason="cannot_connect")
        if entry is not None and await is_proven(async_get_clientsession(self.hass), entry, place):
            self._abort_if_unique_id_configured(updates=place.changes(entry))
        self._abort_if_unique_id_configured()
        self._url = place.url
        self._name = discovery_info.name.removesuffix(f".{discovery_info.type}")
        self.context["title_placeholders"] = {"name": self._name}
        return await self.async_step_zeroconf_confirm()

    async def async_step_zeroconf_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether this server is meant."""
        errors: dict[str, str] = {}
        if user_input is not None:
            step, errors = await self._reach({CONF_URL: str(self._url)})
            if step is not None:
                return step
        placeholders = {"name": self._name, "url": str(self._url)}
        return self.async_show_form(
            step_id="zeroconf_confirm", description_placeholders=placeholders, errors=errors
        )

    async def async_step_hassio(self, discovery_info: HassioServiceInfo) -> ConfigFlowResult:
        """Take a server that is an app of this Home Assistant, with the key that it hands over."""
        app = app_server(discovery_info)
        if app is None:
            return self.async_abort(reason="not_morgan")
        session = async_get_clientsession(self.hass)
        entry = await self.async_set_unique_id(app.id)
        if entry is not None and await is_proven(session, entry, app.place):
            self._abort_if_unique_id_configured(updates=app.place.changes(entry))
        self._abort_if_unique_id_configured()
        self._url, self._key, self._name = app.place.url, app.key, discovery_info.name
        self.context["title_placeholders"] = {"name": self._name}
        return await self.async_step_hassio_confirm()

    async def async_step_hassio_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the app is meant."""
        errors: dict[str, str] = {}
        if user_input is not None:
            step, errors = await self._reach({CONF_URL: str(self._url), CONF_API_KEY: self._key})
            if step is not None:
                return step
        return self.async_show_form(
            step_id="hassio_confirm", description_placeholders={"addon": self._name}, errors=errors
        )

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address or key; without one, the key stays."""
        entry = self._get_reconfigure_entry()
        self._fingerprint = entry.data.get(CONF_FINGERPRINT)
        errors: dict[str, str] = {}
        if user_input is not None:
            step, errors = await self._reach(user_input, kept_key=entry.data.get(CONF_API_KEY))
            if step is not None:
                return step
        return self._form("reconfigure", _SERVER, user_input or {CONF_URL: entry.data[CONF_URL]}, errors)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for another key; where the server shows another certificate, about that first."""
        self._url = URL(entry_data[CONF_URL])
        self._fingerprint = entry_data.get(CONF_FINGERPRINT)
        if self._fingerprint is not None and await self._shows_another_certificate():
            return await self._ask_about_certificate({}, entry_data.get(CONF_API_KEY))
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to get another key."""
        del user_input
        return self.async_show_menu(step_id="reauth_confirm", menu_options=WAYS_IN)

    async def _finish(self, key: str | None) -> ConfigFlowResult:
        """Store what was checked."""
        self._data = {CONF_URL: str(self._url)} | ({CONF_API_KEY: key} if key else {})
        if self._fingerprint is not None:
            self._data[CONF_FINGERPRINT] = self._fingerprint
        if self.source == SOURCE_REAUTH:
            return self.async_update_reload_and_abort(self._get_reauth_entry(), data=self._data)
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_reload_and_abort(self._get_reconfigure_entry(), data=self._data)
        return await self._after_connecting()

    async def _after_connecting(self) -> ConfigFlowResult:
        """Go on with a new entry, whose data is whole."""
        if can_make_pipeline(self.hass):
            return await self.async_step_assistant()
        return self._create({})

    async def async_step_assistant(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether to make an assistant."""
        if user_input is None:
            return self.async_show_form(step_id="assistant", data_schema=ASSISTANT)
        return self._create(wish(user_input))

    def _create(self, options: dict[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(
            title="Morgan", data=self._data, options=options, subentries=first_subentries()
        )
