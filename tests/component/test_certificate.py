"""Morgan over HTTPS: whose certificate is trusted, and who says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import AF_INET
from typing import Any

import pytest
from certificates import ShownCertificate
from fake_morgan import FakeMorgan
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from pytest_homeassistant_custom_component.common import MockConfigEntry
from test_config_flow import begin, choose, submit, unload
from test_discovery import announce
from yarl import URL

from custom_components.morgan.channel import shown_fingerprint
from custom_components.morgan.const import CONF_FINGERPRINT

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def self_made(tmp_path: Path) -> ShownCertificate:
    return ShownCertificate(tmp_path, "self-made")


@pytest.fixture
def renewed(tmp_path: Path) -> ShownCertificate:
    return ShownCertificate(tmp_path, "renewed")


@pytest.fixture(autouse=True)
async def clients_may_refuse_a_certificate(hass: HomeAssistant) -> None:
    """Without this, asyncio reports the broken handshake of the fake server as an error of Home Assistant."""
    loop = asyncio.get_running_loop()
    report = loop.get_exception_handler()
    assert report is not None

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if "Error on transport creation" not in context["message"]:
            report(loop, context)

    loop.set_exception_handler(handle)


@pytest.fixture
async def vouched(hass: HomeAssistant, tmp_path: Path) -> ShownCertificate:
    """A certificate of an authority that this Home Assistant trusts."""
    authority = ShownCertificate(tmp_path, "authority")
    async_get_clientsession(hass).connector._ssl.load_verify_locations(authority.file)  # type: ignore[union-attr]
    return ShownCertificate(tmp_path, "issued", authority)


@pytest.fixture
async def secure(morgan: FakeMorgan, self_made: ShownCertificate) -> FakeMorgan:
    """A server with a self-made certificate."""
    await morgan.show(self_made)
    return morgan


def pinned(
    hass: HomeAssistant, morgan: FakeMorgan, certificate: ShownCertificate, **data: Any
) -> MockConfigEntry:
    """An entry that keeps to a certificate."""
    kept = {"url": morgan.url, "api_key": "right", CONF_FINGERPRINT: certificate.fingerprint, **data}
    entry = MockConfigEntry(domain="morgan", title="Morgan", unique_id=morgan.id, data=kept)
    entry.add_to_hass(hass)
    return entry


async def flows(hass: HomeAssistant) -> list[Any]:
    await hass.async_block_till_done()
    return list(hass.config_entries.flow.async_progress())


async def test_a_self_made_certificate_is_compared_before_anything_is_sent(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate
) -> None:
    asked = await submit(hass, await begin(hass), url=secure.url, api_key="right")
    assert (asked["type"], asked["step_id"]) == (FlowResultType.FORM, "certificate")
    shown = shown_fingerprint(self_made.fingerprint)
    assert asked["description_placeholders"] == {"url": secure.url, "fingerprint": shown}
    assert secure.requests == 0
    made = await submit(hass, asked)
    assert made["type"] == FlowResultType.CREATE_ENTRY
    assert made["data"] == {
        "url": secure.url, "api_key": "right", CONF_FINGERPRINT: self_made.fingerprint,
    }  # fmt: skip
    await secure.until(lambda: secure.ready)
    await unload(hass)


async def test_its_fingerprint_is_written_as_morgan_writes_it() -> None:
    assert shown_fingerprint("3fa20b") == "3F:A2:0B"


async def test_a_code_gets_a_key_over_the_accepted_certificate_alone(
    hass: HomeAssistant, secure: FakeMorgan, renewed: ShownCertificate
) -> None:
    secure.code = "12345678"
    asked = await submit(hass, await begin(hass), url=secure.url)
    form = await choose(hass, await submit(hass, asked), "pair")
    await secure.show(renewed)
    failed = await submit(hass, form, code="12345678")
    assert (failed["step_id"], failed["errors"]) == ("pair", {"base": "other_certificate"})
    assert secure.code == "12345678"


async def test_a_certificate_that_an_authority_vouches_for_is_not_asked_about(
    hass: HomeAssistant, morgan: FakeMorgan, vouched: ShownCertificate
) -> None:
    await morgan.show(vouched)
    made = await submit(hass, await begin(hass), url=morgan.url, api_key="right")
    assert made["data"] == {"url": morgan.url, "api_key": "right"}
    await unload(hass)


async def test_a_server_that_left_while_it_was_asked_about_can_be_tried_again(
    hass: HomeAssistant, secure: FakeMorgan
) -> None:
    asked = await submit(hass, await begin(hass), url=secure.url, api_key="right")
    await secure.stop()
    step = await submit(hass, asked)
    assert (step["step_id"], step["errors"]) == ("certificate", {"base": "cannot_connect"})
    await secure.start()
    assert (await submit(hass, asked))["type"] == FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_an_address_without_https_gets_it(
    hass: HomeAssistant, secure: FakeMorgan, vouched: ShownCertificate
) -> None:
    for certificate in (secure.certificate, vouched):
        assert certificate is not None
        await secure.show(certificate)
        async with one_port(secure) as port:
            step = await submit(hass, await begin(hass), url=f"127.0.0.1:{port}", api_key="right")
            if certificate is not vouched:
                assert step["description_placeholders"]["url"] == f"https://127.0.0.1:{port}"
                continue
            assert step["data"]["url"] == f"https://127.0.0.1:{port}"
            await unload(hass)


@asynccontextmanager
async def one_port(morgan: FakeMorgan) -> AsyncIterator[int]:
    """A port at which a server speaks TLS, and sends whoever does not there, as Morgan does."""

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(4096)
        if not first.startswith(b"\x16"):
            port = writer.get_extra_info("sockname")[1]
            head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://127.0.0.1:{port}/health\r\n"
            writer.write(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", URL(morgan.url).port)
        far_writer.write(first)
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_a_renewed_certificate_is_taken_once_the_server_proves_that_it_has_the_key(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate, renewed: ShownCertificate
) -> None:
    entry = pinned(hass, secure, self_made)
    await secure.show(renewed)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await secure.until(lambda: secure.ready)
    assert entry.data[CONF_FINGERPRINT] == renewed.fingerprint
    assert not await flows(hass)
    again = ShownCertificate(renewed.file.parent, "again")
    await secure.show(again)
    await secure.until(lambda: secure.ready == 2)
    assert entry.data[CONF_FINGERPRINT] == again.fingerprint
    await unload(hass)


@pytest.mark.parametrize("passes_on", [False, True])
async def test_who_stands_between_is_not_sent_the_key(
    hass: HomeAssistant,
    secure: FakeMorgan,
    self_made: ShownCertificate,
    renewed: ShownCertificate,
    *,
    passes_on: bool,
) -> None:
    entry = pinned(hass, secure, self_made)
    await secure.show(renewed)
    if passes_on:  # the proofs of the server itself, which are for its own certificate
        secure.proven_certificate = self_made.fingerprint
    else:
        secure.keys = {"another"}
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert (secure.keys_sent, secure.hellos) == ([], [])
    assert entry.data[CONF_FINGERPRINT] == self_made.fingerprint


async def test_a_certificate_that_is_not_proven_is_compared_again(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate, renewed: ShownCertificate
) -> None:
    entry = pinned(hass, secure, self_made)
    await secure.show(renewed)
    secure.proven_certificate = self_made.fingerprint
    assert not await hass.config_entries.async_setup(entry.entry_id)
    (flow,) = await flows(hass)
    assert (flow["step_id"], flow["context"]["source"]) == ("certificate", "reauth")
    done = await submit(hass, flow)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data == {
        "url": secure.url, "api_key": "right", CONF_FINGERPRINT: renewed.fingerprint,
    }  # fmt: skip
    await secure.until(lambda: secure.ready)
    await unload(hass)


async def test_a_link_that_meets_another_certificate_asks_about_it(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate, renewed: ShownCertificate
) -> None:
    entry = pinned(hass, secure, self_made)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await secure.until(lambda: secure.ready)
    secure.proven_certificate = self_made.fingerprint
    await secure.show(renewed)
    await secure.until(hass.config_entries.flow.async_progress)
    (flow,) = await flows(hass)
    assert flow["step_id"] == "certificate"
    await unload(hass)


async def test_a_key_that_is_refused_is_asked_for_as_without_tls(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate
) -> None:
    entry = pinned(hass, secure, self_made, api_key="wrong")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    (flow,) = await flows(hass)
    assert flow["step_id"] == "reauth_confirm"


async def test_a_certificate_that_an_authority_vouches_for_takes_the_place_of_an_accepted_one(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate, vouched: ShownCertificate
) -> None:
    entry = pinned(hass, secure, self_made)
    await secure.show(vouched)
    form = dict(await entry.start_reconfigure_flow(hass))
    done = await submit(hass, form, url=secure.url)
    assert done["reason"] == "reconfigure_successful"
    assert entry.data == {"url": secure.url, "api_key": "right"}
    await unload(hass)


class ThisMachine:
    """Finds names without a network: `localhost` alone."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Any]:
        if host != "localhost":
            raise OSError(host)
        return [
            {"hostname": host, "host": "127.0.0.1", "port": port, "family": AF_INET, "proto": 0, "flags": 0}
        ]


