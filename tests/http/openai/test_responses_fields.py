"""Fields of a response: what reaches the model, what comes back, and other shapes of them."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI
from openai.types.responses import Response, ResponseReasoningItem, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.fakes.scripted_chat import says
from tests.http.conftest import Door, FakeServices
from wyoming_morgan.engines.contract.llm import ChatEnd, EndReason, Likelihood, TextPiece, TokenPiece

PATH = "/v1/responses"
RAW = {"model": "scripted", "input": "Hello"}
_STRICT: TypeAdapter[ResponseStreamEvent] = TypeAdapter(ResponseStreamEvent)
SCHEMA: Any = {
    "type": "json_schema",
    "name": "person",
    "strict": False,
    "schema": {"type": "object", "properties": {"name": {"type": "string"}}},
}


async def answered(door: Door, **fields: Any) -> Any:
    async with door.post(PATH, json=RAW | fields) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_further_fields_reach_the_model_and_what_only_responses_have_does_not(
    door: Door, fakes: FakeServices
) -> None:
    passed_on = {"top_k": 40, "frequency_penalty": 0.5, "something_new": [1], "prompt_cache_key": "k"}
    own = {
        "truncation": "auto",
        "include": ["reasoning.encrypted_content"],
        "max_tool_calls": 3,
        "service_tier": "auto",
        "safety_identifier": "ann",
        "context_management": [],
        "stream_options": {"include_obfuscation": False},
    }
    await answered(door, **passed_on, **own, text={"verbosity": "low"})
    assert fakes.llm.requests[0].further == {**passed_on, "verbosity": "low"}


async def test_a_schema_keeps_its_name_and_whether_it_is_strict(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    response = await client.responses.create(model="scripted", input="Hi", text={"format": SCHEMA})
    (request,) = fakes.llm.requests
    assert (request.json_schema, request.schema_name, request.schema_is_strict) == (
        SCHEMA["schema"],
        "person",
        False,
    )
    assert response.text is not None
    assert response.text.format is not None
    assert response.text.format.to_dict() == SCHEMA


@pytest.mark.parametrize("asked", [{"include": ["message.output_text.logprobs"]}, {"top_logprobs": 2}])
@pytest.mark.parametrize("stream", [False, True])
async def test_log_probabilities_come_with_the_text(
    client: AsyncOpenAI, fakes: FakeServices, asked: Any, *, stream: bool
) -> None:
    fakes.llm.script = [
        [
            TokenPiece(Likelihood("Hi", -0.5, (72, 105)), (Likelihood("Hey", -2.0),)),
            TextPiece("Hi"),
            ChatEnd(EndReason.STOP, "scripted", 1, 1),
        ]
    ]
    if stream:
        events = [
            event
            async for event in await client.responses.create(
                model="scripted", input="Hello", stream=True, **asked
            )
        ]
        for event in events:
            _STRICT.validate_python(event.to_dict())
        deltas = [event for event in events if event.type == "response.output_text.delta"]
        assert [token.token for event in deltas for token in event.logprobs] == ["Hi"]
        response: Any = events[-1].response
    else:
        response = await client.responses.create(model="scripted", input="Hello", **asked)
    (token,) = response.output[0].content[0].logprobs
    assert (token.token, token.logprob, token.bytes) == ("Hi", -0.5, [72, 105])
    assert [other.bytes for other in token.top_logprobs] == [[72, 101, 121]]
    assert fakes.llm.requests[0].log_probabilities == asked.get("top_logprobs", 0)


@pytest.mark.parametrize("stream", [False, True])
async def test_reasoning_is_an_item_of_its_own(
    client: AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [says("Hello.", reasoning="A greeting.")]
    fakes.llm.repeat = True
    if stream:
        events = [
            event async for event in await client.responses.create(model="scripted", input="Hi", stream=True)
        ]
        for event in events:
            _STRICT.validate_python(event.to_dict())
        thoughts = [event.delta for event in events if event.type == "response.reasoning_text.delta"]
        assert thoughts == ["A greeting."]
        response: Any = events[-1].response  # type: ignore[union-attr]  # the last one has it
    else:
        response = await client.responses.create(model="scripted", input="Hi")
    reasoning, text = response.output
    assert isinstance(reasoning, ResponseReasoningItem)
    assert reasoning.content is not None
    assert (reasoning.content[0].text, text.content[0].text) == ("A greeting.", "Hello.")
    Response.model_validate(response.to_dict(), strict=False)
    # Clients send all of it again.
    again: Any = [{"role": "user", "content": "Hi"}, *(item.to_dict() for item in response.output)]
    await client.responses.create(model="scripted", input=[*again, {"role": "user", "content": "And?"}])
    assert [message.content for message in fakes.llm.requests[-1].messages] == ["Hi", "Hello.", "And?"]


@pytest.mark.parametrize(
    ("reason", "shown"),
    [(EndReason.LENGTH, "max_output_tokens"), (EndReason.CONTENT_FILTER, "content_filter")],
)
async def test_a_reply_that_is_not_whole_says_why(
    door: Door, fakes: FakeServices, reason: EndReason, shown: str
) -> None:
    fakes.llm.script = [[TextPiece("Hel"), ChatEnd(reason, "scripted", 1, 1)]]
    response = await answered(door)
    assert (response["status"], response["incomplete_details"]) == ("incomplete", {"reason": shown})


async def test_objects_are_taken_where_texts_are_meant(door: Door, fakes: FakeServices) -> None:
    items = [
        {
            "role": "user",
            "content": [{"type": "input_image", "image_url": {"url": "data:image/png;base64,aA=="}}],
        },
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": {"a": 1}},
        {"type": "function_call_output", "call_id": "c", "output": {"b": 2}},
    ]
    await answered(door, input=items)
    user, asked, result = fakes.llm.requests[0].messages
    assert [image.data for image in user.images] == ["aA=="]
    assert ([call.arguments for call in asked.tool_calls], result.content) == (['{"a": 1}'], '{"b": 2}')


async def test_a_template_that_is_kept_at_openai_is_refused(door: Door, fakes: FakeServices) -> None:
    async with door.post(PATH, json=RAW | {"prompt": {"id": "pmpt_1"}}) as response:
        assert (await door.error(response, 422))["param"] == "prompt"
    assert not fakes.llm.requests


async def test_some_of_the_tools_may_be_allowed(door: Door, fakes: FakeServices) -> None:
    tools = [{"type": "function", "name": name, "strict": True} for name in ("f", "g", "h")]
    choice = {
        "type": "allowed_tools",
        "mode": "required",
        "tools": [{"type": "function", "name": "f"}, {"type": "function", "name": "h"}],
    }
    response = await answered(door, tools=tools, tool_choice=choice)
    (request,) = fakes.llm.requests
    assert [(tool.name, tool.strict) for tool in request.tools] == [("f", True), ("h", True)]
    assert request.tool_choice == "required"
    assert (response["tool_choice"], [tool["strict"] for tool in response["tools"]]) == (choice, [True] * 3)


@pytest.mark.parametrize("model", ["auto", "default", "Morgan", None, ""])
async def test_the_model_may_be_left_to_morgan(door: Door, fakes: FakeServices, model: str | None) -> None:
    response = await answered(door, model=model)
    assert (response["model"], len(fakes.agent.requests)) == ("morgan", 1)
