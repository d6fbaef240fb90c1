"""Has intents carried out by the connected home and tells what came of it; without one they are passed on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from wyoming_morgan.agent.acting.answers import ANSWERED, after, asked
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.guard.guard import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, HomeLink

_LOGGER = logging.getLogger(__name__)


class Executor:
    """Carries out what was understood and let through."""

    def __init__(self, grammar: Grammar, link: HomeLink | None, targets: Callable[[], Targets]) -> None:
        self._grammar = grammar
        self._link = link
        self._targets = targets

    async def execute(self, turn: Turn, intents: tuple[IntentRecognized, ...], text: str) -> Answer:
        """Have the link carry the intents out and tell what came of it; without one, pass them on.

        `text` is what was said to have it done.

        Raises:
            MorganError: as the grammar raises it.
        """
        if self._link is None:
            for intent in intents:
                turn.tracer.act(intent.name, intent.slots, acts=Order(intent.name, intent.slots).acts)
            understood = self._grammar.words(turn.language).understood
            said = text.rstrip("".join(QUESTION_MARKS))
            return Answer(Outcome.INTENTS, understood.format(text=said), "grammar", intents)
        spoken: list[str] = []
        done: list[str] = []
        failed: list[str] = []
        for intent in intents:
            try:
                result = await self._act(turn, self._link, intent)
            except EngineUnavailable as error:
                _LOGGER.warning("%s", error)
                turn.tracer.act(intent.name, intent.slots, success=False, result=str(error))
                away = turn.replies.home_away if not done else turn.replies.failed
                return Answer(Outcome.NOT_HANDLED if not done else Outcome.HANDLED, away, "grammar")
            turn.tracer.act(
                intent.name,
                intent.slots,
                acts=Order(intent.name, intent.slots).acts,
                success=result.success,
                result=result.error or ", ".join(result.done),
            )
            name = str(intent.slots.get("name") or intent.slots.get("area") or "")
            if result.success:
                done.append(name)
                spoken.append(result.speech)
            else:
                failed += result.failed or ([name] if name else [])
                if not result.failed and not name:
                    failed.append("")
        answer = told(turn, done, failed, "grammar")
        if failed:
            return answer
        speech = ". ".join(dict.fromkeys(each.rstrip(". ") for each in spoken if each.strip()))
        return replace(answer, text=speech or turn.replies.done)

    async def _act(self, turn: Turn, link: HomeLink, intent: IntentRecognized) -> ActionResult:
        """Answer from the states, or have Home Assistant handle it; the result says it in words."""
        targets = self._targets()
        if intent.name in ANSWERED and link.connected:
            context = asked(intent.name, intent.slots, link.states, targets)
            if context is not None:
                speech = await self._grammar.render(
                    intent.response_template, turn.language, intent.slots, context
                )
                if speech:
                    return ActionResult(success=True, speech=speech)
        result = await link.handle_intent(intent.name, intent.slots, language=turn.language, place=turn.place)
        if not result.success or result.speech:
            return result
        slots = {**intent.slots, **_speech_slots(result)}
        context = after(result.done, intent.slots, link.states, targets)
        speech = await self._grammar.render(intent.response_template, turn.language, slots, context)
        return replace(result, speech=speech or intent.response)


def _speech_slots(result: ActionResult) -> dict[str, object]:
    told = result.data.get("speech_slots")
    return dict(told) if isinstance(told, dict) else {}


def told(turn: Turn, done: Sequence[str], failed: Sequence[str], path: str) -> Answer:
    """Return what is said of what worked and what did not."""
    if not failed:
        return Answer(Outcome.HANDLED, turn.replies.done, path)
    names = ", ".join(dict.fromkeys(name for name in failed if name))
    text = turn.replies.failed_part.format(names=names) if names else turn.replies.failed
    return Answer(Outcome.HANDLED if done else Outcome.NOT_HANDLED, text, path)
