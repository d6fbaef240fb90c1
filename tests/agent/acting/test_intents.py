from __future__ import annotations

from wyoming_morgan.agent.acting.intents import recognized_intent
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar


async def test_an_intent_has_the_slots_of_its_match_and_a_response(grammar: Grammar) -> None:
    (match,) = await grammar.understand("lock the front door", "en", None)

    assert await recognized_intent(grammar, match, "en") == IntentRecognized(
        "HassTurnOn", {"name": "Front Door"}, "Locking", "Locking", "lock"
    )
