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
    assert made["result"].unique_id == morgan.id
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


def no_id(morgan: FakeMorgan) -> None:
    morgan.health = web.json_response({"version": "0.1.0", "services": {}})


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
        (no_id, "too_old"),
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


async def test_one_server_under_another_address_is_one_entry_and_gets_no_key_twice(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, data={"url": "http://old", "api_key": "right"})
    step = await submit(hass, await begin(hass), url=morgan.url, api_key="right")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data["url"] == "http://old"
    assert morgan.keys_sent == []


async def choose(hass: HomeAssistant, menu: dict[str, Any], option: str) -> dict[str, Any]:
    assert menu["type"] == FlowResultType.MENU
    assert menu["menu_options"] == ["pair", "api_key"]
    form = await submit(hass, menu, next_step_id=option)
    assert (form["type"], form["step_id"], form["errors"]) == (FlowResultType.FORM, option, {})
    return form


async def test_a_server_that_needs_a_key_gives_one_for_its_code(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    hass.config.location_name = "Holiday/home"
    morgan.code = "1234 5678"
    form = await choose(hass, await submit(hass, await begin(hass), url=morgan.url), "pair")
    wrong = await submit(hass, form, code="0000 0000")
    assert wrong["errors"] == {"base": "wrong_code"}
    made = await submit(hass, form, code="1234 5678")
    assert made["data"] == {"url": morgan.url, "api_key": "paired"}
    assert made["result"].unique_id == morgan.id
    assert morgan.paired == ["Home Assistant (Holiday home)"]
    await unload(hass)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, "pairing_off"),
        (403, "wrong_code"),
        (404, "pairing_off"),
        (422, "wrong_code"),
        (429, "too_many_tries"),
        (500, "cannot_connect"),
    ],
)
async def test_why_a_code_gets_no_key_is_said(
    hass: HomeAssistant, morgan: FakeMorgan, status: int, error: str
) -> None:
    morgan.code, morgan.pairing_status = "1", status
    form = await choose(hass, await submit(hass, await begin(hass), url=morgan.url), "pair")
    step = await submit(hass, form, code="1")
    assert step["errors"] == {"base": error}


async def test_a_server_that_leaves_before_it_is_paired_is_told(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    menu = await submit(hass, await begin(hass), url=morgan.url)
    form = await choose(hass, menu, "pair")
    await morgan.stop()
    assert (await submit(hass, form, code="1"))["errors"] == {"base": "cannot_connect"}


async def test_a_key_may_be_entered_in_place_of_a_code(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    form = await choose(hass, await submit(hass, await begin(hass), url=morgan.url), "api_key")
    wrong = await submit(hass, form, api_key="wrong")
    assert wrong["errors"] == {"base": "invalid_auth"}
    made = await submit(hass, form, api_key=" right ")
    assert made["data"] == {"url": morgan.url, "api_key": "right"}
    await unload(hass)


async def test_a_server_that_does_not_pair_asks_for_a_key_at_once(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.auth = "key"
    form = await submit(hass, await begin(hass), url=morgan.url)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "api_key")


async def test_another_key_is_asked_for_and_checked(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    menu = await entry.start_reauth_flow(hass)
    assert menu["step_id"] == "reauth_confirm"
    form = await choose(hass, dict(menu), "api_key")
    wrong = await submit(hass, form, api_key="wrong")
    assert wrong["errors"] == {"base": "invalid_auth"}
    step = await submit(hass, form, api_key="new")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data == {"url": morgan.url, "api_key": "new"}
    await unload(hass)


async def test_a_new_code_gets_another_key(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys, morgan.code = set(), "1"
    form = await choose(hass, dict(await entry.start_reauth_flow(hass)), "pair")
    step = await submit(hass, form, code="1")
    assert step["reason"] == "reauth_successful"
    assert entry.data == {"url": morgan.url, "api_key": "paired"}
    await unload(hass)


@pytest.mark.parametrize(("option", "answers"), [("pair", {"code": "1"}), ("api_key", {"api_key": "right"})])
async def test_another_server_at_the_address_is_neither_paired_with_nor_given_a_key(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, option: str, answers: dict[str, str]
) -> None:
    morgan.code = "1"
    form = await choose(hass, dict(await entry.start_reauth_flow(hass)), option)
    morgan.id = "another"
    step = await submit(hass, form, **answers)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "another_server")
    assert (morgan.paired, morgan.keys_sent) == ([], [])


async def test_the_address_is_changed_and_the_key_stays(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, data={"url": "http://old", "api_key": "right"})
    flow = await entry.start_reconfigure_flow(hass)
    assert flow["step_id"] == "reconfigure"
    wrong = await submit(hass, flow, url="http://127.0.0.1:1")
    assert wrong["errors"] == {"base": "cannot_connect"}
    step = await submit(hass, flow, url=morgan.url)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.data == {"url": morgan.url, "api_key": "right"}
    assert entry.unique_id == morgan.id
    await unload(hass)


async def test_only_the_key_is_changed(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys = {"new"}
    step = await submit(hass, await entry.start_reconfigure_flow(hass), url=morgan.url, api_key="new")
    assert step["reason"] == "reconfigure_successful"
    assert entry.data["api_key"] == "new"
    await unload(hass)


async def test_a_key_that_does_not_work_there_is_replaced_by_a_code(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    morgan.keys, morgan.code = set(), "1"
    menu = await submit(hass, await entry.start_reconfigure_flow(hass), url=morgan.url)
    step = await submit(hass, await choose(hass, menu, "pair"), code="1")
    assert step["reason"] == "reconfigure_successful"
    assert entry.data["api_key"] == "paired"
    await unload(hass)


async def test_an_address_of_another_server_is_refused_and_sees_no_key(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(
        domain="morgan", unique_id="other", data={"url": "http://other", "api_key": "secret"}
    )
    other.add_to_hass(hass)
    step = await submit(hass, await other.start_reconfigure_flow(hass), url=morgan.url)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "another_server")
    assert other.data["url"] == "http://other"
    assert entry.unique_id == morgan.id
    assert morgan.keys_sent == []
