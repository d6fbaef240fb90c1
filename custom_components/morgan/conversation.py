"""Morgan as conversation agents, each with its own instructions."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any, Literal

from homeassistant.components import conversation
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_LLM_HASS_API, CONF_MODEL, CONF_PROMPT, MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm, template
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_HISTORY, CONF_TEMPERATURE, CONVERSATION, DOMAIN
from .entry import MorganConfigEntry
from .reply import Reply
from .subentries import MorganEntity, add_for_subentries
from .toolbelt import offered
from .wording import LONGEST_TEXT, clean, clean_id

PARALLEL_UPDATES = 0
_NOT_HANDLED = "not-handled"


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the agents."""
    add_for_subentries(hass, entry, CONVERSATION, MorganAgent, async_add_entities)


class MorganAgent(MorganEntity, conversation.ConversationEntity):
    """Asks Morgan for each turn."""

    _attr_supports_streaming = True
    _attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    @property
    def supported_languages(self) -> list[str] | Literal["*"]:
        """All: what Morgan does not speak, its language model may."""
        return MATCH_ALL

    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        options = self.subentry.data
        llm_context = user_input.as_llm_context(DOMAIN)
        prompts = (options.get(CONF_PROMPT), user_input.extra_system_prompt)
        try:
            await chat_log.async_provide_llm_data(llm_context, None, *prompts)
        except conversation.ConverseError as error:
            return error.as_conversation_result()

        async def tools() -> dict[str, Any]:
            # Not before a model needs them: they take long in a home with many exposed entities.
            await chat_log.async_provide_llm_data(llm_context, options.get(CONF_LLM_HASS_API), *prompts)
            return _tools(chat_log.llm_api)

        instructions = await _instructions(self.hass, self.subentry, llm_context, chat_log)
        reply = Reply(self.link, chat_log, user_input.context, user_input.language, tools)
        asked = _asked(self.subentry, user_input, chat_log, instructions)
        async with aclosing(reply.deltas(asked)) as deltas:
            async for _ in chat_log.async_add_delta_content_stream(self.entity_id, deltas):
                pass
        if trace := reply.end.get("trace"):
            chat_log.async_trace({"morgan": trace})
        return conversation.ConversationResult(
            response=_response(reply, user_input.language),
            conversation_id=chat_log.conversation_id,
            continue_conversation=reply.end.get("awaits_answer") is True,
        )


def _response(reply: Reply, language: str) -> intent.IntentResponse:
    response = intent.IntentResponse(language=language)
    if reply.failed:
        response.async_set_error(intent.IntentResponseErrorCode.UNKNOWN, reply.text)
    elif reply.end.get("outcome") == _NOT_HANDLED:
        response.async_set_error(intent.IntentResponseErrorCode.NO_INTENT_MATCH, reply.text)
    else:
        response.async_set_speech(reply.text)
    return response


def _asked(
    subentry: ConfigSubentry,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    instructions: str,
) -> dict[str, Any]:
    """Return the fields of the message `turn`."""
    options = subentry.data
    chosen: dict[str, Any] = {
        "instructions": clean(instructions, LONGEST_TEXT) or None,
        "model": clean_id(options.get(CONF_MODEL)) or None,
        "temperature": options.get(CONF_TEMPERATURE),
        "history": None if (history := options.get(CONF_HISTORY)) is None else int(history),
        "tools": "later" if options.get(CONF_LLM_HASS_API) else None,
    }
    return {
        "text": clean(user_input.text, LONGEST_TEXT),
        "language": clean_id(user_input.language),
        "conversation_id": clean_id(chat_log.conversation_id),
        "device_id": clean_id(user_input.device_id),
        "satellite_id": clean_id(user_input.satellite_id),
        **{name: value for name, value in chosen.items() if value is not None},
    }


def _tools(api: llm.APIInstance | None) -> dict[str, Any]:
    """Return the tools and what is said about them.

    What Assist alone says is left out: Morgan knows the home, and what these tools are for.
    """
    if api is None:
        return {"tools": []}
    about = "" if api.api.id == llm.LLM_API_ASSIST else clean(api.api_prompt, LONGEST_TEXT)
    return {"instructions": about, "tools": offered(api)}


async def _instructions(
    hass: HomeAssistant, subentry: ConfigSubentry, llm_context: llm.LLMContext, chat_log: conversation.ChatLog
) -> str:
    """Return the instructions for Morgan's model that come after Morgan's own."""
    options = subentry.data
    parts: list[str] = []
    if prompt := options.get(CONF_PROMPT):
        user_id = llm_context.context.user_id if llm_context.context is not None else None
        user = await hass.auth.async_get_user(user_id) if user_id else None
        variables = {
            "ha_name": hass.config.location_name,
            "user_name": user.name if user is not None else None,
            "llm_context": llm_context,
        }
        parts.append(template.Template(prompt, hass).async_render(variables, parse_result=False))
    if chat_log.extra_system_prompt:
        parts.append(chat_log.extra_system_prompt)
    return "\n".join(parts)
