from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import DNSQuestionType
from zeroconf._utils.name import service_type_name
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from tests.waiting import until
from wyoming_morgan.announcing.advert import Advert, _label, announced_addresses, machine_addresses
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS

SERVICE_TYPE = "_wyoming._tcp.local."
PROPERTIES = {"version": "1.2.3", "services": "asr,tts"}
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


@pytest.fixture
def service_type() -> str:
    """A type that nobody else uses: neither Home Assistant nor other tests on this machine."""
    return f"_m-{secrets.token_hex(4)}._tcp.local."


def loopback() -> list[str]:
    return ["127.0.0.1"]


def advert(
    service_type: str,
    *,
    name: str = "",
    addresses: Callable[[], Iterable[str]] = loopback,
    look_seconds: float = 0.01,
) -> Advert:
    """An advert that looks for others of its name only if a test gives it the time."""
    return Advert(
        service_type,
        [("127.0.0.1", 10_300)],
        PROPERTIES,
        ALLOWED,
        switch="core.wyoming.advertise",
        name=name,
        addresses=addresses,
        refresh_seconds=0.02,
        look_seconds=look_seconds,
    )


@asynccontextmanager
async def started(subject: Advert) -> AsyncIterator[Advert]:
    subject.start()
    try:
        yield subject
    finally:
        await subject.stop()


@asynccontextmanager
async def announcing(subject: Advert) -> AsyncIterator[Advert]:
    async with started(subject):
        await until(lambda: subject.announced)
        yield subject


async def found(name: str, service_type: str, *, attempts: int = 30) -> AsyncServiceInfo | None:
    """Look for a service until it answers, at most for as many seconds as there are attempts."""
    async with AsyncZeroconf(interfaces=["127.0.0.1"]) as zeroconf:
        for _ in range(attempts):
            # Several responders of one machine share a port: answers must go to all of them, as on a network.
            info = await zeroconf.async_get_service_info(
                service_type, f"{name}.{service_type}", 1000, DNSQuestionType.QM
            )
            if info is not None:
                return info
    return None


@pytest.mark.slow
async def test_a_server_is_found_with_what_it_offers_and_gone_when_it_stops(service_type: str) -> None:
    async with announcing(advert(service_type, name="morgan.test")):
        info = await found("morgan-test", service_type)
        assert info is not None
        assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 10_300)
        assert info.decoded_properties == PROPERTIES
    assert await found("morgan-test", service_type, attempts=1) is None


@pytest.mark.slow
async def test_its_name_is_the_machine_and_the_port_and_a_second_of_a_name_gets_another(
    service_type: str,
) -> None:
    name = f"morgan-{socket.gethostname().partition('.')[0]}-10300"
    async with announcing(advert(service_type)):
        assert await found(name, service_type) is not None
        # Five seconds are several questions, so that a busy machine answers one of them.
        async with announcing(advert(service_type, look_seconds=5.0)):
            assert await found(f"{name}-2", service_type) is not None
            assert await found(name, service_type) is not None


@pytest.mark.slow
async def test_a_machine_without_a_network_is_told_once_and_announced_when_it_has_one(
    service_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    addresses: list[str] = []
    looked = 0

    def look() -> list[str]:
        nonlocal looked
        looked += 1
        return addresses

    async with started(advert(service_type, name="morgan-late", addresses=look)) as subject:
        await until(lambda: looked >= 5)
        warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(warnings) == 1
        assert "10300" in warnings[0].getMessage()
        assert subject.announced == ()
        addresses.append("127.0.0.1")
        await until(lambda: subject.announced)


async def test_a_failing_network_never_fails_the_server(
    service_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> list[str]:
        raise OSError("no such device")

    async with started(advert(service_type, addresses=broken)):
        await until(lambda: "no such device" in caplog.text)


async def test_stopping_before_anything_was_announced_is_harmless(service_type: str) -> None:
    subject = advert(service_type)
    await subject.stop()
    subject.start()
    await subject.stop()
    assert subject.announced == ()


def names_of(name: str) -> list[str]:
    """Every name that is tried, the first and those with a number."""
    return [_label(name, "morgan-host-10300", suffix) for suffix in ("", *(f"-{n}" for n in range(2, 10)))]


@given(st.text(st.characters(exclude_categories=()), max_size=100) | st.sampled_from("._ü").map("_sub".join))
def test_any_name_is_one_that_zeroconf_takes(name: str) -> None:
    tried = names_of(name)
    assert len(set(tried)) == len(tried)
    for label in tried:
        info = AsyncServiceInfo(SERVICE_TYPE, f"{label}.{SERVICE_TYPE}", port=1)
        assert service_type_name(info.name) == SERVICE_TYPE
        assert 0 < len(label.encode()) <= 63


def test_a_name_that_fits_stays() -> None:
    assert names_of("Küche")[:2] == ["Küche", "Küche-2"]
    assert names_of("ü" * 31)[:2] == ["ü" * 31, "ü" * 30 + "-2"]
    assert names_of("morgan.in.the.kitchen")[0] == "morgan-in-the-kitchen"
    assert names_of("two\nlines")[0] == "two lines"
    assert names_of("half \ud83d")[0] == "half"
    assert names_of(" \t ")[0] == names_of("_sub")[0] == "morgan-host-10300"
    assert names_of("x" * 62 + " y")[0] == "x" * 62
    assert names_of("👩\u200d👧")[0] == "👩\u200d👧"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("ü" * 31, id="31 ü, which are 62 bytes"),
        pytest.param("🎤" * 16, id="16 characters of 4 bytes"),
    ],
)
async def test_a_second_of_any_name_is_announced_too(service_type: str, name: str) -> None:
    async with announcing(advert(service_type, name=name)):
        first, second = names_of(name)[:2]
        assert await found(first, service_type) is not None
        async with announcing(advert(service_type, name=name, look_seconds=5.0)):
            assert await found(second, service_type) is not None
