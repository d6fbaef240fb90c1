"""Finds Morgan or asks for its address, and gets a key; all is checked before the entry exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_API_KEY, CONF_CODE, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from yarl import URL

from .agent_flow import first_subentries, subentry_flows
from .assistant_flow import ASSISTANT, AssistantOptionsFlow, wish
from .client import (
    CannotConnect,
    KeyRefused,
    MorganClient,
    MorganError,
    NotMorgan,
    PairingOff,
    TooManyTries,
    TooOld,
    WrongCode,
    read_url,
)
from .const import DEFAULT_URL, DOMAIN
from .discovery import first_answering, has_moved, is_proven
from .pipeline import can_make_pipeline

_KEY = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_SERVER = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Optional(CONF_API_KEY): _KEY,
    }
)
_ONLY_KEY = vol.Schema({vol.Required(CONF_API_KEY): _KEY})
_ONLY_CODE = vol.Schema({vol.Required(CONF_CODE): TextSelector()})
ERRORS: Mapping[type[MorganError], str] = {
    CannotConnect: "cannot_connect",
    NotMorgan: "not_morgan",
    KeyRefused: "invalid_auth",
    TooOld: "too_old",
    WrongCode: "wrong_code",
    TooManyTries: "too_many_tries",
    PairingOff: "pairing_off",
}
WAYS_IN = ["pair", "api_key"]
_BY_PAIRING = "pair"
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/]")
_MOST_NAME_CHARACTERS = 64


class MorganConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets up a server, and changes its address or key.

    A server is told apart by its id: under two addresses it is still one entry.
    """

    VERSION = 1

    def __init__(self) -> None:
        """Begin with the address of a Morgan on this machine."""
        self._url = URL(DEFAULT_URL)
        self._auth = _BY_PAIRING
        self._name = ""
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
        url = await first_answering(async_get_clientsession(self.hass), server_id, discovery_info)
        if url is None:
            return self.async_abort(reason="cannot_connect")
        if entry is not None and await is_proven(async_get_clientsession(self.hass), entry, url):
            self._abort_if_unique_id_configured(updates={CONF_URL: str(url)})
        self._abort_if_unique_id_configured()
        self._url = url
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

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address or key; without one, the key stays."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            step, errors = await self._reach(user_input, kept_key=entry.data.get(CONF_API_KEY))
            if step is not None:
                return step
        return self._form("reconfigure", _SERVER, user_input or {CONF_URL: entry.data[CONF_URL]}, errors)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin to ask for another key."""
        self._url = URL(entry_data[CONF_URL])
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to get another key."""
        del user_input
        return self.async_show_menu(step_id="reauth_confirm", menu_options=WAYS_IN)

    async def async_step_authorize(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to get a key, where Morgan needs one."""
        del user_input
        if self._auth != _BY_PAIRING:
            return await self.async_step_api_key()
        return self.async_show_menu(step_id="authorize", menu_options=WAYS_IN)

    async def async_step_pair(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the code that Morgan shows, which gets a key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                await self._check_server()
                key = await self._client().pair(user_input[CONF_CODE], self._own_name())
                return await self._finish(key)
            except tuple(ERRORS) as error:
                errors = {"base": ERRORS[type(error)]}
        return self._form("pair", _ONLY_CODE, {}, errors)

    async def async_step_api_key(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                await self._check_server()
                key = user_input[CONF_API_KEY].strip()
                await self._client(key).check()
                return await self._finish(key)
            except tuple(ERRORS) as error:
                errors = {"base": ERRORS[type(error)]}
        return self._form("api_key", _ONLY_KEY, {}, errors)

    async def _reach(
        self, answers: Mapping[str, Any], kept_key: str | None = None
    ) -> tuple[ConfigFlowResult | None, dict[str, str]]:
        """Return the next step once the server at an address is reached, or what is wrong."""
        try:
            self._url = read_url(answers[CONF_URL])
        except ValueError:
            return None, {CONF_URL: "invalid_url"}
        entered_key = (answers.get(CONF_API_KEY) or "").strip()
        key = entered_key or kept_key
        try:
            await self._check_server()
            await self._client(key).check()
        except KeyRefused:
            if entered_key:
                return None, {"base": ERRORS[KeyRefused]}
            return await self.async_step_authorize(), {}
        except tuple(ERRORS) as error:
            return None, {"base": ERRORS[type(error)]}
        return await self._finish(key), {}

    async def _check_server(self) -> None:
        """Check, before any key is sent, that this server may have the entry.

        Raises:
            AbortFlow: another entry has it, or this entry is of another server.
            MorganError: it cannot be reached.
        """
        server = await self._client().server()
        self._auth = server.auth
        await self.async_set_unique_id(server.id, raise_on_progress=False)
        if self.source in {SOURCE_REAUTH, SOURCE_RECONFIGURE}:
            self._abort_if_unique_id_mismatch(reason="another_server")
        else:
            self._abort_if_unique_id_configured()

    async def _finish(self, key: str | None) -> ConfigFlowResult:
        """Store what was checked."""
        self._data = {CONF_URL: str(self._url)} | ({CONF_API_KEY: key} if key else {})
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

    def _client(self, key: str | None = None) -> MorganClient:
        return MorganClient(async_get_clientsession(self.hass), self._url, key)

    def _own_name(self) -> str:
        """Return the name under which Morgan lists this Home Assistant."""
        home = _NOT_IN_NAMES.sub(" ", self.hass.config.location_name)
        return f"Home Assistant ({home})"[:_MOST_NAME_CHARACTERS].strip()

    def _form(
        self, step: str, schema: Any, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step, data_schema=self.add_suggested_values_to_schema(schema, shown), errors=errors
        )
