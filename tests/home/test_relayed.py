"""A home that tells about itself: what counts, and from when on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from wyoming_morgan.errors import Busy, EngineUnavailable, ProtocolError
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Item, Lookup, LookupKind
from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.registry import AreaEntry, EntityEntry, FloorEntry
from wyoming_morgan.home.relayed import Feed, RelayedHome

FEED = Feed("home", "account")
DONE = {"response_type": "action_done", "data": {"success": [], "failed": []}, "speech": {}}


class FakeCarrier:
    """Answers every order; by default that it was done."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.failure: Exception | None = None
        self.silent = False
        self.findings: dict[str, Any] = {"now": "2026-11-29T12:00:00+01:00", "entries": [{"summary": "Milk"}]}

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> Mapping[str, Any]:
        del slots, language, place
        self.orders.append(name)
        if self.failure is not None:
            raise self.failure
        if self.silent:
            await asyncio.Event().wait()
        return DONE

    async def look_up(self, lookup: Lookup, *, turn: int | None) -> Mapping[str, Any]:
        self.orders.append(f"{lookup.kind} of {lookup.entity_id} in turn {turn}")
        if self.failure is not None:
            raise self.failure
        if self.silent:
            await asyncio.Event().wait()
        return self.findings


def tell(home: RelayedHome, *names: str) -> None:
    """Tell about lamps; it counts with the next `ready`."""
    home.begin()
    home.take_places([FloorEntry("up", "Upstairs")], [AreaEntry("study", "Study", floor_id="up")])
    ids = [f"light.{number}" for number in range(len(names))]
    home.take_entities(
        [EntityEntry(key, "study", aliases=(name,)) for key, name in zip(ids, names, strict=True)], [], []
    )
    home.take_states({"a": {key: {"s": "on", "a": {}} for key in ids}})


def names(home: RelayedHome) -> list[str]:
    return [entity.name for entity in home.home.entities]


async def linked() -> tuple[RelayedHome, FakeCarrier]:
    home, carrier = RelayedHome(answer_seconds=0.05), FakeCarrier()
    home.open(carrier, FEED)
    tell(home, "Lamp")
    await home.ready(1)
    return home, carrier


async def test_nothing_is_known_before_a_home_is_complete() -> None:
    home = RelayedHome(answer_seconds=1.0)
    home.open(FakeCarrier(), FEED)
    tell(home, "Lamp")
    assert (home.linked, home.connected, names(home), dict(home.states)) == (False, False, [], {})
    await home.ready(1)
    assert (home.linked, home.connected, names(home)) == (True, True, ["Lamp"])
    assert home.states["light.0"].area == "Study"
    assert home.home.areas[0].floor == "Upstairs"


async def test_the_former_home_counts_until_the_next_one_is_complete() -> None:
    home, _ = await linked()
    tell(home, "Desk lamp", "Bed lamp")
    assert names(home) == ["Lamp"]
    await home.ready(2)
    assert names(home) == ["Desk lamp", "Bed lamp"]


async def test_half_a_home_is_dropped_with_its_link() -> None:
    home, carrier = await linked()
    tell(home, "Desk lamp", "Bed lamp")
    home.close(carrier)
    await home.ready(2)
    assert names(home) == ["Lamp"]


async def test_states_apply_at_once_and_names_with_ready() -> None:
    home, _ = await linked()
    home.take_states({"c": {"light.0": {"+": {"s": "off"}}}})
    assert home.states["light.0"].state == "off"


async def test_listeners_hear_of_other_names_and_not_of_the_same_ones() -> None:
    home, _ = await linked()
    heard: list[list[str]] = []
    end = home.listen(lambda: heard.append(names(home)))
    await home.ready(2)
    tell(home, "Lamp")
    await home.ready(3)
    assert heard == []
    tell(home, "Desk lamp")
    await home.ready(4)
    assert heard == [["Desk lamp"]]
    end()
    tell(home, "Bed lamp")
    await home.ready(5)
    assert len(heard) == 1


async def test_a_listener_that_fails_hinders_no_other() -> None:
    home, _ = await linked()
    heard: list[int] = []

    def fail() -> None:
        raise RuntimeError("broken")

    home.listen(fail)
    home.listen(lambda: heard.append(1))
    tell(home, "Desk lamp")
    await home.ready(2)
    assert heard == [1]


async def test_names_and_states_stay_while_the_home_is_away() -> None:
    home, carrier = await linked()
    home.close(carrier)
    assert (home.linked, home.connected, names(home)) == (True, False, ["Lamp"])
    assert "light.0" in home.states
    with pytest.raises(EngineUnavailable, match="not linked"):
        await home.handle_intent("HassTurnOn", {}, language="en", place=Place())