def announced(morgan: FakeMorgan, **more: str) -> dict[str, str]:
    return {"version": "0.1.0", "protocol": "1", "id": morgan.id, "auth": "pair", "tls": "1", **more}


async def test_a_discovered_server_is_reached_over_tls_and_asked_about(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate
) -> None:
    card = await announce(hass, secure, properties=announced(secure))
    assert card["description_placeholders"]["url"] == secure.url
    assert secure.keys_sent == []
    asked = await submit(hass, card)
    assert asked["step_id"] == "certificate"
    form = await choose(hass, await submit(hass, asked), "api_key")
    made = await submit(hass, form, api_key="right")
    assert made["data"] == {
        "url": secure.url, "api_key": "right", CONF_FINGERPRINT: self_made.fingerprint,
    }  # fmt: skip
    await unload(hass)


@pytest.mark.parametrize("host", ["localhost", "a name that is none"])
async def test_a_discovered_server_with_a_name_in_its_certificate_is_reached_by_it(
    hass: HomeAssistant,
    morgan: FakeMorgan,
    vouched: ShownCertificate,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
) -> None:
    monkeypatch.setattr(async_get_clientsession(hass).connector, "_resolver", ThisMachine())
    morgan.keys = {""}
    await morgan.show(vouched)
    card = await announce(hass, morgan, properties=announced(morgan, host=host))
    made = await submit(hass, card)
    reached = "localhost" if host == "localhost" else "127.0.0.1"
    assert made["data"] == {"url": f"https://{reached}:{URL(morgan.url).port}"}
    await unload(hass)


