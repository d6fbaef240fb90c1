"""Morgan does AI tasks with one of its language models."""

from __future__ import annotations

from typing import Any

from homeassistant.components import ai_task, conversation
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigSubentry
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import AI_TASK, CONF_TEMPERATURE, LOGGER
from .entry import MorganConfigEntry
from .errors import MorganError
from .evaluation import CHOICE, NOUL, Evaluation
from .model import Model
from .subentries import MorganEntity, add_for_subentries
from .task import Task

PARALLEL_UPDATES = 0
_ALWAYS = ai_task.AITaskEntityFeature.GENERATE_DATA | ai_task.AITaskEntityFeature.SUPPORT_ATTACHMENTS
_EVALUATE = getattr(ai_task.AITaskEntityFeature, "EVALUATE", ai_task.AITaskEntityFeature(0))
"""New in 2026.11."""


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what does tasks."""
    add_for_subentries(hass, entry, AI_TASK, MorganTasks, async_add_entities)


class MorganTasks(MorganEntity, ai_task.AITaskEntity):
    """Has a language model of Morgan do tasks."""

    _attr_supported_features = _ALWAYS

    def __init__(self, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        super().__init__(entry, subentry)
        self._entry = entry
        self._listed: tuple[str, str | None] | None = None
        """The list of models and the chosen one, by which the features are."""

    async def async_added_to_hass(self) -> None:
        """Follow which models there are, and which one is chosen."""
        await super().async_added_to_hass()
        self.async_on_remove(self._entry.runtime_data.status.async_add_listener(self._consider))
        self.async_on_remove(async_dispatcher_connect(self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._consider))

    @callback
    def _consider(self, *_: object) -> None:
        status = self._entry.runtime_data.status
        listed = (status.data.language_models, self.subentry.data.get(CONF_MODEL))
        if status.linked and listed != self._listed:
            self._listed = listed
            self._entry.async_create_background_task(self.hass, self._learn(), "morgan models")

    async def _learn(self) -> None:
        """Take over what the chosen model can do: only one that reports log probabilities can evaluate."""
        try:
            models = await self.client.language_models()
        except MorganError as error:
            LOGGER.debug("Morgan's models cannot be listed: %s", error)
            self._listed = None
            return
        name = self.subentry.data.get(CONF_MODEL)
        chosen = [model for model in models if model.is_called(name)] if name else models
        can_evaluate = bool(chosen) and chosen[0].reports_probabilities
        features = _ALWAYS | _EVALUATE if can_evaluate else _ALWAYS
        if features != self.supported_features:
            self._attr_supported_features = features
            self.async_write_ha_state()

    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog
    ) -> ai_task.GenDataTaskResult:
        work = Task(self._model(self.subentry.data.get(CONF_TEMPERATURE)), chat_log, agent_id=self.entity_id)
        data = await (work.text() if task.structure is None else work.data(task.structure))
        return ai_task.GenDataTaskResult(chat_log.conversation_id, data)

    async def _async_evaluate(self, task: Any) -> Any:
        """Answer questions with probabilities; the types are those of 2026.11."""
        kinds: Any = ai_task
        evaluation = Evaluation(self._model(0.0), task.state, task.attachments or ())
        answers = {}
        for name, question in task.questions.items():
            shares = await evaluation.shares(question)
            if question["type"] == NOUL:
                answers[name] = kinds.NoulAnswer(noul=shares[0])
            elif question["type"] == CHOICE:
                probabilities = dict(zip(question["criteria"], shares, strict=True))
                likeliest = max(probabilities, key=probabilities.__getitem__)
                answers[name] = kinds.ChoiceAnswer(choice=likeliest, probabilities=probabilities)
            else:
                expected = sum(level * share for level, share in enumerate(shares))
                answers[name] = kinds.ScoreAnswer(score=expected, probabilities=shares)
        return kinds.EvaluationTaskResult(answers)

    def _model(self, temperature: float | None) -> Model:
        name = self.subentry.data.get(CONF_MODEL)
        return Model(self.hass, self.client, name=name, temperature=temperature)
