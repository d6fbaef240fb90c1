from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.agent.conftest import HOME, MatcherCache
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.errors import Busy, DeadlineExceeded, InvalidRequest
from wyoming_morgan.home.model import Area, Entity, Home


@pytest.fixture
async def grammar(home: Home) -> AsyncIterator[Grammar]:
    grammar = Grammar(home, languages=("en-US", "ga"), settings=AgentSettings(languages_kept=2))
    yield grammar
    await grammar.close()


def test_the_languages_of_the_home_come_first(grammar: Grammar) -> None:
    assert grammar.languages[:2] == ("en", "ga")
    assert len(grammar.languages) == len(set(grammar.languages)) > 60


def test_a_home_in_a_language_that_does_not_exist_is_refused(home: Home) -> None:
    with pytest.raises(InvalidRequest):
        Grammar(home, languages=("tlh",))


async def test_no_language_is_the_homes_first(grammar: Grammar) -> None:
    assert grammar.resolve_language(None) == "en"
    assert grammar.resolve_language("de_DE") == "de"


async def test_loading_warms_the_homes_languages(grammar: Grammar) -> None:
    await grammar.load()

    assert list(grammar._matchers) == ["en", "ga"]


async def test_the_language_unused_for_longest_makes_room(grammar: Grammar) -> None:
    for language in ("en", "ga", "en", "kw"):
        await grammar.not_understood(language)

    assert list(grammar._matchers) == ["en", "kw"]


async def test_a_language_is_loaded_once_for_all_who_wait(grammar: Grammar) -> None:
    matches = await asyncio.gather(*(grammar.understand("lock the front door", "en", None) for _ in range(8)))

    assert {match.intent for (match,) in matches} == {"HassTurnOn"}
    assert list(grammar._matchers) == ["en"]
    assert not grammar._loads


async def test_one_who_gives_up_leaves_the_others_their_language(grammar: Grammar) -> None:
    leaver = asyncio.create_task(grammar.understand("pause", "en", None))
    stayer = asyncio.create_task(grammar.understand("pause", "en", None))
    await asyncio.sleep(0)
    leaver.cancel()

    assert (await stayer)[0].intent == "HassMediaPause"
    assert leaver.cancelled()
    assert grammar.waiting == 0


async def test_a_full_queue_is_busy(home: Home) -> None:
    grammar = Grammar(home, settings=AgentSettings(queue=1))
    first = asyncio.create_task(grammar.understand("pause", "en", None))
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await grammar.understand("pause", "en", None)

    assert await first
    await grammar.close()


async def test_slow_understanding_is_ended(home: Home) -> None:
    grammar = Grammar(home, settings=AgentSettings(deadline=1e-9))

    with pytest.raises(DeadlineExceeded):
        await grammar.understand("pause", "en", None)

    assert grammar.waiting == 0
    await grammar.close()


async def test_a_long_text_is_talk(grammar: Grammar) -> None:
    assert await grammar.understand("turn on the bed light " + "very " * 80, "en", None) == ()


async def test_a_grammar_closes_while_a_language_loads(home: Home) -> None:
    grammar = Grammar(home)
    waiting = asyncio.create_task(grammar.load())
    await asyncio.sleep(0)
    await grammar.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.slow
async def test_an_unknown_home_that_becomes_known_closes_its_lists() -> None:
    grammar = Grammar(Home())
    matches_of_any_name = await grammar.understand("turn on the foo lamp", "en", None)
    grammar.change_home(Home(entities=(Entity("Desk Lamp", "light"),), areas=(Area("Den"),)))
    while grammar._loads:
        await asyncio.gather(*grammar._loads.values())

    assert matches_of_any_name
    assert not await grammar.understand("turn on the foo lamp", "en", None)
    assert await grammar.understand("turn on the desk lamp", "en", None)
    await grammar.close()


async def test_a_home_may_change_while_its_language_loads() -> None:
    grammar = Grammar(Home())
    load = asyncio.create_task(grammar.load())
    await asyncio.sleep(0)
    grammar.change_home(Home(entities=(Entity("Desk Lamp", "light"),)))
    await load

    matches = await grammar.understand("turn on the desk lamp", "en", None)
    assert matches[0].slots == {"name": "Desk Lamp"}
    await grammar.close()


def test_a_home_may_change_before_any_loop_runs() -> None:
    grammar = Grammar(Home())
    grammar.change_home(HOME)

    assert grammar.home is HOME


async def test_a_misspelled_name_is_corrected_in_the_home_of_now(load_matcher: MatcherCache) -> None:
    grammar = Grammar(Home(entities=(Entity("Ceiling Lamp", "light"),)), load_matcher=load_matcher)
    correction = await grammar.correct("turn on the cieling lamp", "en")
    grammar.change_home(Home(entities=(Entity("Floor Fan", "fan"),)))

    assert correction is not None
    assert (correction.text, correction.targets) == (
        "turn on the Ceiling Lamp",
        (("name", "Ceiling Lamp"),),
    )
    assert await grammar.correct("turn on the cieling lamp", "en") is None
    await grammar.close()


async def test_a_follow_up_needs_a_sentence_before(home: Home, load_matcher: MatcherCache) -> None:
    grammar = Grammar(home, load_matcher=load_matcher)
    before = await grammar.understand("turn on the bed light", "en", None)
    (unplaced,) = await grammar.understand("turn off the lights", "en", None)

    async def follow_up(
        text: str, before: tuple[SentenceMatch, ...] = (), unplaced: SentenceMatch | None = None
    ) -> dict[str, object] | None:
        match = await grammar.follow_up(text, "en", area=None, unplaced=unplaced, before=before)
        return None if match is None else {**match.slots}

    assert await follow_up("and the ceiling fan") is None
    assert await follow_up("and the ceiling fan", before) == {"name": "Ceiling Fan"}
    assert await follow_up("in the kitchen", unplaced=unplaced) == {"area": "Kitchen", "domain": "light"}
    assert await follow_up("in the kitchen " * 40, before, unplaced) is None
    await grammar.close()
