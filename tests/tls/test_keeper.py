"""The certificate of a running server follows its files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.certificates import DAY, Authority
from tests.waiting import until
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.tls.certificate import utc_now
from wyoming_morgan.tls.keeper import CertificateKeeper
from wyoming_morgan.tls.self_made import LIFETIME, self_made_files
from wyoming_morgan.tls.settings import TlsSettings

Keep = Callable[..., Awaitable[CertificateKeeper]]


@pytest.fixture
async def keep(tmp_path: Path) -> AsyncIterator[Keep]:
    """Start keepers that look after their certificates all the time; they are stopped after the test."""
    keepers: list[CertificateKeeper] = []

    async def start(
        settings: TlsSettings,
        names: Callable[[], tuple[str, ...]] = lambda: ("kitchen.local",),
        now: Callable[[], datetime] = utc_now,
    ) -> CertificateKeeper:
        keeper = CertificateKeeper(settings, tmp_path, names=names, now=now, look_seconds=0.01)
        await keeper.load()
        keeper.start()
        keepers.append(keeper)
        return keeper

    yield start
    for keeper in keepers:
        await keeper.stop()


def fingerprint(keeper: CertificateKeeper) -> str:
    return keeper.served.certificate.fingerprint


async def test_a_renewed_certificate_is_shown_without_a_restart(keep: Keep, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    files = authority.issue(tmp_path / "live", "morgan.example.org")
    keeper = await keep(TlsSettings(certificate=files.certificate, key=files.key))
    before = keeper.served
    authority.issue(tmp_path / "live", "morgan.example.org")
    await until(lambda: fingerprint(keeper) != before.certificate.fingerprint)
    assert keeper.served.context is not before.context
    assert (keeper.self_made, keeper.vouched_name) == (False, "morgan.example.org")


async def test_while_only_one_of_two_files_is_new_the_former_certificate_stays(
    keep: Keep, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority = Authority(tmp_path)
    files = authority.issue(tmp_path / "live", "morgan.example.org")
    keeper = await keep(TlsSettings(certificate=files.certificate, key=files.key))
    before = fingerprint(keeper)
    renewed = authority.issue(tmp_path / "next", "morgan.example.org")
    files.certificate.write_bytes(renewed.certificate.read_bytes())
    await until(lambda: "does not fit" in caplog.text)
    await asyncio.sleep(0.1)
    assert fingerprint(keeper) == before
    assert caplog.text.count("the former certificate stays in use") == 1
    files.key.write_bytes(renewed.key.read_bytes())
    await until(lambda: fingerprint(keeper) != before)


async def test_a_self_made_certificate_follows_the_addresses_and_its_end(keep: Keep) -> None:
    names, later = ["kitchen.local"], [timedelta(0)]
    keeper = await keep(
        TlsSettings(self_made=True), names=lambda: tuple(names), now=lambda: utc_now() + later[0]
    )
    assert keeper.vouched_name == ""
    first = fingerprint(keeper)
    names.append("192.168.7.7")
    await until(lambda: fingerprint(keeper) != first)
    second = keeper.served.certificate
    assert "192.168.7.7" in second.names
    later[0] = LIFETIME - 10 * DAY
    await until(lambda: fingerprint(keeper) != second.fingerprint)
    assert keeper.served.certificate.ends > second.ends + 600 * DAY


async def test_configured_names_take_the_place_of_the_machines(keep: Keep, tmp_path: Path) -> None:
    keeper = await keep(TlsSettings(self_made=True, names=("morgan.home.arpa", "10.1.2.3")))
    names = {"localhost", "127.0.0.1", "::1", "morgan.home.arpa", "10.1.2.3"}
    assert set(keeper.served.certificate.names) == names
    assert self_made_files(tmp_path).certificate.is_file()


async def test_an_expired_certificate_is_warned_of(
    tmp_path: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    files = Authority(tmp_path).issue(tmp_path / "live", "morgan.example.org", ends_in=-DAY)
    await keep(TlsSettings(certificate=files.certificate, key=files.key))
    assert "clients refuse the certificate" in caplog.text
    assert "has expired on" in caplog.text


async def test_without_a_certificate_that_can_be_used_nothing_starts(keep: Keep, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        await keep(TlsSettings(certificate=tmp_path / "none.pem"))
