"""A connected home, and an agent that acts on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping

import pytest

from tests.agent.acting.asking import Ask
from tests.agent.acting.rooms import Placed, link_of
from tests.agent.acting.talking import Talk
from tests.agent.conftest import HOME, MatcherCache
from tests.agent.homes import KITCHEN, home_in
from tests.agent.talking import Hand, Heard, say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.lookups import Findings
from wyoming_morgan.home.model import Home

STATES = (
    EntityState("light.bed", "Bed Light", "light", "on", "Bedroom"),
    EntityState("light.kitchen", "Kitchen Light", "light", "off", "Kitchen"),
    EntityState("lock.front", "Front Door", "lock", "locked"),
    EntityState("climate.ecobee", "EcoBee", "climate", "heat", None, {"current_temperature": 21}),
)

LoadHome = Callable[[str, Home], SentenceMatcher]


@pytest.fixture
def link() -> FakeHomeLink:
    return FakeHomeLink(HOME, states=STATES)


@pytest.fixture
def linked(grammar: Grammar, link: FakeHomeLink, clock: Hand) -> Agent:
    return Agent(grammar, home=link, clock=clock)


@pytest.fixture
def load_home(load_matcher: MatcherCache) -> LoadHome:
    """Loads a language once, and gives it the names of any home."""

    def load(language: str, home: Home) -> SentenceMatcher:
        matcher = load_matcher(language, home_in(language))
        matcher.change_home(home)
        return matcher

    return load


@pytest.fixture
async def ask(load_home: LoadHome) -> AsyncIterator[Ask]:
    grammars: list[Grammar] = []

    async def answer(
        language: str,
        text: str,
        things: Iterable[Placed],
        findings: Mapping[str, Findings] | None = None,
    ) -> str:
        link = link_of(language, things)
        link.findings = dict(findings or {})
        grammar = Grammar(link.home, languages=(language,), load_matcher=load_home)
        grammars.append(grammar)
        heard = await say(Agent(grammar, home=link), text, language=language)
        assert not link.handled, "Home Assistant was asked instead"
        return heard.text

    yield answer
    for grammar in grammars:
        await grammar.close()


@pytest.fixture
async def talk(load_home: LoadHome) -> AsyncIterator[Talk]:
    grammars: list[Grammar] = []

    async def tell(
        language: str, *texts: str, things: Iterable[Placed], in_kitchen: bool = True
    ) -> tuple[list[Heard], FakeHomeLink]:
        link = link_of(language, things)
        grammar = Grammar(link.home, languages=(language,), load_matcher=load_home)
        grammars.append(grammar)
        agent = Agent(grammar, home=link)
        area = KITCHEN[language] if in_kitchen else None
        return [await say(agent, text, language=language, area=area) for text in texts], link

    yield tell
    for grammar in grammars:
        await grammar.close()
