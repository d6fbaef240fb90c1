"""Two opposites at once are a question back, and its answer does one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.model import Area, Entity, Home

HOME = Home(
    entities=(Entity("Lampe", "light"), Entity("Rollo", "cover"), Entity("Porta", "lock")),
    areas=(Area("Studio"),),
)
ALL = ("en", "de", "fr", "es", "it", "nl")


@pytest.fixture
async def agent(load_matcher: MatcherCache) -> AsyncIterator[Agent]:
    grammar = Grammar(HOME, languages=ALL, load_matcher=load_matcher)
    yield Agent(grammar, clock=Hand())
    await grammar.close()


@pytest.mark.parametrize(
    ("language", "said", "answer", "intent"),
    [
        ("en", ("turn on or off the Lampe", "Turn on the Lampe, or off?"), "off", "HassTurnOff"),
        ("en", ("Turn the Lampe on or off.", "Turn the Lampe on, or off?"), "On, please.", "HassTurnOn"),
        ("en", ("open or close the Rollo", "Open the Rollo, or close?"), "close it", "HassTurnOff"),
        ("de", ("schalte die Lampe ein oder aus", "Schalte die Lampe ein, oder aus?"), "aus", "HassTurnOff"),
        ("fr", ("allume ou éteins Lampe", "Allume Lampe, ou éteins ?"), "éteins", "HassTurnOff"),
        ("es", ("enciende o apaga Lampe", "¿Enciende Lampe, o apaga?"), "apaga", "HassTurnOff"),
        ("it", ("accendi o spegni Lampe", "Accendi Lampe, o spegni?"), "spegni", "HassTurnOff"),
        ("nl", ("doe de Lampe aan of uit", "Doe de Lampe aan, of uit?"), "uit graag", "HassTurnOff"),
    ],
)
async def test_the_answer_says_which_of_two_is_done(
    agent: Agent, language: str, said: tuple[str, str], answer: str, intent: str
) -> None:
    text, question = said
    asked = await say(agent, text, language=language)
    assert (asked.text, asked.intents) == (question, [])
    assert asked.done.awaits_answer
    done = await say(agent, answer, language=language)
    assert [name for name, _ in done.intents] == [intent]


async def test_nothing_is_done_where_the_answer_is_no(agent: Agent) -> None:
    await say(agent, "turn the Lampe on or off")
    declined = await say(agent, "never mind")
    assert declined.intents == []
    assert not (await say(agent, "off")).intents


async def test_the_answer_may_be_another_command(agent: Agent) -> None:
    await say(agent, "turn the Lampe on or off")
    other = await say(agent, "close the Rollo")
    assert other.intents[0][1]["name"] == "Rollo"


async def test_what_is_guarded_is_asked_about_all_the_same(agent: Agent) -> None:
    await say(agent, "lock or unlock the Porta")
    unlocked = await say(agent, "unlock")
    assert unlocked.asks


@pytest.mark.parametrize(
    "text", ["turn on the Lampe or the Rollo", "is the Lampe on or off", "turn on the Lampe and the Rollo"]
)
async def test_other_alternatives_are_no_question_of_this_kind(agent: Agent, text: str) -> None:
    assert ", or " not in (await say(agent, text)).text
