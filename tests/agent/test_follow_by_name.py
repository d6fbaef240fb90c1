"""A name alone is never a command of its own behind another one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in, key_of
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar


async def _said(
    load_matcher: MatcherCache, language: str, *texts: str, wait: float = 0
) -> list[tuple[str, Any]]:
    """Say sentences one after the other; return the intents of the last one."""
    grammar = Grammar(home_in(language), languages=(language,), load_matcher=load_matcher)
    clock = Hand()
    agent = Agent(grammar, clock=clock)
    try:
        for text in texts:
            heard = await say(agent, text, language=language)
            clock.wait(wait)
        return [(intent, key_of(language, slots.get("name"))) for intent, slots in heard.intents]
    finally:
        await grammar.close()


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "turn off the desk lamp", "the printer"),
        ("en", "turn off the desk lamp", "and the printer"),
        ("en", "turn off the desk lamp", "printer too"),
        ("de", "schalte die Stehlampe aus", "und den Drucker"),
        ("fr", "éteins le lampadaire", "et l'imprimante"),
        ("es", "apaga el flexo", "la impresora"),
        ("es", "apaga el flexo", "y la impresora"),
        ("it", "spegni la piantana", "la stampante"),
        ("it", "spegni la piantana", "e la stampante"),
        ("nl", "zet de bureaulamp uit", "en de printer"),
    ],
)
async def test_a_name_takes_the_verb_of_the_command_before(
    load_matcher: MatcherCache, language: str, first: str, then: str
) -> None:
    assert await _said(load_matcher, language, first, then) == [("HassTurnOff", "printer")]


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "close the garage door", "the printer"),
        ("en", "close the garage door", "and the printer"),
        ("en", "lock the front door", "the desk lamp"),
        ("en", "lock the front door", "the desk lmap"),
        ("en", "is the desk lamp on", "the printer"),
        ("en", "turn off the desk lamp", "movie night"),
        ("de", "schalte die Stehlampe aus", "Filmabend"),
        ("fr", "éteins le lampadaire", "la soirée film"),
        ("es", "cierra la puerta del garaje", "la impresora"),
        ("it", "chiudi la porta del garage", "la stampante"),
        ("nl", "sluit de garagedeur", "de filmavond"),
    ],
)
async def test_nothing_is_turned_on_by_a_name_behind_another_command(
    load_matcher: MatcherCache, language: str, first: str, then: str
) -> None:
    assert not [
        intent for intent in await _said(load_matcher, language, first, then) if intent[0] != "HassGetState"
    ]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "movie night"), ("de", "Filmabend"), ("fr", "soirée film")]
)
async def test_a_name_that_nothing_was_said_before_means_what_it_always_meant(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    assert await _said(load_matcher, language, text) == [("HassTurnOn", "movie")]


async def test_a_command_of_long_ago_gives_its_verb_to_nothing(load_matcher: MatcherCache) -> None:
    said = await _said(load_matcher, "en", "turn off the desk lamp", "movie night", wait=3600)

    assert said == [("HassTurnOn", "movie")]
