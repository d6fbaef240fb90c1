"""Makes intents of what the grammar or a model understood."""

from __future__ import annotations

from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.grammar.zones import asks_for_a_place, state_at
from wyoming_morgan.agent.language.languages import language_of


async def recognized_intent(grammar: Grammar, match: SentenceMatch, language: str) -> IntentRecognized:
    """Return a match as an intent with its response.

    Raises:
        Busy, DeadlineExceeded: as the grammar raises them.
    """
    template, response = await grammar.response(match, language, match.slots)
    slots, place = match.slots, match.slots.get("state")
    if isinstance(place, str) and asks_for_a_place(match.sentence):
        slots = {**slots, "state": state_at(place, grammar.home, language_of(language).states.places)}
    return IntentRecognized(match.intent, slots, template, response, match.response_key)
