"""The component of this checkout in a running Home Assistant, used as the front end uses it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from tests.home_assistant.client import Client
from tests.home_assistant.hass import FLOWS, HomeAssistant

_POLL_SECONDS = 0.3


async def begin(home_assistant: HomeAssistant) -> dict[str, Any]:
    """Choose the integration in the list."""
    flow: dict[str, Any] = await home_assistant.client.post(FLOWS, {"handler": "morgan"})
    return flow


async def answer(home_assistant: HomeAssistant, flow: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """Fill in its form and submit it."""
    step: dict[str, Any] = await home_assistant.client.post(f"{FLOWS}/{flow['flow_id']}", answers)
    return step


async def card(home_assistant: HomeAssistant, port: int, *, within: float) -> dict[str, Any]:
    """Wait for the card of the Morgan that is announced with a port."""
    async with asyncio.timeout(within):
        while True:
            flows = await home_assistant.client.call("config_entries/flow/progress")
            for flow in flows:
                name = str(flow["context"].get("title_placeholders", {}).get("name"))
                if flow["handler"] == "morgan" and name.endswith(f"-{port}"):
                    return dict(flow)
            await asyncio.sleep(_POLL_SECONDS)


async def completed(
    home_assistant: HomeAssistant, step: dict[str, Any], *, make: bool = False
) -> dict[str, Any]:
    """Answer the last step of a set-up, unless that was done; return what was made."""
    if step.get("step_id") == "assistant":
        step = await answer(home_assistant, step, make=make, prefer=make)
    assert step["type"] == "create_entry", step
    return step


@contextlib.asynccontextmanager
async def set_up(
    home_assistant: HomeAssistant, url: str, api_key: str, *, make: bool = False
) -> AsyncIterator[str]:
    """Have an entry for a Morgan during the block; give its conversation entity.

    With `make` it makes an assistant, which is preferred.
    """
    step = await answer(home_assistant, await begin(home_assistant), url=url, api_key=api_key)
    async with kept(home_assistant, step, make=make) as entity_id:
        yield entity_id


@contextlib.asynccontextmanager
async def kept(
    home_assistant: HomeAssistant, step: dict[str, Any], *, make: bool = False
) -> AsyncIterator[str]:
    """Keep an entry during the block, once its set-up is complete; give its conversation entity."""
    made = await completed(home_assistant, step, make=make)
    entry_id = made["result"]["entry_id"]
    try:
        yield (await entities(home_assistant, entry_id))["conversation"]
    finally:
        await home_assistant.client.delete(f"/api/config/config_entries/entry/{entry_id}")
    assert await entities(home_assistant, entry_id) == {}
    devices = await home_assistant.client.call("config/device_registry/list")
    assert [device for device in devices if entry_id in device["config_entries"]] == []


async def configured(home_assistant: HomeAssistant) -> str:
    """Return the id of the one entry of the component."""
    [entry] = await home_assistant.client.call("config_entries/get", domain="morgan")
    return str(entry["entry_id"])


async def linked(home_assistant: HomeAssistant, agent: str) -> None:
    """Wait until Morgan can be asked."""
    while await home_assistant.state(agent) == "unavailable":  # noqa: ASYNC110 - it is another process
        await asyncio.sleep(_POLL_SECONDS)


async def entities(home_assistant: HomeAssistant, entry_id: str) -> dict[str, str]:
    """Return the entity ids of an entry by their domain."""
    listed = await home_assistant.client.call("config/entity_registry/list")
    mine = [entity["entity_id"] for entity in listed if entity["config_entry_id"] == entry_id]
    return {entity_id.partition(".")[0]: entity_id for entity_id in mine}


async def ask(home_assistant: HomeAssistant, agent: str, text: str, **more: Any) -> dict[str, Any]:
    """Say something to an agent over Home Assistant's WebSocket; return the result."""
    return await ask_as(home_assistant.client, agent, text, **more)


async def ask_as(client: Client, agent: str, text: str, **more: Any) -> dict[str, Any]:
    """Say something to an agent as the user of this client; return the result."""
    result: dict[str, Any] = await client.call(
        "conversation/process", text=text, language="en", agent_id=agent, **more
    )
    return result


def speech(result: dict[str, Any]) -> str:
    """Return what an answer says."""
    return str(result["response"]["speech"]["plain"]["speech"])
