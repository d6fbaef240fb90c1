"""Executes intents in the connected home, or passes them on to the client."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wyoming_morgan.agent.acting.absence import Absence, affected_by
from wyoming_morgan.agent.acting.answers import after
from wyoming_morgan.agent.acting.inquiries import Inquiries
from wyoming_morgan.agent.acting.questions import ANSWERED, Questions
from wyoming_morgan.agent.acting.report import report
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.inquiries import INQUIRIES
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, HomeLink, linked

_LOGGER = logging.getLogger(__name__)

_PATH = "grammar"


@dataclass(slots=True)
class _Progress:
    """The results so far: names of what worked and what failed, and the words for it."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    speech: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    """The names of what cannot be reached."""

    def add(self, intent: IntentRecognized, result: ActionResult, part: Absence) -> None:
        self.away += part.names
        name = str(intent.slots.get("name") or intent.slots.get("area") or "")
        if result.success:
            self.done.append(name)
            self.speech.append(result.speech)
        elif not part.complete:
            self.failed += [one for one in result.failed or [name] if one not in part.names]


class Executor:
    """Executes intents that the guard has allowed."""

    def __init__(self, grammar: Grammar, home: HomeLink | None, targets: Callable[[], Targets]) -> None:
        self._grammar = grammar
        self._inquiries = Inquiries(home, targets)
        self._questions = Questions(grammar)
        self._home = home
        self._targets = targets

    def can_answer(self, match: SentenceMatch) -> bool:
        """Whether the home has anything that could tell what is asked for; true of everything else."""
        return match.intent not in INQUIRIES or self._inquiries.can_answer(match.intent, match.slots)

    async def execute(self, turn: Turn, intents: tuple[IntentRecognized, ...], text: str) -> Answer:
        """Have the home execute the intents and report the result; without a home, pass them on.

        `text` is the sentence that asked for it.

        Raises:
            MorganError: as the grammar raises it.
        """
        home = linked(self._home)
        if home is None and any(intent.name in INQUIRIES for intent in intents):
            return Answer(Outcome.NOT_HANDLED, language_of(turn.language).telling.no_home, _PATH)
        if home is None:
            return self._pass_on(turn, intents, text)
        return await self._execute(turn, home, intents)

    def _pass_on(self, turn: Turn, intents: tuple[IntentRecognized, ...], text: str) -> Answer:
        for intent in intents:
            turn.tracer.act(intent.name, intent.slots, acts=Order(intent.name, intent.slots).acts)
        command = text.rstrip("".join(QUESTION_MARKS))
        return Answer(Outcome.INTENTS, turn.replies.understood.format(text=command), _PATH, intents)

    async def _execute(self, turn: Turn, home: HomeLink, intents: tuple[IntentRecognized, ...]) -> Answer:
        progress = _Progress()
        for intent in intents:
            try:
                result, part = await self._carry_out(turn, home, intent)
            except EngineUnavailable as error:
                _LOGGER.warning("%s", error)
                turn.tracer.act(intent.name, intent.slots, success=False, result=str(error))
                if progress.done:
                    return Answer(Outcome.HANDLED, turn.replies.failed, _PATH)
                return Answer(Outcome.NOT_HANDLED, turn.replies.home_away, _PATH)
            turn.tracer.act(
                intent.name,
                intent.slots,
                acts=Order(intent.name, intent.slots).acts,
                success=result.success,
                result=result.error or ", ".join(result.done),
            )
            progress.add(intent, result, part)
        answer = report(turn, progress.done, progress.failed, _PATH)
        speeches = [speech for speech in progress.speech if speech.strip()]
        spoken = [answer.text] if progress.failed else speeches
        if progress.done and not spoken:
            spoken.append(turn.replies.done)
        if progress.away:
            words = language_of(turn.language).states
            spoken.append(words.unreachable.format(names=words.list_of(progress.away)))
            answer = replace(answer, outcome=Outcome.HANDLED if progress.done else Outcome.NOT_HANDLED)
        elif progress.failed:
            return answer
        return replace(answer, text=". ".join(dict.fromkeys(speech.rstrip(". ") for speech in spoken)))

    async def _carry_out(
        self, turn: Turn, home: HomeLink, intent: IntentRecognized
    ) -> tuple[ActionResult, Absence]:
        """Have the home do what can be reached; nothing was done with what is unavailable."""
        order = Order(intent.name, intent.slots)
        if not order.acts or not home.connected:
            return await self._act(turn, home, intent), Absence()
        affected = affected_by(order, self._targets())
        part = affected.absence()
        if not part.complete:
            result = await self._act(turn, home, intent)
            part = affected.absence(result.done_ids)
            if not part.complete:
                return result, part
        error = f"unavailable: {', '.join(part.names)}"
        return ActionResult(success=False, failed=part.names, error=error), part

    async def _act(self, turn: Turn, home: HomeLink, intent: IntentRecognized) -> ActionResult:
        """Answer from the states, or have Home Assistant handle the intent; the result is put into words."""
        if intent.name in INQUIRIES:
            return ActionResult(success=True, speech=await self._inquiries.answer(intent, turn))
        targets = self._targets()
        if intent.name in ANSWERED and home.connected:
            speech = await self._questions.answer(intent, targets, turn.language)
            if speech:
                return ActionResult(success=True, speech=speech)
        if Order(intent.name, intent.slots).acts:
            turn.act()
        result = await home.handle_intent(intent.name, intent.slots, language=turn.language, place=turn.place)
        if not result.success or result.speech:
            return result
        slots = {**intent.slots, **_speech_slots(result)}
        words = language_of(turn.language).states
        context = after(result, intent.slots, self._targets(), words)
        try:
            speech = await self._grammar.render(intent.response_template, turn.language, slots, context)
        except (Busy, DeadlineExceeded) as error:
            # It was done: a failure would have the client ask for it again.
            turn.tracer.note("grammar", f"no words for what was done: {error}")
            speech = ""
        return replace(result, speech=speech or intent.response)


def _speech_slots(result: ActionResult) -> dict[str, object]:
    slots = result.data.get("speech_slots")
    return dict(slots) if isinstance(slots, dict) else {}
