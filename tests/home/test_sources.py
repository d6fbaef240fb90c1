"""Which source of the home counts."""

from __future__ import annotations

import pytest

from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.model import Entity, Home
from wyoming_morgan.home.sources import HomeSources

PREFERRED = Home(entities=(Entity("Preferred lamp", "light"),))
OTHER = Home(entities=(Entity("Other lamp", "light"),))


def sources() -> tuple[FakeHomeLink, FakeHomeLink, HomeSources]:
    preferred, other = FakeHomeLink(PREFERRED), FakeHomeLink(OTHER)
    return preferred, other, HomeSources([preferred, other])


async def test_the_first_source_that_is_linked_counts() -> None:
    preferred, other, home = sources()
    preferred.linked = False
    assert (home.home, home.connected) == (OTHER, True)
    preferred.linked = True
    assert home.home == PREFERRED
    await home.handle_intent("HassTurnOn", {"name": "x"}, language="en", place=Place())
    assert (len(preferred.handled), len(other.handled)) == (1, 0)


async def test_a_source_that_is_linked_counts_even_while_it_is_away() -> None:
    preferred, _, home = sources()
    preferred.connected = False
    assert (home.linked, home.connected, home.home) == (True, False, PREFERRED)


async def test_without_a_source_nothing_is_known_and_the_way_to_one_is_told() -> None:
    preferred, other, home = sources()
    preferred.linked = other.linked = False
    assert (home.linked, home.connected, home.home, dict(home.states)) == (False, False, Home(), {})
    with pytest.raises(EngineUnavailable, match="integration Morgan"):
        await home.handle_intent("HassTurnOn", {}, language="en", place=Place())


async def test_a_change_of_any_source_is_heard_until_the_listener_leaves() -> None:
    preferred, other, home = sources()
    heard: list[int] = []
    end = home.listen(lambda: heard.append(1))
    preferred.change(OTHER)
    other.change(PREFERRED)
    assert len(heard) == 2
    end()
    preferred.change(PREFERRED)
    assert len(heard) == 2
