from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from zeroconf import DNSQuestionType
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from tests.waiting import until
from wyoming_morgan.announcing.adapters import NetworkAdapter
from wyoming_morgan.announcing.advert import Advert
from wyoming_morgan.announcing.labels import label
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS

SERVICE_TYPE = "_wyoming._tcp.local."
PROPERTIES = {"version": "1.2.3", "services": "asr,tts"}
ALLOWED = Allowlist(PRIVATE_NETWORKS)


@pytest.fixture
def service_type() -> str:
    """A type that nobody else uses: neither Home Assistant nor other tests on this machine."""
    return f"_m-{secrets.token_hex(4)}._tcp.local."


def loopback() -> list[NetworkAdapter]:
    return [NetworkAdapter("lo", ("127.0.0.1",))]


def advert(
    service_type: str,
    *,
    name: str = "",
    adapters: Callable[[], Iterable[NetworkAdapter]] = loopback,
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
        adapters=adapters,
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
    adapters: list[NetworkAdapter] = []
    looked = 0

    def look() -> list[NetworkAdapter]:
        nonlocal looked
        looked += 1
        return adapters

    async with started(advert(service_type, name="morgan-late", adapters=look)) as subject:
        await until(lambda: looked >= 5)
        warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(warnings) == 1
        assert "10300" in warnings[0].getMessage()
        assert subject.announced == ()
        adapters.extend(loopback())
        await until(lambda: subject.announced)


async def test_a_failing_network_never_fails_the_server(
    service_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> list[NetworkAdapter]:
        raise OSError("no such device")

    async with started(advert(service_type, adapters=broken)):
        await until(lambda: "no such device" in caplog.text)


async def test_stopping_before_anything_was_announced_is_harmless(service_type: str) -> None:
    subject = advert(service_type)
    await subject.stop()
    subject.start()
    await subject.stop()
    assert subject.announced == ()


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
        first, second = label(name, ""), label(name, "", "-2")
        assert await found(first, service_type) is not None
        async with announcing(advert(service_type, name=name, look_seconds=5.0)):
            assert await found(second, service_type) is not None
