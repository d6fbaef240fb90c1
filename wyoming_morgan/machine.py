"""This machine on the network: its names, and the addresses that it keeps."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import ifaddr

VIRTUAL_ADAPTERS = ("docker", "br-", "veth", "virbr", "lxc", "lxd", "cni", "podman", "hassio")
"""Prefixes of adapters that lead to containers of this machine, not to the network."""
_IPV6_ADDRESSES = Path("/proc/net/if_inet6")
_PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40
"""Of an address that is temporary, a duplicate, deprecated or tentative: IFA_F_… of rtnetlink(7)."""
_ADDRESS_COLUMN, _FLAGS_COLUMN = 0, 4


def host_names() -> tuple[str, ...]:
    """Return the name of this machine, and the name that it has by multicast DNS."""
    name = socket.gethostname().strip(".").lower()
    first = name.partition(".")[0]
    return tuple(dict.fromkeys(filter(None, (name, first, f"{first}.local" if first else ""))))


def lasting_addresses() -> tuple[str, ...]:
    """Return the addresses at which others reach this machine, without those that soon change.

    Temporary addresses of IPv6 change each day; those of one link cannot be in a URL.
    """
    passing = set(_passing_addresses())
    addresses = (
        ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for adapter in ifaddr.get_adapters()
        if not adapter.name.startswith(VIRTUAL_ADAPTERS)
        for ip in adapter.ips
    )
    usable = {
        address
        for address in addresses
        if not (address.is_loopback or address.is_link_local or address.is_unspecified)
        and address not in passing
    }
    return tuple(map(str, sorted(usable, key=lambda address: (address.version, int(address)))))


def _passing_addresses() -> Iterator[ipaddress.IPv6Address]:
    """Yield the addresses that do not last, as Linux knows them: proc(5), /proc/net/if_inet6."""
    try:
        lines = _IPV6_ADDRESSES.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        columns = line.split()
        if int(columns[_FLAGS_COLUMN], 16) & _PASSING_FLAGS:
            yield ipaddress.IPv6Address(int(columns[_ADDRESS_COLUMN], 16))
