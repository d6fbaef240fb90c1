"""Morgan as an app of this Home Assistant: the Supervisor says where it is, and hands over its key."""

from __future__ import annotations

from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.config_entries import SOURCE_HASSIO, SOURCE_IGNORE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from test_config_flow import submit, unload
from test_discovery import of

pytestmark = pytest.mark.usefixtures("home")


async def discover(hass: HomeAssistant, morgan: FakeMorgan, **changes: Any) -> dict[str, Any]:
    """Have the Supervisor tell of the app, as `components/hassio/discovery.py` passes it on."""
    config = {"url": morgan.url, "id": morgan.id, "api_key": "right", "addon": "Morgan", **changes}
    info = HassioServiceInfo(config=config, name="Morgan", slug="local_morgan", uuid="12" * 16)
    step: Any = await hass.config_entries.flow.async_init(
        "morgan", context={"source": SOURCE_HASSIO}, data=info
    )
    await hass.async_block_till_done()
    return dict(step)


async def test_an_app_takes_one_click_and_no_code(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    card = await discover(hass, morgan)
    assert (card["type"], card["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    assert card["description_placeholders"] == {"addon": "Morgan"}
    assert morgan.keys_sent == []
    made = await submit(hass, card)
    assert made["type"] == FlowResultType.CREATE_ENTRY
    assert made["data"] == {"url": morgan.url, "api_key": "right"}
    assert made["result"].unique_id == morgan.id
    await unload(hass)


async def test_a_key_that_is_refused_is_reported_and_can_be_tried_again(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    card = await discover(hass, morgan, api_key="another")
    step = await submit(hass, card)
    assert (step["step_id"], step["errors"]) == ("hassio_confirm", {"base": "invalid_auth"})
    morgan.keys = {"another"}
    assert (await submit(hass, card))["type"] == FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_an_app_that_is_away_can_be_tried_again(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    card = await discover(hass, morgan, url="http://127.0.0.1:1")
    step = await submit(hass, card)
    assert (step["step_id"], step["errors"]) == ("hassio_confirm", {"base": "cannot_connect"})


@pytest.mark.parametrize(
    "changes",
    [{"url": None}, {"url": "tcp://x"}, {"id": ""}, {"api_key": 7}],
    ids=["no address", "no address of HTTP", "no id", "no key"],
)
async def test_what_is_no_morgan_makes_no_card(
    hass: HomeAssistant, morgan: FakeMorgan, changes: dict[str, Any]
) -> None:
    step = await discover(hass, morgan, **changes)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "not_morgan")


async def test_an_app_that_is_set_up_keeps_its_entry_and_follows_a_new_address(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    entry = of("http://127.0.0.1:1", morgan, hass)
    step = await discover(hass, morgan)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == {"url": morgan.url, "api_key": "right"}
    await unload(hass)


async def test_another_app_that_says_to_be_this_server_gets_nothing(
    hass: HomeAssistant, morgan: FakeMorgan, elsewhere: FakeMorgan
) -> None:
    entry = of(morgan.url, morgan, hass)
    elsewhere.id, elsewhere.keys = morgan.id, {"its own"}
    step = await discover(hass, elsewhere, api_key="its own")
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == {"url": morgan.url, "api_key": "right"}
    assert elsewhere.keys_sent == []


async def test_an_ignored_app_stays_ignored(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    of(morgan.url, morgan, hass, source=SOURCE_IGNORE)
    step = await discover(hass, morgan)
    assert (step["type"], step["reason"]) == (FlowResultType.ABORT, "already_configured")
