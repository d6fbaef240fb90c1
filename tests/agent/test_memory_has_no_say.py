"""What is for a list or for the home is no fact to remember or to forget."""

from __future__ import annotations

import asyncio

import pytest

from tests.agent.conftest import PATIENT, MatcherCache
from tests.agent.homes import home_in
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.store.store import SqlStore


async def _paths(load_matcher: MatcherCache, store: SqlStore, language: str, *texts: str) -> list[str]:
    grammar = Grammar(home_in(language), languages=(language,), load_matcher=load_matcher)
    agent = Agent(grammar, store=store, clock=Hand(), settings=PATIENT)
    try:
        return [(await say(agent, text, language=language, user_id="anna")).done.path for text in texts]
    finally:
        await agent.close()
        await grammar.close()
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "note milk on the shopping list"),
        ("en", "remember: turn off the desk lamp"),
        ("en", "forget the request"),
        ("de", "notiere Milch auf der Einkaufsliste"),
        ("de", "merk dir Milch auf der Liste"),
        ("fr", "note du lait sur la liste de courses"),
        ("es", "anota leche en la lista de la compra"),
        ("it", "annota latte nella lista della spesa"),
        ("nl", "noteer melk op de boodschappenlijst"),
    ],
)
async def test_memory_has_no_say_where_a_list_or_a_command_is_named(
    load_matcher: MatcherCache, store: SqlStore, language: str, text: str
) -> None:
    assert "memory" not in await _paths(load_matcher, store, language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "remember that my sister is called Anna"),
        ("de", "merk dir, dass meine Schwester Anna heißt"),
        ("fr", "retiens que ma sœur s'appelle Anna"),
        ("es", "recuerda que mi hermana se llama Ana"),
        ("it", "ricordati che mia sorella si chiama Anna"),
        ("nl", "onthoud dat mijn zus Anna heet"),
    ],
)
async def test_facts_are_still_remembered(
    load_matcher: MatcherCache, store: SqlStore, language: str, text: str
) -> None:
    assert await _paths(load_matcher, store, language, text) == ["memory"]
