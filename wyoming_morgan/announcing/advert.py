"""Announces a door by zeroconf (multicast DNS), so that Home Assistant finds it by itself.

Each adapter has an announcement of its own, with its own addresses: whoever asks from one network could not
reach those of another, such as of a VPN.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from zeroconf import Error as ZeroconfError

from wyoming_morgan.announcing.adapters import NetworkAdapter, Networks, announced_adapters, machine_adapters
from wyoming_morgan.announcing.labels import label
from wyoming_morgan.announcing.responder import Announcement, Responder
from wyoming_morgan.tasks import CancellableTasks

_LOGGER = logging.getLogger(__name__)

_LOOK_SECONDS = 1.8
"""How long others of a name have to answer: they do not repeat to all what they sent within a second."""
_REFRESH_SECONDS = 1.0
"""How often the adapters are looked at: what has changed is announced within five seconds."""
_RETRY_SECONDS = 60.0
"""How long an adapter that failed is left alone."""
_MAX_NAMES = 9
"""Number of names that are tried if others are taken: the first, then with `-2` and so on."""


class Advert:
    """Announces one server while it runs; withdraws the announcement when it stops.

    Works in the background and never fails its server: without a network it warns once, looks again every
    `refresh_seconds`, and announces the server when the addresses are there or have changed. An adapter that
    fails takes nothing from the others.
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
        adapters: Callable[[], Iterable[NetworkAdapter]] = machine_adapters,
        refresh_seconds: float = _REFRESH_SECONDS,
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
            adapters: Returns the adapters of this machine.
            refresh_seconds: How often they are looked at.
            look_seconds: How long others of the name have to answer.
        """
        port = listening[0][1]
        self._announcement = Announcement(
            service_type, f"morgan-{secrets.token_hex(8)}.local.", port, dict(properties)
        )
        self._hosts = tuple(host for host, _ in listening)
        self._allowed = allowed
        self._switch = switch
        self._name = name
        self._default_name = f"morgan-{label(socket.gethostname().partition('.')[0], 'host')}-{port}"
        self._adapters = adapters
        self._refresh_seconds = refresh_seconds
        self._look_seconds = look_seconds
        self._responders: dict[str, Responder] = {}
        self._names: dict[str, str] = {}
        self._failed: dict[NetworkAdapter, float] = {}
        self._warned = False
        self._tasks = CancellableTasks("advert")

    @property
    def announced(self) -> tuple[str, ...]:
        """The addresses that are announced now, of all adapters."""
        return tuple(ip for responder in self._responders.values() for ip in responder.adapter.addresses)

    def start(self) -> None:
        """Start announcing."""
        self._tasks.start(self._keep())

    async def stop(self) -> None:
        """Withdraw the announcement."""
        await self._tasks.close()
        await self._withdraw({name: responder.adapter for name, responder in self._responders.items()})

    async def _keep(self) -> None:
        while True:
            try:
                await self._refresh()
            except OSError as error:
                self._warn(error)
            await asyncio.sleep(self._refresh_seconds)

    async def _refresh(self) -> None:
        """Announce the server on every adapter that is new or has changed, all at once."""
        adapters = announced_adapters(self._hosts, self._adapters(), self._allowed)
        current = {adapter.name: adapter for adapter in adapters}
        changed = [name for name, former in self._responders.items() if current.get(name) != former.adapter]
        await self._withdraw({name: current.get(name) for name in changed})
        now = asyncio.get_running_loop().time()
        self._failed = {adapter: until for adapter, until in self._failed.items() if until > now}
        due = [
            adapter
            for adapter in adapters
            if adapter.name not in self._responders and adapter not in self._failed
        ]
        errors = await asyncio.gather(*(self._announce(adapter) for adapter in due))
        if not adapters:
            raise ConnectionError("this machine has no address that clients could reach")
        if errors and not self._responders:
            raise ConnectionError(errors[0])

    async def _announce(self, adapter: NetworkAdapter) -> str:
        """Announce the server on one adapter; return why that failed, or nothing."""
        responder = Responder(self._announcement, adapter)
        # A name that this server had there is still its own: its new addresses need not wait.
        own = self._names.pop(adapter.name, None)
        names = self._possible_names() if own is None else iter((own,))
        try:
            name = await responder.announce(names, self._look_seconds if own is None else 0)
        except (OSError, ZeroconfError) as error:
            await responder.withdraw()
            self._failed[adapter] = asyncio.get_running_loop().time() + _RETRY_SECONDS
            _LOGGER.info("not announced at %s: %s", ", ".join(adapter.addresses), error)
            return str(error)
        except asyncio.CancelledError:
            await responder.withdraw()
            raise
        self._responders[adapter.name], self._names[adapter.name] = responder, name
        self._warned = False
        addresses = ", ".join(adapter.addresses)
        _LOGGER.info("announced as %s at %s port %d", name, addresses, self._announcement.port)
        return ""

    def _possible_names(self) -> Iterator[str]:
        for number in range(1, _MAX_NAMES + 1):
            yield label(self._name, self._default_name, "" if number == 1 else f"-{number}")

    async def _withdraw(self, adapters: Mapping[str, NetworkAdapter | None]) -> None:
        """Withdraw the announcements of some adapters, which are now as they are given, or are gone."""
        withdrawing = []
        for name, adapter in adapters.items():
            responder = self._responders.pop(name)
            addresses = () if adapter is None else adapter.addresses
            reachable = set(responder.adapter.addresses) <= set(addresses)
            withdrawing.append(responder.withdraw(reachable=reachable))
        await asyncio.gather(*withdrawing)

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            _LOGGER.warning(
                "Home Assistant cannot discover Morgan: %s (add it by address and port %d, "
                "or set %s to false)",
                error,
                self._announcement.port,
                self._switch,
            )
