"""Where a Morgan that announces itself is, whether it has moved, and what a Supervisor says of its own."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from yarl import URL

from .client import MorganClient, read_url
from .const import CONF_FINGERPRINT
from .errors import MorganError, UntrustedCertificate

_MOST_ADDRESSES = 3
"""How many of the addresses that a server announces are tried."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server answers."""

    url: URL
    fingerprint: str | None = None
    """The SHA-256 of the certificate that it shows there, if no authority vouches for it."""

    def changes(self, entry: ConfigEntry[Any]) -> dict[str, Any]:
        """Return what an entry has to keep of it."""
        if self.fingerprint is None and CONF_FINGERPRINT not in entry.data:
            return {CONF_URL: str(self.url)}
        return {CONF_URL: str(self.url), CONF_FINGERPRINT: self.fingerprint}


@dataclass(frozen=True, slots=True)
class AppServer:
    """A Morgan that is an app of this Home Assistant, with the key that it has made for it."""

    place: Place
    id: str
    key: str


def app_server(discovered: HassioServiceInfo) -> AppServer | None:
    """Return the server that an app reported to the Supervisor; None if it is not a Morgan server."""
    fields = [discovered.config.get(name) for name in (CONF_URL, "id", CONF_API_KEY)]
    if not all(isinstance(field, str) and field for field in fields):
        return None
    try:
        return AppServer(Place(read_url(str(fields[0]))), str(fields[1]), str(fields[2]))
    except ValueError:
        return None


async def first_answering(
    session: ClientSession, server_id: str, discovered: ZeroconfServiceInfo
) -> Place | None:
    """Return the first place at which a server answers.

    One that has a certificate tells its name, by which that can be checked, and is asked for there first.
    """
    hosts = _in_order(discovered.ip_addresses)[:_MOST_ADDRESSES]
    speaks_tls = bool(discovered.properties.get("tls"))
    if speaks_tls and (name := discovered.properties.get("host")):
        hosts.insert(0, name)
    for host in hosts:
        try:
            url = URL.build(scheme="https" if speaks_tls else "http", host=host, port=discovered.port)
        except ValueError:
            continue
        place = await _place(session, url, server_id)
        if place is not None:
            return place
    return None


async def _place(session: ClientSession, url: URL, server_id: str) -> Place | None:
    """Return an address as the place of a server, if it answers there."""
    try:
        if await _is_there(session, Place(url), server_id):
            return Place(url)
    except UntrustedCertificate:
        pass
    except MorganError:
        return None
    else:
        return None
    try:
        place = Place(url, await MorganClient(session, url, None).shown_certificate())
        return place if await _is_there(session, place, server_id) else None
    except MorganError:
        return None


async def is_proven(session: ClientSession, entry: ConfigEntry[Any], place: Place) -> bool:
    """Whether what answers at a place has the key of an entry, and so may be sent it."""
    key = entry.data.get(CONF_API_KEY)
    client = MorganClient(session, place.url, None, place.fingerprint)
    try:
        return key is not None and await client.has_key(key)
    except MorganError:
        return False


async def has_moved(session: ClientSession, entry: ConfigEntry[Any]) -> bool:
    """Whether a server is no longer at the address of its entry, which only a numeric address shows.

    A name, a proxy and this machine itself are reached as before. As long as the server answers where it was,
    no announcement leads the key elsewhere.
    """
    if entry.source == SOURCE_IGNORE:
        return False
    former = Place(URL(entry.data[CONF_URL]), entry.data.get(CONF_FINGERPRINT))
    stands_for_itself = former.url.scheme == "http" or former.fingerprint is not None
    if not stands_for_itself or not _is_of_network(former.url.host or ""):
        return False
    try:
        return not await _is_there(session, former, str(entry.unique_id))
    except MorganError:
        return True


async def _is_there(session: ClientSession, place: Place, server_id: str) -> bool:
    """Whether a server answers at a place. It raises what `MorganClient.server` does."""
    server = await MorganClient(session, place.url, None, place.fingerprint).server()
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
