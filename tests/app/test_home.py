from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.app.home import HomeListener
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.model import Entity, Home

WITH_MOON = replace(HOME, entities=(*HOME.entities, Entity("Moon Lamp", "light", area="Bedroom")))


class Recognizers:
    """Keeps the words that the recognizers were given."""

    def __init__(self) -> None:
        self.words: list[Vocabulary] = []

    async def expect(self, vocabulary: Vocabulary) -> None:
        self.words.append(vocabulary)


@pytest.fixture
async def grammar() -> AsyncIterator[Grammar]:
    grammar = Grammar(HOME)
    yield grammar
    await grammar.close()


async def test_new_names_are_understood_as_soon_as_the_home_has_them(grammar: Grammar) -> None:
    link = FakeHomeLink(HOME)
    agent = Agent(grammar, home=link)
    listener = HomeListener(link, grammar, configured=HOME, expect=Recognizers().expect)
    listener.start()
    assert not (await say(agent, "turn on the moon lamp")).done.trace.actions
    link.change(WITH_MOON)

    await say(agent, "turn on the moon lamp")
    assert link.handled == [("HassTurnOn", {"name": "Moon Lamp"})]
    await listener.close()
    link.change(HOME)  # nobody listens any more
    await say(agent, "turn off the moon lamp")
    assert len(link.handled) == 2


async def test_recognizers_get_the_words_of_a_changed_home(grammar: Grammar) -> None:
    recognizers = Recognizers()
    link = FakeHomeLink(Home())
    listener = HomeListener(link, grammar, configured=HOME, expect=recognizers.expect)
    listener.start()
    link.change(WITH_MOON)
    while listener._updates:
        await next(iter(listener._updates))

    assert recognizers.words == [WITH_MOON.vocabulary()]
    await listener.close()


async def test_the_configured_home_holds_while_the_connected_one_has_no_names(grammar: Grammar) -> None:
    link = FakeHomeLink(Home())
    listener = HomeListener(link, grammar, configured=WITH_MOON, expect=Recognizers().expect)
    listener.start()
    link.change(Home())

    assert grammar.home is WITH_MOON
    await listener.close()
