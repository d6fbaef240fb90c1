"""Setting up, with each thing that may be wrong, and changing it later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from fake_morgan import FakeMorgan
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

pytestmark = pytest.mark.usefixtures("home")


async def begin(hass: HomeAssistant) -> dict[str, Any]:
    flow: Any = await hass.config_entries.flow.async_init("morgan", context={"source": SOURCE_USER})
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})
    return dict(flow)


async def submit(hass: HomeAssistant, flow: Any, **answers: str) -> dict[str, Any]:
    step: Any = await hass.config_entries.flow.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done()
    return dict(step)


async def unload(hass: HomeAssistant) -> None:
    for entry in hass.config_entries.async_loaded_entries("morgan"):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_server_is_set_up_with_its_address_and_key(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    address = f" {morgan.url.removeprefix('http://')}/ "
    made = await submit(hass, await begin(hass), url=address, api_key=" right ")
    assert made["type"] == FlowResultType.CREATE_ENTRY
    assert (made["title"], made["data"]) == ("Morgan", {"url": morgan.url, "api_key": "right"})
    assert made["result"].unique_id == morgan.url
    await unload(hass)


async def test_a_server_without_keys_needs_none(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.keys = {""}
    made = await submit(hass, await begin(hass), url=morgan.url)
    assert made["data"] == {"url": morgan.url}
    await unload(hass)


def not_json(morgan: FakeMorgan) -> None:
    morgan.health = web.Response(text="<html>")


def no_json_at_all(morgan: FakeMorgan) -> None:
    morgan.health = web.Response(text="{", content_type="application/json")


def another_program(morgan: FakeMorgan) -> None:
    morgan.health = web.json_response(["ok"])


def no_link(morgan: FakeMorgan) -> None:
    morgan.link_status = 404


def broken(morgan: FakeMorgan) -> None:
    morgan.link_status = 500


def other_key(morgan: FakeMorgan) -> None:
    morgan.keys = {"another"}


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (not_json, "not_morgan"),
        (no_json_at_all, "not_morgan"),
        (another_program, "not_morgan"),
        (no_link, "too_old"),
        (broken, "cannot_connect"),
        (other_key, "invalid_auth"),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_mended(
    hass: HomeAssistant, morgan: FakeMorgan, trouble: Callable[[FakeMorgan], None], error: str
) -> None:
    trouble(morgan)
    flow = await begin(hass)
    step = await submit(hass, flow, url=morgan.url, api_key="right")
    assert (step["type"], step["errors"]) == (FlowResultType.FORM, {"base": error})
    morgan.health, morgan.link_status, morgan.keys = None, None, {"right"}
    made = await submit(hass, flow, url=morgan.url, api_key="right")
    assert made["type"] == FlowResultType.CREATE_ENTRY
    await unload(hass)


@pytest.mark.parametrize(
    ("address", "errors"),
    [
        ("http://127.0.0.1:1", {"base": "cannot_connect"}),
        ("ftp://127.0.0.1", {"url": "invalid_url"}),
        ("http://", {"url": "invalid_url"}),
        ("http://[", {"url": "invalid_url"}),
    ],
)
async def test_an_address_that_leads_nowhere(hass: HomeAssistant, address: str, errors: Any) -> None:
    step = await submit(hass, await begin(hass), url=address)
    assert step["errors"] == errors


async def test_one_server_is_one_entry(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    step = await submit(hass, await begin(hass), url=f"{morgan.url}/", api_key="right")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert hass.config_entries.async_entries("morgan") == [entry]


async def test_another_key_is_asked_for_and_checked(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    flow = await entry.start_reauth_flow(hass)
    assert flow["step_id"] == "reauth_confirm"
    wrong = await submit(hass, flow, api_key="wrong")
    assert wrong["errors"] == {"base": "invalid_auth"}
    step = await submit(hass, flow, api_key="new")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data == {"url": morgan.url, "api_key": "new"}
    await unload(hass)


async def test_the_address_is_changed(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={"url": "http://old", "api_key": "right"}, unique_id="http://old"
    )
    flow = await entry.start_reconfigure_flow(hass)
    assert flow["step_id"] == "reconfigure"
    wrong = await submit(hass, flow, url="http://127.0.0.1:1")
    assert wrong["errors"] == {"base": "cannot_connect"}
    step = await submit(hass, flow, url=morgan.url, api_key="right")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert (entry.data["url"], entry.unique_id) == (morgan.url, morgan.url)
    await unload(hass)


async def test_only_the_key_is_changed(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    step = await submit(hass, await entry.start_reconfigure_flow(hass), url=morgan.url, api_key="new")
    assert step["reason"] == "reconfigure_successful"
    assert entry.data["api_key"] == "new"
    await unload(hass)


async def test_an_address_that_another_entry_has_is_refused(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="morgan", unique_id="http://other", data={"url": "http://other"})
    other.add_to_hass(hass)
    step = await submit(hass, await other.start_reconfigure_flow(hass), url=morgan.url, api_key="right")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert other.data["url"] == "http://other"
    assert entry.unique_id == morgan.url
