"""Recognizers write capitals and full stops as they like: nothing downstream depends on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.model import Area, Entity, Home

HOME = Home(
    entities=(Entity("Lampe", "light", area="Studio"), Entity("Rollo", "cover"), Entity("Porta", "lock")),
    areas=(Area("Studio"),),
)
DIALOGUES = {
    "en": (
        ("turn on the lampe",),
        ("open the rollo",),
        ("set a timer for 5 minutes",),
        ("unlock porta", "yes"),
    ),
    "de": (("schalte die lampe ein",), ("öffne das rollo",), ("stelle einen timer auf 5 minuten",)),
    "fr": (
        ("allume lampe",),
        ("ouvre rollo",),
        ("mets un minuteur de 5 minutes",),
        ("éteins ou allume lampe", "éteins"),
    ),
    "es": (("enciende lampe",), ("abre rollo",), ("pon un temporizador de 5 minutos",)),
    "it": (("accendi lampe",), ("apri rollo",), ("imposta un timer di 5 minuti",)),
    "nl": (
        ("doe de lampe aan",),
        ("open rollo",),
        ("zet een timer voor 5 minuten",),
        ("doe lampe aan of uit", "uit"),
    ),
}
WRITTEN: tuple[Callable[[str], str], ...] = (
    lambda text: f"{text.capitalize()}.",
    lambda text: f"{text}.",
    str.upper,
    lambda text: f"{text.title()}!",
)


@pytest.fixture
async def agent(load_matcher: MatcherCache) -> AsyncIterator[Agent]:
    grammar = Grammar(HOME, languages=tuple(DIALOGUES), load_matcher=load_matcher)
    yield Agent(grammar, clock=Hand())
    await grammar.close()


async def outcome(
    agent: Agent, turns: tuple[str, ...], language: str, conversation: str
) -> list[tuple[Any, ...]]:
    heard = [await say(agent, text, conversation, language=language) for text in turns]
    return [(turn.intents, turn.done.outcome, turn.done.awaits_answer) for turn in heard]


@pytest.mark.parametrize(
    ("language", "turns"), [(language, turns) for language, all_of in DIALOGUES.items() for turns in all_of]
)
async def test_capitals_and_full_stops_change_nothing(
    agent: Agent, language: str, turns: tuple[str, ...]
) -> None:
    plain = await outcome(agent, turns, language, "plain")
    assert plain[-1][0]
    for number, written in enumerate(WRITTEN):
        assert await outcome(agent, tuple(map(written, turns)), language, str(number)) == plain
