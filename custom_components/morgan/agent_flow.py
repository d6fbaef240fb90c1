"""Asks how a conversation agent of Morgan is to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_LLM_HASS_API, CONF_MODEL, CONF_NAME, CONF_PROMPT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TemplateSelector,
)

from .const import AI_TASK, CONF_HISTORY, CONF_TEMPERATURE, CONVERSATION, LOGGER
from .errors import MorganError

_NAME = "Morgan"
_MOST_TOKENS = 100_000


def first_subentries() -> list[ConfigSubentryData]:
    """Return the subentries of a new entry."""
    return [
        ConfigSubentryData(data={}, subentry_type=kind, title=flow.default_name, unique_id=None)
        for kind, flow in subentry_flows().items()
    ]


def subentry_flows() -> dict[str, type[ModelFlow]]:
    """Return the flows by the type of their subentries."""
    return {CONVERSATION: AgentFlow, AI_TASK: TaskFlow}


class ModelFlow(ConfigSubentryFlow):
    """Adds and changes a subentry that uses a language model of Morgan."""

    default_name = _NAME

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how a new one is to be."""
        if user_input is not None:
            name = user_input.pop(CONF_NAME)
            return self.async_create_entry(title=name, data=_chosen(user_input))
        return await self._form("user", {vol.Required(CONF_NAME, default=self.default_name): str}, {})

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how it is to be from now on."""
        subentry = self._get_reconfigure_subentry()
        if user_input is not None:
            return self.async_update_and_abort(self._get_entry(), subentry, data=_chosen(user_input))
        return await self._form("reconfigure", {}, subentry.data)

    async def _form(
        self, step: str, first: Mapping[vol.Marker, Any], shown: Mapping[str, Any]
    ) -> SubentryFlowResult:
        entry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        try:
            models = [model.name for model in await entry.runtime_data.client.language_models()]
        except MorganError as error:
            LOGGER.info("Morgan's models cannot be listed: %s", error)
            models = []
        schema: Any = vol.Schema({**first, **self.fields(models, shown)})
        return self.async_show_form(
            step_id=step, data_schema=self.add_suggested_values_to_schema(schema, shown)
        )

    def fields(self, models: list[str], shown: Mapping[str, Any]) -> dict[vol.Marker, Any]:
        """Return the fields of the form after the name."""
        del shown
        return {
            vol.Optional(CONF_MODEL): SelectSelector(
                SelectSelectorConfig(options=models, custom_value=True, mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Optional(CONF_TEMPERATURE): NumberSelector(NumberSelectorConfig(min=0, max=2, step=0.05)),
        }


class AgentFlow(ModelFlow):
    """Adds and changes a conversation agent."""

    def fields(self, models: list[str], shown: Mapping[str, Any]) -> dict[vol.Marker, Any]:
        """Return the fields of the form after the name."""
        return {
            vol.Optional(CONF_PROMPT): TemplateSelector(),
            vol.Optional(CONF_LLM_HASS_API): SelectSelector(
                SelectSelectorConfig(options=_apis(self.hass, shown), multiple=True)
            ),
            **super().fields(models, shown),
            vol.Optional(CONF_HISTORY): NumberSelector(
                NumberSelectorConfig(min=0, max=_MOST_TOKENS, step=1, mode=NumberSelectorMode.BOX)
            ),
        }


class TaskFlow(ModelFlow):
    """Adds and changes what does AI tasks."""

    default_name = "Morgan AI Task"


def _apis(hass: HomeAssistant, shown: Mapping[str, Any]) -> list[SelectOptionDict]:
    """Return the LLM APIs to choose from, also one that was chosen and is away now."""
    apis = {api.id: api.name for api in llm.async_get_apis(hass)}
    away = {api_id: api_id for api_id in shown.get(CONF_LLM_HASS_API, ()) if api_id not in apis}
    return [SelectOptionDict(value=api_id, label=name) for api_id, name in (apis | away).items()]


def _chosen(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without those that leave something to Morgan."""
    return {key: value for key, value in answers.items() if value not in (None, "", [])}
