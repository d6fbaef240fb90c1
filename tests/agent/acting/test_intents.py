from __future__ import annotations

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.acting.intents import recognized_intent
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.model import Entity, Home


async def test_an_intent_has_the_slots_of_its_match_and_a_response(grammar: Grammar) -> None:
    (match,) = await grammar.understand("lock the front door", "en", None)

    assert await recognized_intent(grammar, match, "en") == IntentRecognized(
        "HassTurnOn", {"name": "Front Door"}, "Locking", "Locking", "lock"
    )


async def test_where_somebody_is_goes_to_the_home_as_its_state(load_matcher: MatcherCache) -> None:
    grammar = Grammar(Home(entities=(Entity("Ada", "person"),)), languages=("es",), load_matcher=load_matcher)
    (match,) = await grammar.understand("está Ada en casa", "es", None)
    intent = await recognized_intent(grammar, match, "es")
    await grammar.close()

    assert (match.slots["state"], intent.slots["state"]) == ("casa", "home")
