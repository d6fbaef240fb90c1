"""Conversation agents as subentries: how they are added and changed, and what Morgan is told of them."""

from __future__ import annotations

from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import conversation
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

AGENT = "conversation.morgan"
DONE = {"type": "done", "outcome": "handled", "text": "Well.", "language": "en", "awaits_answer": False}
USER: Any = {"source": "user"}


async def begin(hass: HomeAssistant, entry: MockConfigEntry, kind: str = "conversation") -> dict[str, Any]:
    flow: Any = await hass.config_entries.subentries.async_init((entry.entry_id, kind), context=USER)
    return dict(flow)


async def answer(hass: HomeAssistant, flow: dict[str, Any], **answers: Any) -> dict[str, Any]:
    result: Any = await hass.config_entries.subentries.async_configure(flow["flow_id"], answers)
    await hass.async_block_till_done()
    return dict(result)


async def change(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> None:
    """Change the first agent in its form."""
    flow: Any = await entry.start_subentry_reconfigure_flow(hass, subentry_of(entry).subentry_id)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reconfigure")
    result = await answer(hass, flow, **options)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")


def subentry_of(entry: MockConfigEntry, number: int = 0) -> ConfigSubentry:
    subentries: list[ConfigSubentry] = list(entry.subentries.values())
    return subentries[number]


async def ask(hass: HomeAssistant, text: str = "hello", **more: Any) -> conversation.ConversationResult:
    return await conversation.async_converse(
        hass,
        text,
        None,
        more.pop("context", Context()),
        language="en",
        agent_id=more.pop("agent_id", AGENT),
        **more,
    )


async def test_another_agent_is_added_while_the_link_stays_open(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    flow = await begin(hass, linked)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    made = await answer(hass, flow, name="Pirate", prompt="Talk like a pirate.", temperature=0.9, history=0)
    assert made["type"] is FlowResultType.CREATE_ENTRY
    added = subentry_of(linked, 1)
    assert added.title == "Pirate"
    assert dict(added.data) == {"prompt": "Talk like a pirate.", "temperature": 0.9, "history": 0}
    entity = er.async_get(hass).async_get("conversation.pirate")
    assert entity is not None
    assert (entity.unique_id, entity.config_subentry_id) == (added.subentry_id, added.subentry_id)
    device = dr.async_get(hass).async_get(str(entity.device_id))
    assert isinstance(device, dr.DeviceEntry)
    assert (device.name, device.entry_type) == ("Pirate", dr.DeviceEntryType.SERVICE)
    assert len(morgan.hellos) == 1
    morgan.reply = [DONE]
    await ask(hass, agent_id="conversation.pirate")
    assert morgan.turns[-1]["instructions"] == "Talk like a pirate."


async def test_an_agent_that_is_removed_leaves_nothing_behind(
    hass: HomeAssistant, linked: MockConfigEntry
) -> None:
    await answer(hass, await begin(hass, linked), name="Pirate")
    hass.config_entries.async_remove_subentry(linked, subentry_of(linked, 1).subentry_id)
    await hass.async_block_till_done()
    assert hass.states.get("conversation.pirate") is None
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), linked.entry_id)
    assert {device.name for device in devices} == {"Morgan"}
    await answer(hass, await begin(hass, linked), name="Pirate")
    assert hass.states.get("conversation.pirate") is not None


async def test_what_is_chosen_for_an_agent_is_told_with_each_of_its_turns(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    user = MockUser(name="Ann").add_to_hass(hass)
    await change(
        hass,
        linked,
        prompt="You speak with {{ user_name }} in {{ ha_name }}.",
        model="house/small",
        temperature=0.0,
        history=250.0,
    )
    morgan.reply = [DONE]
    await ask(hass, context=Context(user_id=user.id), extra_system_prompt="The oven was asked about.")
    [turn] = morgan.turns
    assert turn["instructions"] == "You speak with Ann in test home.\nThe oven was asked about."
    assert (turn["model"], turn["temperature"], turn["history"]) == ("house/small", 0.0, 250)
    assert "tools" not in turn


async def test_what_is_left_to_morgan_is_not_told(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await change(hass, linked, prompt="Be brief.", history=5)
    await change(hass, linked, prompt="")
    assert dict(subentry_of(linked).data) == {}
    morgan.reply = [DONE]
    await ask(hass)
    assert morgan.turns[-1].keys().isdisjoint({"instructions", "model", "temperature", "history", "tools"})


async def test_only_language_models_are_offered_and_any_name_may_be_written(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    flow = await begin(hass, linked)
    [models] = [field for key, field in flow["data_schema"].schema.items() if key == "model"]
    assert models.config["options"] == ["house/small", "house/large"]
    made = await answer(hass, flow, name="Other", model="another/model")
    assert made["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("models", [[], {"data": [7]}], ids=["no object", "no models"])
async def test_an_agent_can_be_added_although_the_models_cannot_be_listed(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, models: Any
) -> None:
    morgan.models = models
    assert (await begin(hass, linked))["type"] is FlowResultType.FORM


async def test_an_agent_cannot_be_added_to_an_entry_that_is_not_loaded(
    hass: HomeAssistant, linked: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(linked.entry_id)
    flow = await begin(hass, linked)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


async def test_an_llm_api_that_was_chosen_and_is_away_can_still_be_seen(
    hass: HomeAssistant, linked: MockConfigEntry
) -> None:
    hass.config_entries.async_update_subentry(
        linked, subentry_of(linked), data={"llm_hass_api": ["assist", "gone"]}
    )
    flow: Any = await linked.start_subentry_reconfigure_flow(hass, subentry_of(linked).subentry_id)
    [apis] = [field for key, field in flow["data_schema"].schema.items() if key == "llm_hass_api"]
    assert {option["value"] for option in apis.config["options"]} >= {"assist", "gone"}


async def test_instructions_that_cannot_be_rendered_are_an_error_and_no_turn(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry
) -> None:
    await change(hass, linked, prompt="{{ nothing.at.all.here }}")
    result = await ask(hass)
    assert result.response.error_code is not None
    assert morgan.turns == []
