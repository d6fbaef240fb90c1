"""Makes intents of what the grammar or a model understood."""

from __future__ import annotations

from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch


async def recognized_intent(grammar: Grammar, match: SentenceMatch, language: str) -> IntentRecognized:
    """Return a match as an intent with its response.

    Raises:
        Busy, DeadlineExceeded: as the grammar raises them.
    """
    template, response = await grammar.response(match, language, match.slots)
    return IntentRecognized(match.intent, match.slots, template, response, match.response_key)
