"""Morgan does AI tasks with one of its language models."""

from __future__ import annotations

from homeassistant.components import ai_task, conversation
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import AI_TASK, CONF_TEMPERATURE
from .entry import MorganConfigEntry
from .subentries import MorganEntity, add_for_subentries
from .task import Task

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what does tasks."""
    add_for_subentries(hass, entry, AI_TASK, MorganTasks, async_add_entities)


class MorganTasks(MorganEntity, ai_task.AITaskEntity):
    """Has a language model of Morgan do tasks."""

    _attr_supported_features = (
        ai_task.AITaskEntityFeature.GENERATE_DATA | ai_task.AITaskEntityFeature.SUPPORT_ATTACHMENTS
    )

    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog
    ) -> ai_task.GenDataTaskResult:
        options = self.subentry.data
        work = Task(
            self.hass,
            self.client,
            chat_log,
            agent_id=self.entity_id,
            model=options.get(CONF_MODEL),
            temperature=options.get(CONF_TEMPERATURE),
        )
        data = await (work.text() if task.structure is None else work.data(task.structure))
        return ai_task.GenDataTaskResult(chat_log.conversation_id, data)
