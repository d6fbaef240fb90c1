"""Who may enter a door, and who makes room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.crowd import Crowd
from wyoming_morgan.errors import Busy


@dataclass(eq=False)
class Visitor:
    idle_since: float | None = 0.0


def crowd_of(addresses: str, *, limit: int, for_each_address: int) -> tuple[Crowd[Visitor], list[Visitor]]:
    """Return a crowd of busy visitors, one for each letter, which is its address."""
    crowd = Crowd[Visitor](limit=limit, for_each_address=for_each_address)
    visitors = [Visitor(idle_since=None) for _ in addresses]
    for visitor, address in zip(visitors, addresses, strict=True):
        assert crowd.enter(visitor, address) is None
    return crowd, visitors


def test_there_is_room_up_to_the_bounds() -> None:
    crowd, _ = crowd_of("aab", limit=3, for_each_address=2)
    with pytest.raises(Busy, match="3 clients are connected"):
        crowd.enter(Visitor(), "c")
    assert len(crowd) == 3


def test_one_address_cannot_take_all_places() -> None:
    crowd, _ = crowd_of("aa", limit=3, for_each_address=2)
    with pytest.raises(Busy, match="2 clients of this address"):
        crowd.enter(Visitor(), "a")
    assert crowd.enter(Visitor(), "b") is None


def test_who_has_been_idle_for_longest_makes_room() -> None:
    crowd, visitors = crowd_of("aaa", limit=3, for_each_address=3)
    visitors[1].idle_since, visitors[2].idle_since = 2.0, 1.0
    assert crowd.enter(Visitor(), "b") is visitors[2]
    assert len(crowd) == 3


def test_the_address_with_most_clients_makes_room_first() -> None:
    crowd, visitors = crowd_of("baa", limit=3, for_each_address=3)
    visitors[0].idle_since, visitors[2].idle_since = 1.0, 5.0
    assert crowd.enter(Visitor(), "c") is visitors[2]


def test_an_address_displaces_its_own_clients_before_those_of_others() -> None:
    crowd, visitors = crowd_of("ab", limit=2, for_each_address=2)
    visitors[0].idle_since, visitors[1].idle_since = 5.0, 1.0
    assert crowd.enter(Visitor(), "a") is visitors[0]


def test_an_address_displaces_nobody_who_has_fewer_clients() -> None:
    crowd, visitors = crowd_of("aab", limit=3, for_each_address=3)
    visitors[2].idle_since = 1.0
    with pytest.raises(Busy):
        crowd.enter(Visitor(), "a")


def test_who_has_left_is_counted_no_longer() -> None:
    crowd, visitors = crowd_of("aa", limit=2, for_each_address=2)
    crowd.leave(visitors[0])
    crowd.leave(visitors[0])
    assert len(crowd) == 1
    assert crowd.enter(Visitor(), "a") is None


@pytest.mark.parametrize("same", ["::ffff:192.0.2.1", "192.0.2.1", "::FFFF:c000:201"])
def test_an_address_is_the_same_however_it_is_written(same: str) -> None:
    crowd = Crowd[Visitor](limit=9, for_each_address=1)
    crowd.enter(Visitor(idle_since=None), "192.0.2.1")
    with pytest.raises(Busy):
        crowd.enter(Visitor(), same)


@pytest.mark.parametrize("network", ["2001:db8::{:x}", "2001:0db8:0:0:{:x}::1", "fd12::{:x}%eth0"])
def test_who_has_a_network_of_ipv6_cannot_take_all_places_with_its_many_addresses(network: str) -> None:
    crowd = Crowd[Visitor](limit=8, for_each_address=4)
    for number in range(1, 7):
        assert crowd.enter(Visitor(idle_since=None), network.format(number)) is None
    for number in range(7, 99):
        with pytest.raises(Busy, match="6 clients of the network"):
            crowd.enter(Visitor(), network.format(number))
    for other in ("192.0.2.7", "2001:db8:0:1::1"):
        assert crowd.enter(Visitor(), other) is None


def test_in_a_crowded_network_the_idle_make_room_for_their_neighbours_and_for_nobody_else() -> None:
    crowd = Crowd[Visitor](limit=8, for_each_address=4)
    neighbours = [Visitor(idle_since=float(number)) for number in range(6)]
    for number, visitor in enumerate(neighbours, 1):
        crowd.enter(visitor, f"2001:db8::{number}")
    other = Visitor(idle_since=-1.0)
    assert crowd.enter(other, "192.0.2.7") is None
    assert crowd.enter(Visitor(), "2001:db8::99") is neighbours[0]


def test_devices_of_one_ipv4_network_are_not_taken_together() -> None:
    crowd = Crowd[Visitor](limit=8, for_each_address=1)
    for number in range(8):
        assert crowd.enter(Visitor(idle_since=None), f"192.0.2.{number}") is None


@given(
    steps=st.lists(st.tuples(st.sampled_from("abcd"), st.one_of(st.none(), st.floats(0, 100)), st.booleans()))
)
def test_the_bounds_hold_and_an_address_with_none_is_admitted_while_others_are_idle(
    steps: list[tuple[str, float | None, bool]],
) -> None:
    crowd = Crowd[Visitor](limit=4, for_each_address=3)
    inside: dict[Visitor, str] = {}
    for address, idle_since, leaves in steps:
        visitor = Visitor(idle_since)
        has_place = list(inside.values()).count(address) < 3
        has_idle = any(other.idle_since is not None for other in inside)
        is_first = address not in inside.values()
        try:
            displaced = crowd.enter(visitor, address)
        except Busy:
            assert not (has_place and len(inside) < 4)
            assert not (is_first and has_idle)
            continue
        if displaced is not None:
            assert displaced.idle_since is not None
            del inside[displaced]
        inside[visitor] = address
        if leaves:
            crowd.leave(visitor)
            del inside[visitor]
        assert len(crowd) == len(inside) <= 4
        assert max(list(inside.values()).count(address) for address in "abcd") <= 3
