from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.conftest import HOME
from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from tests.virtual_time import VirtualTimeLoop
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.app.home import HomeListener
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.model import Entity, Home

WITH_MOON = replace(HOME, entities=(*HOME.entities, Entity("Moon Lamp", "light", area="Bedroom")))


class Recognizers:
    """Keeps the words that the recognizers were given, each after some seconds of work."""

    def __init__(self, seconds: float = 0) -> None:
        self.words: list[Vocabulary] = []
        self.ended = 0
        self.broken = False
        self._seconds = seconds

    async def expect(self, vocabulary: Vocabulary) -> None:
        self.words.append(vocabulary)
        if self.broken:
            raise RuntimeError
        await asyncio.sleep(self._seconds)
        self.ended += 1


def home(number: int) -> Home:
    """The home after a number of changes of its name."""
    return Home(entities=(Entity(f"Lamp {number}", "light"),))


def following(
    changes: Callable[[FakeHomeLink, Recognizers], Awaitable[None]], *, seconds: float = 0
) -> Recognizers:
    """The recognizers after changes of a home, each of which takes them some seconds, in virtual time."""

    async def follow() -> Recognizers:
        link, recognizers, grammar = FakeHomeLink(Home()), Recognizers(seconds), Grammar(HOME)
        listener = HomeListener(link, grammar, configured=HOME, expect=recognizers.expect, quiet_seconds=10)
        listener.start()
        try:
            await changes(link, recognizers)
        finally:
            await listener.close()
            await grammar.close()
        return recognizers

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(follow())


@pytest.fixture
async def grammar() -> AsyncIterator[Grammar]:
    grammar = Grammar(HOME)
    yield grammar
    await grammar.close()


async def test_new_names_are_understood_as_soon_as_the_home_has_them(grammar: Grammar) -> None:
    link = FakeHomeLink(HOME)
    agent = Agent(grammar, home=link)
    listener = HomeListener(link, grammar, configured=HOME, expect=Recognizers().expect, quiet_seconds=0)
    listener.start()
    assert not (await say(agent, "turn on the moon lamp")).done.trace.actions
    link.change(WITH_MOON)

    await say(agent, "turn on the moon lamp")
    assert link.handled == [("HassTurnOn", {"name": "Moon Lamp"})]
    await listener.close()
    link.change(HOME)  # nobody listens any more
    await say(agent, "turn off the moon lamp")
    assert len(link.handled) == 2


async def test_the_configured_home_holds_while_the_connected_one_has_no_names(grammar: Grammar) -> None:
    link = FakeHomeLink(Home())
    listener = HomeListener(link, grammar, configured=WITH_MOON, expect=Recognizers().expect, quiet_seconds=0)
    listener.start()
    link.change(Home())

    assert grammar.home is WITH_MOON
    await listener.close()


def test_recognizers_get_the_words_of_a_changed_home_once_it_is_quiet() -> None:
    async def changes(link: FakeHomeLink, recognizers: Recognizers) -> None:
        link.change(WITH_MOON)
        await asyncio.sleep(9)
        assert not recognizers.words
        await asyncio.sleep(2)

    assert following(changes).words == [WITH_MOON.vocabulary()]


def test_a_name_that_changes_all_the_time_is_learned_once_and_only_at_the_end() -> None:
    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        for number in range(250):
            link.change(home(number))
            await asyncio.sleep(0.1)
        await asyncio.sleep(100)

    assert following(changes, seconds=12).words == [home(249).vocabulary()]


def test_a_home_whose_things_appear_over_a_minute_is_learned_once() -> None:
    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        for count in range(1, 60):
            link.change(Home(entities=tuple(Entity(f"Lamp {number}", "light") for number in range(count))))
            await asyncio.sleep(1)
        await asyncio.sleep(60)

    (words,) = following(changes, seconds=12).words
    assert len(words.entries) == 59


