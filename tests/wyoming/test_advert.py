from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from zeroconf import DNSQuestionType
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from tests.wyoming.conftest import eventually
from wyoming_morgan import __version__
from wyoming_morgan.wyoming.advert import Advert, announced_addresses, machine_addresses
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS

ALLOWED = Allowlist(PRIVATE_NETWORKS)
QUIET_TYPE = "_morgan-test._tcp.local."
"""Nobody looks for it: a Home Assistant on this machine must not discover the tests."""
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
)
def test_real_addresses_are_announced_that_clients_may_use(
    listening: tuple[str, ...], machine: tuple[str, ...], announced: tuple[str, ...]
) -> None:
    assert announced_addresses(listening, machine, ALLOWED) == announced


def test_the_machine_knows_its_own_addresses() -> None:
    assert "127.0.0.1" in machine_addresses()


def loopback() -> list[str]:
    return ["127.0.0.1"]


def advert(name: str = "", addresses: Callable[[], Iterable[str]] = loopback) -> Advert:
    return Advert(
        [("127.0.0.1", 10_300)],
        ["asr", "tts"],
        ALLOWED,
        name=name,
        addresses=addresses,
        refresh_seconds=0.02,
        service_type=QUIET_TYPE,
    )


@asynccontextmanager
async def announcing(subject: Advert) -> AsyncIterator[Advert]:
    subject.start()
    try:
        await eventually(lambda: bool(subject.announced))
        yield subject
    finally:
        await subject.stop()


async def found(name: str, *, attempts: int = 3) -> AsyncServiceInfo | None:
    async with AsyncZeroconf(interfaces=["127.0.0.1"]) as zeroconf:
        for _ in range(attempts):
            # Several responders of one machine share a port: answers must go to all of them, as on a network.
            info = await zeroconf.async_get_service_info(
                QUIET_TYPE, f"{name}.{QUIET_TYPE}", 1000, DNSQuestionType.QM
            )
            if info is not None:
                return info
    return None


@pytest.mark.slow
async def test_a_server_is_found_with_what_it_offers_and_gone_when_it_stops() -> None:
    async with announcing(advert(name="morgan.test")):
        info = await found("morgan-test")
        assert info is not None
        assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 10_300)
        assert info.decoded_properties == {"version": __version__, "services": "asr,tts"}
    assert await found("morgan-test", attempts=1) is None


@pytest.mark.slow
async def test_its_name_is_the_machine_and_the_port_and_a_second_of_a_name_gets_another() -> None:
    name = f"morgan-{socket.gethostname().partition('.')[0]}-10300"
    async with announcing(advert()), announcing(advert()):
        assert await found(name) is not None
        assert await found(f"{name}-2") is not None


@pytest.mark.slow
async def test_a_machine_without_a_network_is_told_once_and_announced_when_it_has_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    addresses: list[str] = []
    subject = advert(name="morgan-late", addresses=lambda: addresses)
    subject.start()
    await asyncio.sleep(0.2)
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "10300" in warnings[0].getMessage()
    assert subject.announced == ()
    addresses.append("127.0.0.1")
    await eventually(lambda: bool(subject.announced))
    await subject.stop()


async def test_a_failing_network_never_fails_the_server(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> list[str]:
        raise OSError("no such device")

    subject = advert(addresses=broken)
    subject.start()
    await asyncio.sleep(0.1)
    await subject.stop()
    assert "no such device" in caplog.text


async def test_stopping_before_anything_was_announced_is_harmless() -> None:
    subject = advert()
    await subject.stop()
    subject.start()
    await subject.stop()
    assert subject.announced == ()
