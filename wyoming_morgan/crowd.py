"""The clients of a door: how many there may be in all and of each address, and who makes room for whom."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from wyoming_morgan.errors import Busy


class Guest(Protocol):
    """A connected client."""

    @property
    def idle_since(self) -> float | None:
        """When it last did something of use, or connected; None while it is served."""


GuestT = TypeVar("GuestT", bound=Guest)


class Crowd(Generic[GuestT]):
    """Admits clients up to a bound for all, and a lower one for each address.

    Who has one address of IPv6 has its whole network (/64): for that, there is a bound between the two.

    At a bound, a client that does nothing makes room: of the address that has most clients, the one that has
    been idle for longest. An address never displaces the clients of another one that has fewer.
    """

    def __init__(self, *, limit: int, for_each_address: int) -> None:
        self._limit = limit
        self._for_each_address = min(for_each_address, limit)
        self._for_each_network = bound_of_network(limit=limit, for_each_address=self._for_each_address)
        self._guests: dict[GuestT, str] = {}
        self._counts: Counter[str] = Counter()
        self._networks: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self._guests)

    def enter(self, guest: GuestT, address: str) -> GuestT | None:
        """Admit a client; return the one that has to leave for it, if any, which is no longer counted.

        Raises:
            Busy: a bound is reached, and nobody can make room.
        """
        origin = plain_address(address)
        network = network_of(origin)
        crowded: Callable[[str], bool] | None = None
        count, whose = self._limit, ""
        if self._counts[origin] >= self._for_each_address:
            crowded, count, whose = origin.__eq__, self._for_each_address, " of this address"
        elif self._networks[network] >= self._for_each_network and network != origin:
            crowded = lambda other: network_of(other) == network  # noqa: E731 - as short as the other two
            count, whose = self._for_each_network, f" of the network {network}"
        elif len(self._guests) >= self._limit:
            crowded = lambda _: True  # noqa: E731 - as short as the other two
        leaving: GuestT | None = None
        if crowded is not None:
            leaving = self._idle(origin, crowded)
            if leaving is None:
                raise Busy(f"{count} clients{whose} are connected already", hint="try again in a moment")
            self.leave(leaving)
        self._guests[guest] = origin
        self._counts[origin] += 1
        self._networks[network] += 1
        return leaving

    def leave(self, guest: GuestT) -> None:
        """Count a client no longer; one that has left already is not an error."""
        origin = self._guests.pop(guest, None)
        if origin is None:
            return
        self._counts -= Counter((origin,))
        self._networks -= Counter((network_of(origin),))

    def hand_over(self, guest: GuestT, successor: GuestT) -> None:
        """Give the place of a client to what serves it from now on; there is none if it has left."""
        origin = self._guests.pop(guest, None)
        if origin is not None:
            self._guests[successor] = origin

    def _idle(self, newcomer: str, crowded: Callable[[str], bool]) -> GuestT | None:
        """Return who makes room for a client of the address `newcomer`, among the crowded addresses."""
        best: tuple[int, float] | None = None
        leaving: GuestT | None = None
        for guest, origin in self._guests.items():
            idle_since = guest.idle_since
            if idle_since is None or not crowded(origin):
                continue
            count = self._counts[origin] + (origin == newcomer)
            if origin != newcomer and count <= self._counts[newcomer]:
                continue
            rank = (count, -idle_since)
            if best is None or rank > best:
                best, leaving = rank, guest
        return leaving


def bound_of_network(*, limit: int, for_each_address: int) -> int:
    """Return how many of `limit` places the addresses of one network may have: others always have some."""
    return for_each_address + max(0, limit - for_each_address) // 2


def plain_address(address: str) -> str:
    """Return an address in one form: an IPv4 address may come mapped into IPv6, or with a zone."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


def network_of(address: str) -> str:
    """Return the network of which one client may have every address; of IPv4 that is one address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004 - IPv4
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