async def test_a_paired_server_that_begins_to_speak_tls_keeps_its_entry(
    hass: HomeAssistant, morgan: FakeMorgan, self_made: ShownCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.discovery._is_of_network", lambda host: host == "127.0.0.1")
    data = {"url": morgan.url, "api_key": "right"}
    entry = MockConfigEntry(domain="morgan", title="Morgan", unique_id=morgan.id, data=data)
    entry.add_to_hass(hass)
    await morgan.show(self_made)
    step = await announce(hass, morgan, properties=announced(morgan))
    assert step["reason"] == "already_configured"
    assert entry.data == {
        "url": morgan.url, "api_key": "right", CONF_FINGERPRINT: self_made.fingerprint,
    }  # fmt: skip
    await unload(hass)


async def test_an_accepted_certificate_is_followed_to_another_address_with_a_proof_alone(
    hass: HomeAssistant, secure: FakeMorgan, self_made: ShownCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.discovery._is_of_network", lambda host: host == "127.0.0.1")
    entry = pinned(hass, secure, self_made, url="https://127.0.0.1:1")
    secure.keys = {"another"}
    await announce(hass, secure, properties=announced(secure))
    assert entry.data["url"] == "https://127.0.0.1:1"
    secure.keys = {"right"}
    await announce(hass, secure, properties=announced(secure))
    assert entry.data["url"] == secure.url
    await unload(hass)
