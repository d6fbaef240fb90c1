"""Morgan as a conversation agent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Literal

from homeassistant.components import conversation
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN, LOGGER
from .entry import MorganConfigEntry
from .frames import NotLinked
from .link import HomeLink
from .sentences import FAILED, UNREACHABLE, sentence
from .wording import LONGEST_TEXT, clean, clean_id

PARALLEL_UPDATES = 0
_NOT_HANDLED = "not-handled"


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the agent."""
    del hass
    async_add_entities([MorganAgent(entry)])


class MorganAgent(conversation.ConversationEntity):
    """Asks Morgan for each turn."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_supports_streaming = True
    _attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    def __init__(self, entry: MorganConfigEntry) -> None:
        self._link = entry.runtime_data.link
        self._attr_unique_id = entry.entry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            name="Morgan",
            manufacturer="Morgan",
            entry_type=DeviceEntryType.SERVICE,
            sw_version=entry.runtime_data.version,
        )

    @property
    def available(self) -> bool:
        """Whether Morgan can be asked."""
        return self._link.available

    @property
    def supported_languages(self) -> list[str] | Literal["*"]:
        """All: what Morgan does not speak, its language model may."""
        return MATCH_ALL

    async def async_added_to_hass(self) -> None:
        """Follow the link."""
        await super().async_added_to_hass()
        self.async_on_remove(self._link.listen(self.async_write_ha_state))

    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        response = intent.IntentResponse(language=user_input.language)
        turn = _Reply(self._link, user_input, chat_log.conversation_id)
        try:
            async with aclosing(turn.deltas()) as deltas:
                async for _ in chat_log.async_add_delta_content_stream(self.entity_id, deltas):
                    pass
        except NotLinked:
            turn.failure = UNREACHABLE
        if turn.failure is not None:
            words = sentence(turn.failure, user_input.language)
            chat_log.async_add_assistant_content_without_tools(
                conversation.AssistantContent(agent_id=self.entity_id, content=words)
            )
            response.async_set_error(intent.IntentResponseErrorCode.UNKNOWN, words)
        elif turn.end.get("outcome") == _NOT_HANDLED:
            response.async_set_error(intent.IntentResponseErrorCode.NO_INTENT_MATCH, turn.text)
        else:
            response.async_set_speech(turn.text)
        return conversation.ConversationResult(
            response=response,
            conversation_id=chat_log.conversation_id,
            continue_conversation=turn.end.get("awaits_answer") is True,
        )


class _Reply:
    """Morgan's reply in one turn, while it comes."""

    def __init__(
        self, link: HomeLink, user_input: conversation.ConversationInput, conversation_id: str
    ) -> None:
        self._link = link
        self._input = user_input
        self._conversation_id = conversation_id
        self.end: Mapping[str, Any] = {}
        """The message `done`."""
        self.failure: Mapping[str, str] | None = None
        """The sentences for it, if the turn failed."""
        self.text = ""

    async def deltas(self) -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
        """Ask, and give the reply piece by piece."""
        asked = self._input
        turn = self._link.turn(
            asked.context,
            text=clean(asked.text, LONGEST_TEXT),
            language=clean_id(asked.language),
            conversation_id=clean_id(self._conversation_id),
            device_id=clean_id(asked.device_id),
            satellite_id=clean_id(asked.satellite_id),
        )
        said, begun = "", False
        async with aclosing(turn) as messages:
            async for message in messages:
                if message["type"] == "delta":
                    piece = str(message.get("text", ""))
                    yield {"content": piece} if begun else {"role": "assistant", "content": piece}
                    said, begun = said + piece, True
                elif message["type"] == "done":
                    self.end = message
                else:
                    LOGGER.info(
                        "Morgan could not answer: %s (%s)", message.get("message"), message.get("hint")
                    )
                    self.failure = FAILED
        self.text = str(self.end.get("text") or said)
        if self.text and not begun and self.failure is None:
            yield {"role": "assistant", "content": self.text}
