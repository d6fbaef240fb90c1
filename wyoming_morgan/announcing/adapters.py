"""The network adapters of this machine, and which of their addresses are announced."""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import ifaddr

from wyoming_morgan.machine import VIRTUAL_ADAPTERS

_GET_FLAGS = 0x8913
"""SIOCGIFFLAGS, which asks Linux for the flags of an adapter: netdevice(7)."""
_LOOPBACK, _MULTICAST = 0x8, 0x1000
"""Flags of an adapter: IFF_LOOPBACK, IFF_MULTICAST."""


class Networks(Protocol):
    """The addresses from which clients may come."""

    def __contains__(self, address: str, /) -> bool:
        """Whether an address is one of them."""


@dataclass(frozen=True, slots=True)
class NetworkAdapter:
    """An adapter of this machine with its addresses, IPv6 ones without their scope."""

    name: str
    addresses: tuple[str, ...]


def machine_adapters() -> tuple[NetworkAdapter, ...]:
    """Return the adapters of this machine that lead to a network where multicast passes."""
    return tuple(
        NetworkAdapter(
            adapter.name, tuple(ip.ip if isinstance(ip.ip, str) else ip.ip[0] for ip in adapter.ips)
        )
        for adapter in ifaddr.get_adapters()
        if not adapter.name.startswith(VIRTUAL_ADAPTERS) and _passes_multicast(adapter.name)
    )


def machine_addresses() -> tuple[str, ...]:
    """Return all addresses of those adapters."""
    return tuple(address for adapter in machine_adapters() for address in adapter.addresses)


def announced_adapters(
    listening: Iterable[str], machine: Iterable[NetworkAdapter], allowed: Networks
) -> tuple[NetworkAdapter, ...]:
    """Choose what each adapter announces: `announced_addresses` of this machine that are its own."""
    adapters = tuple(machine)
    chosen = announced_addresses(listening, (ip for adapter in adapters for ip in adapter.addresses), allowed)
    own = (
        NetworkAdapter(adapter.name, tuple(ip for ip in dict.fromkeys(adapter.addresses) if ip in chosen))
        for adapter in adapters
    )
    return tuple(adapter for adapter in own if adapter.addresses)


def announced_addresses(
    listening: Iterable[str], machine: Iterable[str], allowed: Networks
) -> tuple[str, ...]:
    """Choose what to announce: real addresses, listened on, from which allowed clients can come.

    A wildcard means every address of its family except loopback, which counts only if it is listened on by
    name. Link-local addresses are used only if there are no others. An address that is not allowed is never
    announced, because its neighbors would be refused.
    """
    bound = [ipaddress.ip_address(address) for address in listening]
    wildcards = {address.version for address in bound if address.is_unspecified}
    usable = [
        address
        for address in map(ipaddress.ip_address, dict.fromkeys(machine))
        if (address in bound or address.version in wildcards) and str(address) in allowed
    ]
    routed = [address for address in usable if not (address.is_loopback or address.is_link_local)]
    linked = [address for address in usable if address.is_link_local]
    local = [address for address in usable if address.is_loopback and address in bound]
    return tuple(str(address) for address in routed or linked or local)


def _passes_multicast(adapter: str) -> bool:
    """Return whether an adapter says so, as a tunnel such as WireGuard's does not; without a word it may."""
    if not sys.platform.startswith("linux"):
        return True
    request = struct.pack("16sH14x", adapter.encode()[:15], 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            _, flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, _GET_FLAGS, request))
        except OSError:
            return True
    return bool(flags & (_LOOPBACK | _MULTICAST))
