"""A Morgan that announces itself: its card, and an entry that follows it to another address."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest
from aiohttp import web
from fake_morgan import FakeMorgan
from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_ZEROCONF
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry
from test_config_flow import choose, submit, unload
from yarl import URL

pytestmark = pytest.mark.usefixtures("home")

NOWHERE = "http://192.0.2.1:9"


async def announce(
    hass: HomeAssistant, morgan: FakeMorgan, *addresses: str, **changes: Any
) -> dict[str, Any]:
    """Have Home Assistant see an announcement of the server."""
    chosen = [ip_address(address) for address in addresses or ("127.0.0.1",)]
    fields: dict[str, Any] = {
        "ip_address": chosen[0],
        "ip_addresses": chosen,
        "port": URL(morgan.url).port,
        "hostname": "morgan-kitchen-8000.local.",
        "type": "_morgan._tcp.local.",
        "name": "morgan-kitchen-8000._morgan._tcp.local.",
        "properties": {"version": "0.1.0", "protocol": "1", "id": morgan.id, "auth": "pair"},
        **changes,
    }
    step: Any = await hass.config_entries.flow.async_init(
        "morgan", context={"source": SOURCE_ZEROCONF}, data=ZeroconfServiceInfo(**fields)
    )
    await hass.async_block_till_done()
    return dict(step)


def of(url: str, morgan: FakeMorgan, hass: HomeAssistant, **fields: Any) -> MockConfigEntry:
    """An entry for a server at some address."""
    entry = MockConfigEntry(
        domain="morgan",
        title="Morgan",
        unique_id=morgan.id,
        data={"url": url, "api_key": "right"},
        **fields,
    )
    entry.add_to_hass(hass)
    return entry


async def test_a_discovered_server_is_set_up_with_its_code(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.code = "1234 5678"
    card = await announce(hass, morgan)
    assert (card["type"], card["step_id"]) == (FlowResultType.FORM, "zeroconf_confirm")
    assert card["description_placeholders"] == {"name": "morgan-kitchen-8000", "url": morgan.url}
    (progress,) = hass.config_entries.flow.async_progress()
    assert progress["context"]["title_placeholders"] == {"name": "morgan-kitchen-8000"}
    assert morgan.keys_sent == []
    form = await choose(hass, await submit(hass, card), "pair")
    made = await submit(hass, form, code="12345678" if morgan.code is None else morgan.code)
    assert made["type"] == FlowResultType.CREATE_ENTRY
    assert made["data"] == {"url": morgan.url, "api_key": "paired"}
    assert made["result"].unique_id == morgan.id
    await unload(hass)


async def test_a_discovered_server_that_needs_no_key_takes_one_click(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.keys = {""}
    made = await submit(hass, await announce(hass, morgan))
    assert made["data"] == {"url": morgan.url}
    await unload(hass)


async def test_a_server_that_left_meanwhile_can_be_tried_again(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.keys = {""}
    card = await announce(hass, morgan)
    morgan.health = web.Response(status=502)
    step = await submit(hass, card)
    assert (step["step_id"], step["errors"]) == ("zeroconf_confirm", {"base": "not_morgan"})
    morgan.health = None
    assert (await submit(hass, card))["type"] == FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_the_address_that_answers_is_taken(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    card = await announce(hass, morgan, "fe80::7", "::1", "127.0.0.1")
    assert card["description_placeholders"]["url"] == morgan.url


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"properties": {}}, "not_morgan"),
        ({"port": None}, "not_morgan"),
        ({"port": 1}, "cannot_connect"),
        ({"properties": {"id": "another"}}, "cannot_connect"),
    ],
    ids=["no id", "no port", "nobody there", "somebody else there"],
)
async def test_what_cannot_be_used_makes_no_card(
    hass: HomeAssistant, morgan: FakeMorgan, changes: dict[str, Any], reason: str
) -> None:
    step = await announce(hass, morgan, **changes)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, reason)


async def test_one_server_makes_one_card(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    await announce(hass, morgan)
    step = await announce(hass, morgan)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_in_progress")


async def test_a_server_that_moved_keeps_its_entry_and_its_key(
    hass: HomeAssistant, morgan: FakeMorgan, elsewhere: FakeMorgan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.discovery._is_of_network", lambda host: host == "127.0.0.1")
    entry = of(elsewhere.url, morgan, hass)  # there, another server answers now
    step = await announce(hass, morgan)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == {"url": morgan.url, "api_key": "right"}
    await elsewhere.stop()
    hass.config_entries.async_update_entry(entry, data={**entry.data, "url": elsewhere.url})
    await announce(hass, morgan)
    assert entry.data == {"url": morgan.url, "api_key": "right"}
    await unload(hass)


async def test_a_server_that_answers_where_it_was_is_not_followed_elsewhere(
    hass: HomeAssistant, morgan: FakeMorgan, elsewhere: FakeMorgan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An announcement alone does not lead the key to another machine."""
    monkeypatch.setattr("custom_components.morgan.discovery._is_of_network", lambda host: host == "127.0.0.1")
    entry = of(morgan.url, morgan, hass)
    elsewhere.id = morgan.id
    step = await announce(hass, elsewhere)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data["url"] == morgan.url
    assert elsewhere.keys_sent == []


@pytest.mark.parametrize(
    ("key", "proof"),
    [
        ("another", None),
        (None, None),
        ("right", web.json_response({"proofs": []})),
        ("right", web.json_response([])),
        ("right", web.Response(text="no")),
    ],
    ids=["another key", "no key", "no proof", "another answer", "no JSON"],
)
async def test_what_does_not_prove_that_it_has_the_key_is_not_followed(
    hass: HomeAssistant,
    morgan: FakeMorgan,
    monkeypatch: pytest.MonkeyPatch,
    key: str | None,
    proof: web.Response | None,
) -> None:
    monkeypatch.setattr("custom_components.morgan.discovery._is_of_network", lambda host: host == "127.0.0.1")
    entry = of("http://127.0.0.1:1", morgan, hass)
    data = {"url": "http://127.0.0.1:1"} | ({} if key is None else {"api_key": key})
    hass.config_entries.async_update_entry(entry, data=data)
    morgan.proof = proof
    step = await announce(hass, morgan)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == data
    assert morgan.keys_sent == []


@pytest.mark.parametrize(
    "url", ["https://192.0.2.1:9", "http://morgan.example", "http://127.0.0.1:9", "http://[::1]:9"]
)
async def test_names_proxies_and_this_machine_stay_as_they_were_entered(
    hass: HomeAssistant, morgan: FakeMorgan, url: str
) -> None:
    entry = of(url, morgan, hass)
    step = await announce(hass, morgan)
    assert step["reason"] == "already_configured"
    assert entry.data["url"] == url


async def test_a_server_that_is_ignored_stays_so(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    entry = of(NOWHERE, morgan, hass, source=SOURCE_IGNORE)
    step = await announce(hass, morgan)
    assert step["reason"] == "already_configured"
    assert entry.data["url"] == NOWHERE
