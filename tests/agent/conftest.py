"""A home to talk about, and the English grammar over it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.agent.stored import Faulty
from tests.agent.talking import Hand
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar, warm_matcher
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.agent.settings import AgentSettings, MemorySettings
from wyoming_morgan.home.model import Area, Entity, Floor, Home
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

PATIENT = AgentSettings(memory=MemorySettings(write_seconds=30))
"""For tests that are not about a slow database: this machine may be busy."""

HOME = Home(
    entities=(
        Entity("Bed Light", "light", area="Bedroom"),
        Entity("Kitchen Light", "light", aliases=("Cooking Lamp",), area="Kitchen"),
        Entity("Ceiling Fan", "fan", area="Bedroom"),
        Entity("Front Door", "lock"),
        Entity("Garage Door", "cover"),
        Entity("TV", "media_player", area="Living Room"),
        Entity("EcoBee", "climate"),
        Entity("Party Time", "script"),
        Entity("Groceries", "todo"),
        Entity("{{ 7*7 }} [lamp]", "light"),
        Entity("Dr. No's Lamp!", "light"),
    ),
    areas=(
        Area("Kitchen", floor="Ground Floor", satellites=("assist_satellite.kitchen",)),
        Area("Bedroom", aliases=("Sleeping Room",)),
        Area("Living Room"),
    ),
    floors=(Floor("Upstairs"),),
)


class MatcherCache:
    """Matchers that were loaded once: parsing a language's sentences takes longer than most tests.

    Tests whose subject is loading make a `Grammar` without it.
    """

    def __init__(self) -> None:
        self._matchers: dict[tuple[str, Home], SentenceMatcher] = {}

    def __call__(self, language: str, home: Home) -> SentenceMatcher:
        matcher = self._matchers.get((language, home))
        if matcher is None:
            matcher = self._matchers[language, home] = warm_matcher(language, home)
        matcher.change_home(home)  # an earlier test may have changed it
        return matcher


@pytest.fixture(scope="session")
def load_matcher() -> MatcherCache:
    return MatcherCache()


@pytest.fixture(scope="session")
def home() -> Home:
    return HOME


@pytest.fixture(scope="session")
def home_matcher(load_matcher: MatcherCache) -> SentenceMatcher:
    return load_matcher("en", HOME)


@pytest.fixture(scope="session")
def open_matcher(load_matcher: MatcherCache) -> SentenceMatcher:
    return load_matcher("en", Home())


@pytest.fixture
async def grammar(load_matcher: MatcherCache) -> AsyncIterator[Grammar]:
    grammar = Grammar(HOME, load_matcher=load_matcher)
    yield grammar
    await grammar.close()


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def agent(grammar: Grammar, clock: Hand) -> Agent:
    return Agent(grammar, clock=clock)


@pytest.fixture
async def stranger(load_matcher: MatcherCache) -> AsyncIterator[Agent]:
    grammar = Grammar(Home(), load_matcher=load_matcher)
    yield Agent(grammar, clock=Hand())
    await grammar.close()


@pytest.fixture
async def store(tmp_path: Path, empty_database: Path) -> AsyncIterator[SqlStore]:
    await asyncio.to_thread(shutil.copy, empty_database, tmp_path)
    store = await asyncio.to_thread(open_store, StoreSettings(retry_seconds=0), tmp_path)
    assert isinstance(store, SqlStore)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def faulty(store: SqlStore) -> Faulty:
    faulty = Faulty(store.conversations)
    store.conversations = faulty  # type: ignore[assignment] # the real ones, with faults
    return faulty


@pytest.fixture
async def keeper(grammar: Grammar, store: SqlStore, clock: Hand) -> AsyncIterator[Agent]:
    agent = Agent(grammar, store=store, clock=clock, settings=PATIENT)
    yield agent
    await agent.close()
