"""The steps in which a server is reached: its certificate, and a key of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_CODE, CONF_URL
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
from yarl import URL

from .channel import shown_fingerprint
from .client import MorganClient, Server, read_url
from .const import DEFAULT_URL
from .errors import (
    CannotConnect,
    KeyRefused,
    MorganError,
    NotMorgan,
    OtherCertificate,
    PairingOff,
    SpeaksHttps,
    TooManyTries,
    TooOld,
    UntrustedCertificate,
    WrongCode,
)

KEY = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_ONLY_KEY = vol.Schema({vol.Required(CONF_API_KEY): KEY})
_ONLY_CODE = vol.Schema({vol.Required(CONF_CODE): TextSelector()})
ERRORS: Mapping[type[MorganError], str] = {
    CannotConnect: "cannot_connect",
    NotMorgan: "not_morgan",
    KeyRefused: "invalid_auth",
    TooOld: "too_old",
    WrongCode: "wrong_code",
    TooManyTries: "too_many_tries",
    PairingOff: "pairing_off",
    OtherCertificate: "other_certificate",
    SpeaksHttps: "cannot_connect",
    UntrustedCertificate: "other_certificate",
}
WAYS_IN = ["pair", "api_key"]
_BY_PAIRING = "pair"
_MOST_CORRECTIONS = 3
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/]")
_MOST_NAME_CHARACTERS = 64


class ServerFlow(ConfigFlow):
    """Reaches a server before its entry exists or changes; keys are sent once its certificate is checked."""

    def __init__(self) -> None:
        """Begin with the address of a Morgan on this machine."""
        self._url = URL(DEFAULT_URL)
        self._auth = _BY_PAIRING
        self._fingerprint: str | None = None
        """The SHA-256 of the certificate that was accepted."""
        self._shown_certificate = ""
        """That of the one that a person is asked about, before `_answers` count."""
        self._answers: Mapping[str, Any] = {}
        self._kept_key: str | None = None

    async def _finish(self, key: str | None) -> ConfigFlowResult:
        """Store what was checked."""
        raise NotImplementedError

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
        except UntrustedCertificate:
            return await self._ask_about_certificate(answers, kept_key), {}
        except KeyRefused:
            if entered_key:
                return None, {"base": ERRORS[KeyRefused]}
            return await self.async_step_authorize(), {}
        except tuple(ERRORS) as error:
            return None, {"base": ERRORS[type(error)]}
        return await self._finish(key), {}

    async def _shows_another_certificate(self) -> bool:
        """Whether the server shows another certificate than the accepted one."""
        try:
            await self._client().server()
        except OtherCertificate:
            return True
        except MorganError:
            pass  # the next step says what is wrong
        return False

    async def _ask_about_certificate(
        self, answers: Mapping[str, Any], kept_key: str | None
    ) -> ConfigFlowResult:
        """Ask about the certificate that the server shows, before `_reach` goes on with the same answers."""
        try:
            self._shown_certificate = await self._client().shown_certificate()
        except CannotConnect:
            return self.async_abort(reason="cannot_connect")
        self._answers, self._kept_key = {**answers, CONF_URL: str(self._url)}, kept_key
        return await self.async_step_certificate()

    async def async_step_certificate(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Have a person compare the certificate that nobody vouches for with what Morgan says of it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._fingerprint = self._shown_certificate
            step, errors = await self._reach(self._answers, self._kept_key)
            if step is not None:
                return step
        placeholders = {"url": str(self._url), "fingerprint": shown_fingerprint(self._shown_certificate)}
        return self.async_show_form(
            step_id="certificate", description_placeholders=placeholders, errors=errors
        )

    async def _check_server(self) -> None:
        """Check, before any key is sent, that this server may have the entry.

        Raises:
            AbortFlow: another entry has it, or this entry is of another server.
            MorganError: it cannot be reached.
        """
        server = await self._server()
        self._auth = server.auth
        await self.async_set_unique_id(server.id, raise_on_progress=False)
        if self.source in {SOURCE_REAUTH, SOURCE_RECONFIGURE}:
            self._abort_if_unique_id_mismatch(reason="another_server")
        else:
            self._abort_if_unique_id_configured()

    async def _server(self) -> Server:
        """Return the server, also where the address lacks its `https`, or its certificate is another one."""
        for _ in range(_MOST_CORRECTIONS):
            try:
                return await self._client().server()
            except SpeaksHttps:
                self._url = self._url.with_scheme("https")
            except OtherCertificate:
                self._fingerprint = None  # perhaps an authority vouches for this one
        raise CannotConnect("the server does not stay the same")

    def _client(self, key: str | None = None) -> MorganClient:
        return MorganClient(async_get_clientsession(self.hass), self._url, key, self._fingerprint)

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
