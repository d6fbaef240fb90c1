"""Where a Morgan that announces itself is, and whether it has moved."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from aiohttp import ClientSession
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from yarl import URL

from .client import MorganClient, MorganError

_MOST_ADDRESSES = 3
"""How many of the addresses that a server announces are tried."""


async def first_answering(
    session: ClientSession, server_id: str, discovered: ZeroconfServiceInfo
) -> URL | None:
    """Return the first address of a server under which it answers."""
    for address in _in_order(discovered.ip_addresses)[:_MOST_ADDRESSES]:
        url = URL.build(scheme="http", host=address, port=discovered.port)
        if await _answers(session, url, server_id):
            return url
    return None


async def is_proven(session: ClientSession, entry: ConfigEntry[Any], url: URL) -> bool:
    """Whether what answers at an address has the key of an entry, and so may be sent it."""
    key = entry.data.get(CONF_API_KEY)
    try:
        return key is not None and await MorganClient(session, url, None).has_key(key)
    except MorganError:
        return False


async def has_moved(session: ClientSession, entry: ConfigEntry[Any]) -> bool:
    """Whether a server is no longer at the address of its entry, which only a numeric address shows.

    A name, a proxy and this machine itself are reached as before. As long as the server answers where it was,
    no announcement leads the key elsewhere.
    """
    if entry.source == SOURCE_IGNORE:
        return False
    url = URL(entry.data[CONF_URL])
    if url.scheme != "http" or not _is_of_network(url.host or ""):
        return False
    return not await _answers(session, url, str(entry.unique_id))


async def _answers(session: ClientSession, url: URL, server_id: str) -> bool:
    try:
        server = await MorganClient(session, url, None).server()
    except MorganError:
        return False
    return server.id == server_id


def _in_order(addresses: Iterable[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> list[str]:
    """Return addresses of IPv4 first; those that need the name of an adapter cannot be in a URL."""
    usable = [address for address in addresses if not _needs_adapter(address)]
    return [str(address) for address in sorted(usable, key=lambda address: address.version)]


def _needs_adapter(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and address.is_link_local


def _is_of_network(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
