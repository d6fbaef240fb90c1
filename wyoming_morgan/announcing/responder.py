"""Announces a server on one adapter: whoever asks there is told the addresses of that adapter only."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from zeroconf import DNSQuestionType, NonUniqueNameException
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from wyoming_morgan.announcing.adapters import NetworkAdapter

_WAIT_MILLISECONDS = 900
"""How long one question waits for its answers; the name that a server already has ends the look after it."""
_SECOND_LOOK_SECONDS = 0.9
"""How long whoever has just taken a name has to answer."""
_IP_MULTICAST_ALL, _IPV6_MULTICAST_ALL = 49, 29
"""Options of Linux, ip(7) and ipv6(7), that Python's `socket` does not name."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced of a server, whatever its name and addresses."""

    service_type: str
    """Such as `_wyoming._tcp.local.`."""
    host: str
    """The name of this machine that the addresses belong to, such as `morgan-1f2e.local.`: no other's."""
    port: int
    properties: Mapping[str, str]


class Responder:
    """The announcement of one server on one adapter, from `announce` until `withdraw`."""

    def __init__(self, announcement: Announcement, adapter: NetworkAdapter) -> None:
        self._announcement = announcement
        self._adapter = adapter
        self._zeroconf: AsyncZeroconf | None = None

    @property
    def adapter(self) -> NetworkAdapter:
        """The adapter, with the addresses that are announced."""
        return self._adapter

    async def announce(self, names: Iterable[str], look_seconds: float) -> str:
        """Announce the server under the first name that no other has, and return that.

        Args:
            names: The names that may be taken, the best first.
            look_seconds: How long others of a name have to answer.

        Raises:
            OSError, ZeroconfError: nothing can be announced on this adapter.
        """
        interfaces = [address for address in self._adapter.addresses if address != "::1"]
        self._zeroconf = AsyncZeroconf(interfaces=interfaces)
        await self._zeroconf.zeroconf.async_wait_for_start()
        self._listen_here_only(self._zeroconf)
        if not self._zeroconf.zeroconf.engine.senders:
            raise ConnectionError("multicast does not work there")
        last = ""
        for last in names:
            if not await self._is_taken(self._zeroconf, last, look_seconds) and await self._register(
                self._zeroconf, last
            ):
                return last
        raise ConnectionError(f"the name {last} is taken on this network")

    async def withdraw(self, *, reachable: bool = True) -> None:
        """Take the announcement back; where the network is no longer reachable, without telling anybody."""
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            registry = zeroconf.zeroconf.registry
            if not reachable:
                registry.async_remove(registry.async_get_service_infos())
            with suppress(OSError, ZeroconfError):
                await zeroconf.async_close()

    @staticmethod
    def _listen_here_only(zeroconf: AsyncZeroconf) -> None:
        """Hear no question from other adapters: Linux gives each to all sockets unless told otherwise."""
        if not sys.platform.startswith("linux"):
            return
        for reader in zeroconf.zeroconf.engine.readers:
            reader.sock.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
            if reader.is_ipv6:
                reader.sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_MULTICAST_ALL, 0)
            # Of sockets that share a port, Linux 6.6 gives what only one of them may hear to any of them.
            reader.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 0)

    async def _register(self, zeroconf: AsyncZeroconf, name: str) -> bool:
        """Announce the server, and say whether its name was still free."""
        announcement = self._announcement
        info = AsyncServiceInfo(
            announcement.service_type,
            f"{name}.{announcement.service_type}",
            port=announcement.port,
            properties=dict(announcement.properties),
            server=announcement.host,
            parsed_addresses=list(self._adapter.addresses),
        )
        try:
            await (await zeroconf.async_register_service(info))
        except NonUniqueNameException:
            # Two adapters may lead to one network, where this server has that name by the other one.
            if await self._is_taken(zeroconf, name, _SECOND_LOOK_SECONDS):
                return False
            await (await zeroconf.async_register_service(info, cooperating_responders=True))
        return True

    async def _is_taken(self, zeroconf: AsyncZeroconf, name: str, look_seconds: float) -> bool:
        """Ask for as long as one may look, and say whether another server has this name."""
        service_type = self._announcement.service_type
        other = AsyncServiceInfo(service_type, f"{name}.{service_type}")
        remaining = round(look_seconds * 1000)
        while remaining > 0 and other.server is None:
            # By default the library asks for answers to itself only, which the kernel may hand to another
            # responder of this machine; an answer to all reaches every responder. The library waits for an
            # address too, and misses one that comes before the name of its server in the same packet: hence
            # short waits, after each of which that name counts, with or without an address.
            wait = min(remaining, _WAIT_MILLISECONDS)
            await other.async_request(zeroconf.zeroconf, wait, DNSQuestionType.QM)
            remaining -= wait
        return other.server is not None and other.server != self._announcement.host
