"""The clients of a door: how many there may be in all and of each address, and who makes room for whom."""

from __future__ import annotations

import ipaddress
from collections import Counter
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

    At a bound, a client that does nothing makes room: of the address that has most clients, the one that has
    been idle for longest. An address never displaces the clients of another one that has fewer.
    """

    def __init__(self, *, limit: int, for_each_address: int) -> None:
        self._limit = limit
        self._for_each_address = min(for_each_address, limit)
        self._guests: dict[GuestT, str] = {}
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self._guests)

    def enter(self, guest: GuestT, address: str) -> GuestT | None:
        """Admit a client; return the one that has to leave for it, if any, which is no longer counted.

        Raises:
            Busy: a bound is reached, and nobody can make room.
        """
        origin = _plain(address)
        of_address = self._counts[origin] >= self._for_each_address
        leaving: GuestT | None = None
        if of_address or len(self._guests) >= self._limit:
            leaving = self._idle(origin, of_address=of_address)
            if leaving is None:
                count = self._for_each_address if of_address else self._limit
                whose = " of this address" if of_address else ""
                raise Busy(f"{count} clients{whose} are connected already", hint="try again in a moment")
            self.leave(leaving)
        self._guests[guest] = origin
        self._counts[origin] += 1
        return leaving

    def leave(self, guest: GuestT) -> None:
        """Count a client no longer; one that has left already is no error."""
        origin = self._guests.pop(guest, None)
        if origin is None:
            return
        self._counts[origin] -= 1
        if not self._counts[origin]:
            del self._counts[origin]

    def _idle(self, newcomer: str, *, of_address: bool) -> GuestT | None:
        """Return who makes room for a client of the address `newcomer`."""
        best: tuple[int, float] | None = None
        leaving: GuestT | None = None
        for guest, origin in self._guests.items():
            idle_since = guest.idle_since
            if idle_since is None or (of_address and origin != newcomer):
                continue
            count = self._counts[origin] + (origin == newcomer)
            if origin != newcomer and count <= self._counts[newcomer]:
                continue
            rank = (count, -idle_since)
            if best is None or rank > best:
                best, leaving = rank, guest
        return leaving


def _plain(address: str) -> str:
    """Return an address in one form: an IPv4 address may come mapped into IPv6, or with a zone."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