def test_while_recognizers_learn_only_the_newest_of_further_homes_waits() -> None:
    async def changes(link: FakeHomeLink, recognizers: Recognizers) -> None:
        link.change(home(0))
        await asyncio.sleep(11)
        assert len(recognizers.words) == 1
        for number in range(1, 9):
            link.change(home(number))
            await asyncio.sleep(11)
        await asyncio.sleep(200)

    assert following(changes, seconds=95).words == [home(0).vocabulary(), home(8).vocabulary()]


def test_a_name_that_changes_back_is_not_learned_again() -> None:
    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        link.change(WITH_MOON)
        await asyncio.sleep(5)
        link.change(HOME)
        await asyncio.sleep(60)

    assert following(changes).words == []


def test_a_home_that_never_becomes_quiet_is_learned_now_and_then() -> None:
    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        for number in range(700):
            link.change(home(number))
            await asyncio.sleep(1)

    assert len(following(changes).words) == 2


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.1, 1, 5, 9, 11, 60])), min_size=1, max_size=30),
    st.sampled_from([0, 12, 95]),
)
def test_the_newest_home_is_learned_last_and_no_more_homes_than_there_was_quiet(
    steps: list[tuple[int, float]], seconds: float
) -> None:
    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        for number, pause in steps:
            link.change(home(number))
            await asyncio.sleep(pause)
        await asyncio.sleep(400)

    words = following(changes, seconds=seconds).words
    quiet = sum(pause > 10 for _, pause in steps[:-1]) + 1

    assert words[-1] == home(steps[-1][0]).vocabulary()
    assert len(words) <= quiet
    assert all(one != other for one, other in pairwise(words))


def test_recognizers_that_failed_get_the_next_names() -> None:
    async def changes(link: FakeHomeLink, recognizers: Recognizers) -> None:
        recognizers.broken = True
        link.change(home(0))
        await asyncio.sleep(60)
        recognizers.broken = False
        link.change(home(1))
        await asyncio.sleep(60)

    recognizers = following(changes)
    assert (len(recognizers.words), recognizers.ended) == (2, 1)


def test_the_end_does_not_wait_for_recognizers_that_learn() -> None:
    async def changes(link: FakeHomeLink, recognizers: Recognizers) -> None:
        link.change(WITH_MOON)
        await asyncio.sleep(11)
        assert len(recognizers.words) == 1

    assert following(changes, seconds=3600).ended == 0


def test_the_garbage_collector_leaves_out_a_home_that_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    frozen: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(sizes[-1]))

    async def changes(link: FakeHomeLink, _: Recognizers) -> None:
        for size in (100, 499, 500, 700, 900, 1000, 20):
            sizes.append(size)
            link.change(Home(entities=tuple(Entity(f"Lamp {number}", "light") for number in range(size))))
            await asyncio.sleep(20)

    following(changes)
    assert frozen == [500, 1000]


async def test_the_newest_names_are_prepared_before_somebody_needs_them(grammar: Grammar) -> None:
    link, prepared = FakeHomeLink(HOME), asyncio.Event()
    homes: list[Home] = []

    async def prepare() -> None:
        while not homes or homes[-1] is not grammar.home:
            homes.append(grammar.home)
            await asyncio.sleep(0)
        prepared.set()

    listener = HomeListener(
        link, grammar, configured=HOME, expect=Recognizers().expect, prepare=prepare, quiet_seconds=0
    )
    listener.start()
    link.change(WITH_MOON)
    link.change(home(1))
    async with asyncio.timeout(10):
        await prepared.wait()

    assert homes == [home(1)]
    await listener.close()


async def test_names_that_cannot_be_prepared_stop_nothing(
    grammar: Grammar, caplog: pytest.LogCaptureFixture
) -> None:
    async def prepare() -> None:
        raise RuntimeError

    link = FakeHomeLink(HOME)
    listener = HomeListener(
        link, grammar, configured=HOME, expect=Recognizers().expect, prepare=prepare, quiet_seconds=0
    )
    listener.start()
    for home_now in (WITH_MOON, HOME):
        link.change(home_now)
        await asyncio.sleep(0)

    assert grammar.home == HOME
    await listener.close()
    assert caplog.text.count("the new names could not be prepared") == 2
