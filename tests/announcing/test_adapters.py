from __future__ import annotations

import pytest

from wyoming_morgan.announcing.adapters import (
    NetworkAdapter,
    announced_adapters,
    announced_addresses,
    machine_adapters,
    machine_addresses,
)
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS

ALLOWED = Allowlist(PRIVATE_NETWORKS)
MACHINE = ("127.0.0.1", "::1", "192.168.1.7", "169.254.9.9", "8.8.8.8", "fd00::7", "fe80::7", "2001:db8::7")


@pytest.mark.parametrize(
    ("listening", "machine", "announced"),
    [
        (("0.0.0.0", "::"), MACHINE, ("192.168.1.7", "fd00::7")),
        (("0.0.0.0",), MACHINE, ("192.168.1.7",)),
        (("::",), MACHINE, ("fd00::7",)),
        (("192.168.1.7",), MACHINE, ("192.168.1.7",)),
        (("127.0.0.1",), MACHINE, ("127.0.0.1",)),
        (("0.0.0.0", "::"), ("127.0.0.1", "::1", "169.254.9.9", "fe80::7"), ("169.254.9.9", "fe80::7")),
        (("0.0.0.0", "::"), ("127.0.0.1", "::1"), ()),
        (("0.0.0.0",), ("8.8.8.8",), ()),
        (("0.0.0.0",), (), ()),
    ],
    ids=[
        "every address",
        "every IPv4 address",
        "every IPv6 address",
        "one address",
        "loopback by name",
        "only link-local addresses",
        "only loopback",
        "only a public address",
        "no address",
    ],
)
def test_real_addresses_are_announced_that_clients_may_use(
    listening: tuple[str, ...], machine: tuple[str, ...], announced: tuple[str, ...]
) -> None:
    assert announced_addresses(listening, machine, ALLOWED) == announced


def test_the_machine_knows_its_own_addresses() -> None:
    assert "127.0.0.1" in machine_addresses()


def test_each_adapter_announces_its_own_addresses_only() -> None:
    machine = (
        NetworkAdapter("lo", ("127.0.0.1", "::1")),
        NetworkAdapter("eth0", ("192.168.1.7", "fd00::7", "fe80::7")),
        NetworkAdapter("wg0", ("10.8.0.1",)),
        NetworkAdapter("wlan0", ("8.8.8.8",)),
    )
    assert announced_adapters(("0.0.0.0", "::"), machine, ALLOWED) == (
        NetworkAdapter("eth0", ("192.168.1.7", "fd00::7")),
        NetworkAdapter("wg0", ("10.8.0.1",)),
    )


def test_every_address_of_the_machine_belongs_to_an_adapter() -> None:
    assert machine_addresses() == tuple(ip for adapter in machine_adapters() for ip in adapter.addresses)
