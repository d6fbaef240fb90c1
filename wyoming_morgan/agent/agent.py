"""Answers turns: with commands for the home, with the time, or with a sentence that says why not."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.clock import DATE, TIME, Clock, clock_slots, local_now, plain_answer
from wyoming_morgan.agent.contract import (
    AgentEvent,
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.agent.grammar import Grammar
from wyoming_morgan.agent.recognizer import NEVER_MIND, Recognition
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.text import QUESTION_MARKS, clean
from wyoming_morgan.errors import InvalidRequest, TooLarge
from wyoming_morgan.timings import Stage

_TRUE_HERE = frozenset({"hello", "listening", "commands"})
"""Small talk of home-assistant-intents that Morgan may say of itself; the rest tells of Home Assistant."""


@dataclass(frozen=True, slots=True)
class _Answer:
    outcome: Outcome
    text: str
    path: str
    intents: tuple[IntentRecognized, ...] = ()


class Agent:
    """The mind: fulfils `agent.contract.Mind`. Turns share nothing, so any number may run at once."""

    def __init__(
        self, grammar: Grammar, *, clock: Clock = local_now, settings: AgentSettings | None = None
    ) -> None:
        """Compose the agent of its grammar, the clock it tells the time by, and its bounds."""
        self._grammar = grammar
        self._clock = clock
        self._settings = settings or AgentSettings()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it understands, the default first."""
        return self._grammar.languages

    async def turn(self, request: TurnRequest) -> AsyncIterator[AgentEvent]:
        """Answer one turn; the last event is `TurnDone`. Closing the iterator gives the work up.

        Raises:
            InvalidRequest: the text is empty or the language unknown.
            TooLarge: the text is longer than the bound.
            Busy: too many requests wait.
            DeadlineExceeded: understanding took too long.
        """
        with request.timings.measure(Stage.AGENT):
            language = self._grammar.match(request.language)
            answer = await self._answer(request, language)
        request.timings.heard, request.timings.replied = request.text, answer.text
        for intent in answer.intents:
            yield intent
        if answer.text:
            yield TextDelta(answer.text)
        yield TurnDone(
            outcome=answer.outcome,
            text=answer.text,
            language=language,
            conversation_id=request.conversation_id or uuid.uuid4().hex,
            path=answer.path,
        )

    async def _answer(self, request: TurnRequest, language: str) -> _Answer:
        if len(request.text) > self._settings.max_characters:
            raise TooLarge(
                f"The text has {len(request.text)} characters, {self._settings.max_characters} are allowed.",
                hint="shorten it, or raise max_characters",
            )
        if not request.text.strip():
            raise InvalidRequest("The text is empty.", hint="say or write something")
        text = clean(request.text, self._grammar.words(language))
        area = request.area or self._grammar.home.area_of(request.satellite_id, request.device_id)
        recognitions = await self._grammar.understand(text, language, area)
        if recognitions and not recognitions[0].local:
            return await self._commands(recognitions, text, language)
        local = await self._local(recognitions[0], language) if recognitions else None
        if local is not None:
            return local
        return _Answer(Outcome.NOT_HANDLED, await self._grammar.not_understood(language), "none")

    async def _commands(self, recognitions: tuple[Recognition, ...], text: str, language: str) -> _Answer:
        words = self._grammar.words(language)
        if any(recognition.needs_area for recognition in recognitions):
            return _Answer(Outcome.NOT_HANDLED, words.which_room, "grammar")
        intents = [await self._intent(recognition, language) for recognition in recognitions]
        return _Answer(
            Outcome.INTENTS,
            words.understood.format(text=text.rstrip("".join(QUESTION_MARKS))),
            "grammar",
            tuple(intents),
        )

    async def _intent(self, recognition: Recognition, language: str) -> IntentRecognized:
        template, response = await self._grammar.response(recognition, language, recognition.slots)
        return IntentRecognized(recognition.intent, recognition.slots, template, response)

    async def _local(self, recognition: Recognition, language: str) -> _Answer | None:
        """Answer what asks nothing of the home; None where the ready-made answer would not be true."""
        if recognition.intent in {TIME, DATE}:
            now = self._clock()
            told = await self._told(recognition, language, clock_slots(recognition.intent, now))
            return _Answer(Outcome.HANDLED, told or plain_answer(recognition.intent, now), "clock")
        if recognition.intent == NEVER_MIND:
            return _Answer(Outcome.HANDLED, await self._told(recognition, language, {}), "grammar")
        if recognition.response_key not in _TRUE_HERE:
            return None
        told = await self._told(recognition, language, {})
        return _Answer(Outcome.HANDLED, told.replace("Home Assistant", "Morgan"), "grammar")

    async def _told(self, recognition: Recognition, language: str, slots: Mapping[str, Any]) -> str:
        _, response = await self._grammar.response(recognition, language, slots)
        return response
