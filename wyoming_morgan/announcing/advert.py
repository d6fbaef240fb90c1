"""Announces a door by zeroconf (multicast DNS), so that Home Assistant finds it by itself."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

import ifaddr
from zeroconf import DNSQuestionType, NonUniqueNameException
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

_LOGGER = logging.getLogger(__name__)

_LOOK_SECONDS = 1.8
"""How long others of a name have to answer: they do not repeat to all what they sent within a second."""

_WAIT_MILLISECONDS = 900
"""How long one question waits for its answers; the name that a server already has ends the look after it."""

_VIRTUAL_ADAPTERS = ("docker", "br-", "veth", "virbr", "lxc", "lxd", "cni", "podman", "hassio")
"""Prefixes of adapters that lead to containers of this machine, not to the network."""
_MAX_LABEL_BYTES = 63
"""Maximum length of a DNS label, such as an instance's name: RFC 1035, 2.3.4."""
_UNSENDABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""The Unicode categories that a name must not have: controls, halves of characters, ends of lines."""
_SUBTYPE = "_sub"
"""A name that zeroconf takes for the mark of a subtype: RFC 6763, 7.1."""
_MAX_NAMES = 9
"""Number of names that are tried if others are taken: the first, then with `-2` and so on."""


class Networks(Protocol):
    """The addresses from which clients may come."""

    def __contains__(self, address: str, /) -> bool:
        """Whether an address is one of them."""


def machine_addresses() -> tuple[str, ...]:
    """Return the addresses of this machine's adapters that lead to a network, IPv6 without its scope."""
    return tuple(
        ip.ip if isinstance(ip.ip, str) else ip.ip[0]
        for adapter in ifaddr.get_adapters()
        if not adapter.name.startswith(_VIRTUAL_ADAPTERS)
        for ip in adapter.ips
    )


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


class Advert:
    """Announces one server while it runs; withdraws the announcement when it stops.

    Works in the background and never fails its server: without a network it warns once, looks again every
    `refresh_seconds`, and announces the server when the addresses are there or have changed.
    """

    def __init__(
        self,
        service_type: str,
        listening: Sequence[tuple[str, int]],
        properties: Mapping[str, str],
        allowed: Networks,
        *,
        switch: str,
        name: str = "",
        addresses: Callable[[], Iterable[str]] = machine_addresses,
        refresh_seconds: float = 60.0,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        """Prepare to announce.

        Args:
            service_type: What is announced, such as `_wyoming._tcp.local.`.
            listening: The hosts and ports listened on; the port of the first is announced.
            properties: What is said of the server.
            allowed: The addresses from which clients may come.
            switch: The setting that turns this off, as a message names it.
            name: The announced name; empty is `morgan-<host>-<port>`.
            addresses: Returns the addresses of this machine.
            refresh_seconds: How often they are looked at.
            look_seconds: How long others of the name have to answer.
        """
        self._hosts = tuple(host for host, _ in listening)
        self._port = listening[0][1]
        self._properties = dict(properties)
        self._allowed = allowed
        self._switch = switch
        self._name = name
        self._default_name = f"morgan-{_label(socket.gethostname().partition('.')[0], 'host')}-{self._port}"
        self._addresses = addresses
        self._refresh_seconds = refresh_seconds
        self._look_milliseconds = round(look_seconds * 1000)
        self._service_type = service_type
        self._zeroconf: AsyncZeroconf | None = None
        self._announced: tuple[str, ...] = ()
        self._warned = False
        self._task: asyncio.Task[None] | None = None

    @property
    def announced(self) -> tuple[str, ...]:
        """The addresses that are announced now."""
        return self._announced

    def start(self) -> None:
        """Start announcing."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Withdraw the announcement."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None
        await self._withdraw()

    async def _keep(self) -> None:
        while True:
            try:
                await self._refresh()
            except (OSError, ZeroconfError) as error:
                await self._withdraw()
                self._warn(error)
            await asyncio.sleep(self._refresh_seconds)

    async def _refresh(self) -> None:
        addresses = announced_addresses(self._hosts, self._addresses(), self._allowed)
        if not addresses:
            raise ConnectionError("this machine has no address that clients could reach")
        if addresses == self._announced:
            return
        await self._withdraw()
        self._zeroconf = AsyncZeroconf(interfaces=[address for address in addresses if address != "::1"])
        name = await self._register(self._zeroconf, addresses)
        self._announced, self._warned = addresses, False
        _LOGGER.info("announced as %s at %s port %d", name, ", ".join(addresses), self._port)

    async def _register(self, zeroconf: AsyncZeroconf, addresses: tuple[str, ...]) -> str:
        for number in range(1, _MAX_NAMES + 1):
            name = _label(self._name, self._default_name, "" if number == 1 else f"-{number}")
            if await self._is_taken(zeroconf, name):
                continue
            info = AsyncServiceInfo(
                self._service_type,
                f"{name}.{self._service_type}",
                port=self._port,
                properties=self._properties,
                parsed_addresses=list(addresses),
            )
            with suppress(NonUniqueNameException):
                await (await zeroconf.async_register_service(info))
                return name
        raise ConnectionError(f"the name {name} is taken on this network")

    async def _is_taken(self, zeroconf: AsyncZeroconf, name: str) -> bool:
        """Ask for as long as one may look, and say whether another server has this name."""
        other = AsyncServiceInfo(self._service_type, f"{name}.{self._service_type}")
        remaining = self._look_milliseconds
        while remaining > 0 and other.server is None:
            # By default the library asks for answers to itself only, which the kernel may hand to another
            # responder of this machine; an answer to all reaches every responder. The library waits for an
            # address too, and misses one that comes before the name of its server in the same packet: hence
            # short waits, after each of which that name counts, with or without an address.
            wait = min(remaining, _WAIT_MILLISECONDS)
            await other.async_request(zeroconf.zeroconf, wait, DNSQuestionType.QM)
            remaining -= wait
        return other.server is not None

    async def _withdraw(self) -> None:
        zeroconf, self._zeroconf, self._announced = self._zeroconf, None, ()
        if zeroconf is not None:
            with suppress(OSError, ZeroconfError):
                await zeroconf.async_close()

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            _LOGGER.warning(
                "Home Assistant cannot discover Morgan: %s (add it by address and port %d, "
                "or set %s to false)",
                error,
                self._port,
                self._switch,
            )


def _label(name: str, default: str, suffix: str = "") -> str:
    """Return a name as a DNS label: without dots, and no longer in bytes than one may be."""
    signs = (" " if unicodedata.category(sign) in _UNSENDABLE else sign for sign in name.replace(".", "-"))
    plain = unicodedata.normalize("NFC", "".join(signs)).strip()
    if plain in ("", _SUBTYPE):
        plain = default
    return _cut(plain, _MAX_LABEL_BYTES - len(suffix)) + suffix


def _cut(text: str, size: int) -> str:
    """Return as many characters of a text as fit into some bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore").rstrip()
