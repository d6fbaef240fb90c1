"""Answers that need no home: the time, the date, and small talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.clock import DATE, TIME, clock_slots, plain_answer
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import NEVER_MIND, SentenceMatch
from wyoming_morgan.agent.turn import Answer, Turn

_TRUE_OF_MORGAN = frozenset({"hello", "listening", "commands"})
"""Small talk of home-assistant-intents that also holds for Morgan; the rest is about Home Assistant."""


class LocalAnswers:
    """Answers matches that are marked as `local`."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    async def answer(self, turn: Turn, match: SentenceMatch) -> Answer | None:
        """Answer a match; None if the ready-made answer would not be true.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        if match.intent in {TIME, DATE}:
            spoken = await self._response(match, turn.language, clock_slots(match.intent, turn.now))
            return Answer(Outcome.HANDLED, spoken or plain_answer(match.intent, turn.now), "clock")
        if match.intent == NEVER_MIND:
            return Answer(Outcome.HANDLED, await self._response(match, turn.language, {}), "grammar")
        if match.response_key not in _TRUE_OF_MORGAN:
            return None
        spoken = await self._response(match, turn.language, {})
        return Answer(Outcome.HANDLED, spoken.replace("Home Assistant", "Morgan"), "grammar")

    async def _response(self, match: SentenceMatch, language: str, slots: Mapping[str, Any]) -> str:
        _, response = await self._grammar.response(match, language, slots)
        return response