async def test_what_is_known_of_a_feed_is_told_when_its_home_comes_back() -> None:
    home, carrier = await linked()
    home.close(carrier)
    assert home.open(FakeCarrier(), FEED) == 1
    assert home.open(FakeCarrier(), Feed("home", "another account")) is None


async def test_an_old_link_that_ends_late_does_not_end_the_new_one() -> None:
    home, carrier = await linked()
    home.open(FakeCarrier(), FEED)
    home.close(carrier)
    assert home.connected


async def test_a_second_home_is_refused_while_the_first_is_there() -> None:
    home, carrier = await linked()
    with pytest.raises(Busy, match="another home"):
        home.open(FakeCarrier(), Feed("another", "account"))
    home.close(carrier)
    assert home.open(FakeCarrier(), Feed("another", "account")) is None


async def test_states_of_another_shape_are_refused() -> None:
    home, _ = await linked()
    with pytest.raises(ProtocolError):
        home.take_states({"a": {"light.0": "on"}})


async def test_an_order_is_done_only_if_the_home_says_so() -> None:
    home, carrier = await linked()
    assert (await home.handle_intent("HassTurnOn", {}, language="en", place=Place())).success
    carrier.failure = ConnectionError("it was closed")
    broken = await home.handle_intent("HassTurnOn", {}, language="en", place=Place())
    carrier.failure, carrier.silent = None, True
    silent = await home.handle_intent("HassTurnOn", {}, language="en", place=Place())
    for result in (broken, silent):
        assert not result.success
        assert "not known whether it was done" in result.error
    assert carrier.orders == ["HassTurnOn"] * 3


async def test_what_a_script_reaches_is_told_with_it() -> None:
    home, _ = await linked()
    script = EntityEntry("script.evening", aliases=("Evening",))
    home.take_entities([script], members={"script.evening": ("lock.front",)})
    home.take_states({"a": {"script.evening": {"s": "off", "a": {}}}})
    await home.ready(2)
    assert home.states["script.evening"].attributes["entity_id"] == ["lock.front"]


async def test_what_a_former_link_had_told_does_not_replace_what_the_new_one_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, former = await linked()
    rebuild, gate = Mirror.rebuild, asyncio.Event()

    async def rebuild_slowly(mirror: Mirror) -> bool:
        await gate.wait()
        return await rebuild(mirror)

    monkeypatch.setattr(Mirror, "rebuild", rebuild_slowly)
    tell(home, "Old lamp")
    late = asyncio.create_task(home.ready(2))
    await asyncio.sleep(0)
    home.open(FakeCarrier(), FEED)
    assert not home.is_told_by(former)
    tell(home, "New lamp")
    gate.set()
    await late
    assert names(home) == ["Lamp"]
    await home.ready(3)
    assert names(home) == ["New lamp"]


LIST = Lookup(LookupKind.ITEMS, "todo.shopping")


async def with_lookups() -> tuple[RelayedHome, FakeCarrier]:
    home, carrier = RelayedHome(answer_seconds=0.05), FakeCarrier()
    home.open(carrier, FEED, ("items", "dreams"))
    tell(home, "Lamp")
    await home.ready(1)
    return home, carrier


async def test_the_home_looks_things_up_in_the_turn_of_who_speaks() -> None:
    home, carrier = await with_lookups()
    findings = await home.look_up(LIST, place=Place(turn=7))
    assert findings.items == (Item("Milk"),)
    assert carrier.orders == ["items of todo.shopping in turn 7"]


async def test_a_home_is_not_asked_for_what_it_cannot_look_up() -> None:
    home, carrier = await with_lookups()
    with pytest.raises(EngineUnavailable, match="cannot look up events"):
        await home.look_up(Lookup(LookupKind.EVENTS, "calendar.family"), place=Place())
    home.open(carrier, FEED)
    with pytest.raises(EngineUnavailable, match="cannot look up items"):
        await home.look_up(LIST, place=Place())
    assert carrier.orders == []


@pytest.mark.parametrize("failure", [None, ConnectionError("gone")])
async def test_a_home_that_does_not_tell_in_time_is_no_answer(failure: Exception | None) -> None:
    home, carrier = await with_lookups()
    carrier.failure, carrier.silent = failure, True
    with pytest.raises(EngineUnavailable, match="did not tell"):
        await home.look_up(LIST, place=Place())


async def test_why_a_home_cannot_tell_is_for_the_log() -> None:
    home, carrier = await with_lookups()
    carrier.findings = {"error": "it is not exposed to Assist"}
    with pytest.raises(EngineUnavailable, match="not exposed"):
        await home.look_up(LIST, place=Place())
    home.close(carrier)
    with pytest.raises(EngineUnavailable, match="not linked"):
        await home.look_up(LIST, place=Place())
