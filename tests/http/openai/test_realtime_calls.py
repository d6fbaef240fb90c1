"""Calls of functions in realtime sessions, whose ids are as short as the API's, however models name them."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices
from tests.http.openai.clients import official_client
from wyoming_morgan.engines.contract.llm import Role

_TOOL: Any = {"type": "function", "name": "get_weather", "description": "", "parameters": {}}
_LONGEST = 32


async def done_response(session: Any) -> Any:
    """Wait for the end of a response, and return it."""
    async for event in session:
        assert event.type != "error", event
        if event.type == "response.done":
            return event.response
    raise AssertionError("the session ended")


async def add(session: Any, **item: Any) -> None:
    """Add an item to a session."""
    await session.conversation.item.create(item=item)


@pytest.mark.parametrize(
    "names",
    [("call_7",), ("x" * 32,), ("x" * 33,), ("chatcmpl-tool-" + "0" * 32, "chatcmpl-tool-" + "1" * 32)],
)
@pytest.mark.parametrize("pieces", [1, 3])
async def test_a_result_reaches_the_model_under_the_name_that_it_gave_its_call(
    door: Door, fakes: FakeServices, names: tuple[str, ...], pieces: int
) -> None:
    wanted = [Call("get_weather", {"city": "Oslo"}, id=name, pieces=pieces) for name in names]
    fakes.llm.script = [calls(*wanted), says("It rains.")]
    client: AsyncOpenAI
    async with official_client(door) as client, client.realtime.connect(model="scripted") as session:
        settings: Any = {"type": "realtime", "output_modalities": ["text"], "tools": [_TOOL]}
        await session.session.update(session=settings)
        content = [{"type": "input_text", "text": "the weather in Oslo"}]
        await add(session, type="message", role="user", content=content)
        await session.response.create()
        output = (await done_response(session)).output
        assert len({item.call_id for item in output}) == len(names)
        assert all(len(item.call_id) <= _LONGEST for item in output)
        for number, item in enumerate(output):
            await add(session, type="function_call_output", call_id=item.call_id, output=f"rain {number}")
        await session.response.create()
        assert (await done_response(session)).status == "completed"
    asked = fakes.llm.requests[1].messages
    assert [call.id for message in asked for call in message.tool_calls] == list(names)
    results = [(message.tool_call_id, message.content) for message in asked if message.role is Role.TOOL]
    assert results == [(name, f"rain {number}") for number, name in enumerate(names)]
