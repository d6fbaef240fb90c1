"""A pronoun that is joined to its verb means what was spoken of before: “apágala”, “éteins-la”."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import NAMES, home_in
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar


@pytest.mark.parametrize(
    ("language", "before", "text", "intent", "thing"),
    [
        ("es", "enciende la impresora", "apágala", "HassTurnOff", "printer"),
        ("es", "enciende la impresora", "apágala otra vez", "HassTurnOff", "printer"),
        ("es", "abre la persiana grande", "ciérrala", "HassTurnOff", "blind"),
        ("it", "accendi la stampante", "spegnila di nuovo", "HassTurnOff", "printer"),
        ("it", "apri la tapparella grande", "chiudila", "HassTurnOff", "blind"),
        ("fr", "allume l'imprimante", "éteins-la", "HassTurnOff", "printer"),
        ("fr", "ferme le volet roulant", "ouvre-le", "HassTurnOn", "blind"),
        ("en", "turn off the fountain", "and also the printer", "HassTurnOff", "printer"),
        ("de", "schalte den Brunnen aus", "und auch den Drucker", "HassTurnOff", "printer"),
        ("fr", "éteins la fontaine", "et aussi l'imprimante", "HassTurnOff", "printer"),
        ("es", "apaga la fuente", "y también la impresora", "HassTurnOff", "printer"),
        ("it", "spegni la fontana", "e anche la stampante", "HassTurnOff", "printer"),
        ("nl", "zet de fontein uit", "en ook de printer", "HassTurnOff", "printer"),
    ],
)
async def test_it_is_what_was_spoken_of_before(
    load_matcher: MatcherCache, language: str, *, before: str, text: str, intent: str, thing: str
) -> None:
    grammar = Grammar(home_in(language), languages=(language,), load_matcher=load_matcher)
    agent = Agent(grammar, clock=Hand())
    alone = await say(agent, text, conversation="alone", language=language)
    await say(agent, before, language=language)
    heard = await say(agent, text, language=language)
    await grammar.close()
    assert heard.intents == [(intent, {"name": NAMES[language][thing]})]
    assert not alone.intents


async def test_what_is_guarded_is_asked_about(load_matcher: MatcherCache) -> None:
    grammar = Grammar(home_in("es"), languages=("es",), load_matcher=load_matcher)
    agent = Agent(grammar, clock=Hand())
    await say(agent, "cierra la puerta del garaje", language="es")
    asked = await say(agent, "ábrela", language="es")
    assert not asked.intents
    assert "Puerta del garaje" in asked.text
    assert (await say(agent, "sí", language="es")).intents
    unlocking = await say(agent, "desbloquea la puerta principal", language="es")
    await grammar.close()
    assert not unlocking.intents
    assert unlocking.done.awaits_answer
