"""Hosts in addresses and headers: which of them are this machine for itself."""

from __future__ import annotations

import ipaddress

from yarl import URL

from wyoming_morgan.crowd import plain_address

_LOCAL_NAME = "localhost"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's loopback, of which nobody can make a name of their own."""
    try:
        return ipaddress.ip_address(plain_address(host)).is_loopback
    except ValueError:
        return host == _LOCAL_NAME


def host_of(authority: str) -> str:
    """Return the name or address in an authority; a dot at the end of a name means the same name."""
    try:
        return (URL(authority).host or "").lower().removesuffix(".")
    except ValueError:
        return ""
