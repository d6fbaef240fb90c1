"""The networks that may connect; the protocol itself has no authentication."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from wyoming_morgan.errors import ConfigurationError

EVERYBODY = ("0.0.0.0/0", "::/0")
"""Every network there is."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Allowlist:
    """A set of networks.

    Raises:
        ConfigurationError: one of `networks` is not in CIDR notation.
    """

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(_network(network) for network in networks)

    def __contains__(self, address: str) -> bool:
        """Whether an IPv4 or IPv6 address belongs to it; an IPv4 address mapped into IPv6 counts as IPv4."""
        parsed: _Address = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        return any(parsed in network for network in self._networks)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise ConfigurationError(
            f"'{text}' is not a network: {error}", hint="write it like 192.168.1.0/24 or fd00::/8"
        ) from error
