"""The step that has an Assist pipeline made: the last one of the set-up, and later under *Configure*."""

from __future__ import annotations

from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import BooleanSelector

from .pipeline import CONF_PREFER, CONF_WISH, can_make_pipeline, make_pipeline

_CONF_MAKE = "make"
ASSISTANT: Any = vol.Schema(
    {
        vol.Required(_CONF_MAKE, default=True): BooleanSelector(),
        vol.Required(CONF_PREFER, default=True): BooleanSelector(),
    }
)
"""The form of the set-up."""
_ONLY_PREFER: Any = vol.Schema({vol.Required(CONF_PREFER, default=True): BooleanSelector()})


def wish(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a new entry for what was answered to `ASSISTANT`."""
    return {CONF_WISH: {CONF_PREFER: answers[CONF_PREFER]}} if answers[_CONF_MAKE] else {}


class AssistantOptionsFlow(OptionsFlow):
    """Makes the pipeline of an entry, or brings it up to date."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether it is to be the preferred one, and make it."""
        if not can_make_pipeline(self.hass):
            return self.async_abort(reason="no_assist")
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        if user_input is None:
            return self.async_show_form(step_id="init", data_schema=_ONLY_PREFER)
        if await make_pipeline(self.hass, self.config_entry, prefer=user_input[CONF_PREFER]) is None:
            return self.async_abort(reason="no_agent")
        return self.async_create_entry(data=dict(self.config_entry.options))
