"""Fields of a chat: what is passed on, what is understood in other shapes, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from yarl import URL

from tests.fakes.scripted_chat import Call, calls
from tests.http.conftest import Door, FakeServices
from wyoming_morgan.engines.contract.llm import Message, ModelInfo, Role, ToolCall
from wyoming_morgan.errors import UnknownModel

PATH = "/v1/chat/completions"
ASKED = [{"role": "user", "content": "Hello"}]
RAW = {"model": "scripted", "messages": ASKED}
FUNCTION = {"name": "f", "description": "d", "parameters": {"type": "object"}}

PASSED_ON: dict[str, Any] = {
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
    "logit_bias": {"1": 2},
    "top_k": 40,
    "min_p": 0.05,
    "repeat_penalty": 1.1,
    "id_slot": 1,
    "chat_template_kwargs": {"enable_thinking": False},
    "verbosity": "low",
    "something_new": [1, {"a": None}],
}


@pytest.mark.parametrize(("name", "value"), PASSED_ON.items())
async def test_each_further_field_reaches_the_model(
    door: Door, fakes: FakeServices, name: str, value: Any
) -> None:
    async with door.post(PATH, json=RAW | {name: value}) as response:
        assert response.status == 200, await response.text()
    assert fakes.llm.requests[0].further == {name: value}


async def test_all_of_them_come_together_with_the_official_client(
    client: openai.AsyncOpenAI, fakes: FakeServices
) -> None:
    await client.chat.completions.create(
        model="scripted",
        messages=[{"role": "user", "content": "Hello"}],
        reasoning_effort="high",
        extra_body=PASSED_ON,
    )
    (request,) = fakes.llm.requests
    assert (dict(request.further), request.reasoning_effort, request.reasoning) == (PASSED_ON, "high", True)


async def test_what_is_between_client_and_morgan_is_not_passed_on(door: Door, fakes: FakeServices) -> None:
    own = {
        "user": "ann",
        "metadata": {"a": "b"},
        "store": True,
        "service_tier": "auto",
        "stream_options": {"include_usage": True},
        "safety_identifier": "ann",
        "modalities": ["text"],
        "top_k": None,
    }
    async with door.post(PATH, json=RAW | own) as response:
        assert response.status == 200, await response.text()
    assert fakes.llm.requests[0].further == {}


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"top_k": "many"}, "top_k"),
        ({"chat_template_kwargs": 3}, "chat_template_kwargs"),
        ({"min_p": 2}, "min_p"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({f"field_{number}": 1 for number in range(101)}, None),
    ],
    ids=["no number", "no object", "out of range", "audio", "too many"],
)
async def test_what_cannot_be_passed_on_is_refused(
    door: Door, fakes: FakeServices, changed: dict[str, Any], param: str | None
) -> None:
    async with door.post(PATH, json=RAW | changed) as response:
        assert (await door.error(response, 422))["param"] == param
    assert not fakes.llm.requests


@pytest.mark.parametrize("written", ['"x": NaN', '"x": "\\ud800"', '"\\ud800": 1'])
async def test_what_is_no_json_is_passed_on_to_nobody(door: Door, fakes: FakeServices, written: str) -> None:
    text = json.dumps(RAW)[:-1] + f", {written}}}"
    headers = {"Content-Type": "application/json"}
    async with door.post(PATH, data=text, headers=headers) as response:
        assert 400 <= response.status < 500
    assert not fakes.llm.requests


@pytest.mark.parametrize(
    ("sent", "name", "value"),
    [
        ({"max_tokens": 100.0}, "max_tokens", 100),
        ({"max_tokens": -1}, "max_tokens", None),
        ({"max_completion_tokens": -1, "max_tokens": 7}, "max_tokens", 7),
        ({"seed": 1.0}, "seed", 1),
        ({"top_k": 40.0}, "further", {"top_k": 40}),
    ],
)
async def test_numbers_are_understood_as_clients_write_them(
    door: Door, fakes: FakeServices, sent: dict[str, Any], name: str, value: Any
) -> None:
    async with door.post(PATH, json=RAW | sent) as response:
        assert response.status == 200, await response.text()
    assert getattr(fakes.llm.requests[0], name) == value


async def test_earlier_replies_keep_their_reasoning_and_their_calls(door: Door, fakes: FakeServices) -> None:
    messages = [
        *ASKED,
        {
            "role": "assistant",
            "content": None,
            "reasoning_content": "Hm.",
            "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {"a": "ü"}}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "done"},
    ]
    async with door.post(PATH, json=RAW | {"messages": messages}) as response:
        assert response.status == 200, await response.text()
    assert fakes.llm.requests[0].messages[1:] == (
        Message(Role.ASSISTANT, tool_calls=(ToolCall("c", "f", '{"a": "ü"}'),), reasoning="Hm."),
        Message(Role.TOOL, "done", tool_call_id="c"),
    )


@pytest.mark.parametrize(
    ("choice", "offered", "chosen"),
    [
        ({"type": "auto"}, ["f", "g"], "auto"),
        ({"type": "required"}, ["f", "g"], "required"),
        ({"type": "function", "name": "g"}, ["f", "g"], "g"),
        ({"type": "function", "function": {"name": "g"}}, ["f", "g"], "g"),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "auto",
                    "tools": [{"type": "function", "function": {"name": "g"}}],
                },
            },
            ["g"],
            "auto",
        ),
    ],
    ids=["auto", "required", "not nested", "nested", "some"],
)
async def test_a_choice_of_tools_is_understood_in_every_shape(
    door: Door, fakes: FakeServices, choice: Any, offered: list[str], chosen: str
) -> None:
    tools = [{"type": "function", "function": {"name": name}} for name in ("f", "g")]
    for model in ("scripted", "morgan"):
        async with door.post(
            PATH, json=RAW | {"model": model, "tools": tools, "tool_choice": choice}
        ) as response:
            assert response.status == 200, await response.text()
    (request,), (turn,) = fakes.llm.requests, fakes.agent.requests
    assert ([tool.name for tool in request.tools], request.tool_choice) == (offered, chosen)
    assert ([tool.name for tool in turn.client_tools], turn.tool_choice) == (offered, chosen)


async def test_thoughts_in_earlier_replies_are_no_part_of_them(door: Door, fakes: FakeServices) -> None:
    reply = [{"type": "thinking", "thinking": "Hm.", "text": "Hm."}, {"type": "text", "text": "Hi."}]
    messages = [*ASKED, {"role": "assistant", "content": reply}, *ASKED]
    async with door.post(PATH, json=RAW | {"messages": messages}) as response:
        assert response.status == 200, await response.text()
    assert [message.content for message in fakes.llm.requests[0].messages] == ["Hello", "Hi.", "Hello"]


@pytest.mark.parametrize(
    "content", [{"type": "text", "text": "Hello"}, ["Hello"], ["Hel", {"type": "text", "text": "lo"}]]
)
async def test_content_is_understood_without_its_brackets(
    door: Door, fakes: FakeServices, content: Any
) -> None:
    async with door.post(PATH, json=RAW | {"messages": [{"role": "user", "content": content}]}) as response:
        assert response.status == 200, await response.text()
    assert fakes.llm.requests[0].messages[0].content == "Hello"


async def test_tools_need_not_be_nested(door: Door, fakes: FakeServices) -> None:
    async with door.post(PATH, json=RAW | {"tools": [{"type": "function", **FUNCTION}]}) as response:
        assert response.status == 200, await response.text()
    assert [(tool.name, tool.description) for tool in fakes.llm.requests[0].tools] == [("f", "d")]


@pytest.mark.parametrize(
    ("changed", "param", "message"),
    [
        ({"messages": "hi"}, "messages", "messages: Input should be a valid list"),
        ({"messages": []}, "messages", "messages: List should have at least 1 item"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages.0.content", "valid string"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": 5}]}]},
            "messages.0.content.0.text",
            "valid string",
        ),
        ({"logit_bias": 5}, "logit_bias", "logit_bias: Input should be a valid object"),
    ],
)
async def test_a_complaint_names_the_field_in_the_words_of_json(
    door: Door, changed: dict[str, Any], param: str, message: str
) -> None:
    async with door.post(PATH, json=RAW | changed) as response:
        error = await door.error(response, 422)
    assert error["param"] == param
    assert message in error["message"]


async def test_a_byte_order_mark_before_the_body_is_passed_over(door: Door) -> None:
    body = json.dumps(RAW).encode("utf-8-sig")
    async with door.post(PATH, data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 200, await response.text()


@pytest.mark.parametrize("model", ["Morgan", " morgan ", "MORGAN", "auto"])
async def test_the_agent_is_named_in_any_case(door: Door, fakes: FakeServices, model: str) -> None:
    async with door.post(PATH, json=RAW | {"model": model}) as response:
        assert (await response.json())["model"] == "morgan"
    assert len(fakes.agent.requests) == 1


@pytest.mark.parametrize(
    "path",
    [
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/v1/chat/completions",
        "//chat//completions",
        "/v1/v1/chat/completions/",
    ],
)
async def test_an_address_may_be_put_together_carelessly(serve: Any, path: str) -> None:
    door = await serve(api_keys=("long-enough-key",))
    headers = {"Authorization": "Bearer long-enough-key"}
    async with door.session.post(URL(door.url + path, encoded=True), json=RAW, headers=headers) as response:
        assert response.status == 200, await response.text()
    async with door.session.post(URL(door.url + path, encoded=True), json=RAW) as response:
        assert response.status == 401


async def test_what_is_not_there_is_not_there_with_more_slashes(door: Door) -> None:
    async with door.get("//v1//nothing") as response:
        await door.error(response, 404)


@pytest.mark.parametrize("path", ["/v1/chat/completions/", "/chat/completions", "/chat/completions/"])
async def test_chats_are_found_under_the_addresses_that_clients_use(door: Door, path: str) -> None:
    async with door.post(path, json=RAW) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "path", ["/v1/models", "/v1/models/", "/models", "/models/morgan", "/v1/models/morgan/"]
)
async def test_what_needs_no_key_needs_none_under_any_address(serve: Any, path: str) -> None:
    door = await serve(api_keys=("long-enough-key",))
    async with door.get(path) as response:
        assert response.status == 200
    async with door.post("/chat/completions", json=RAW) as response:
        assert response.status == 401


async def test_the_index_lists_each_route_once(door: Door) -> None:
    async with door.get("/") as response:
        routes = (await response.json())["routes"]
    assert "POST /v1/chat/completions" in routes
    assert not [route for route in routes if route.endswith("/") and route != "GET /"]
    assert not [route for route in routes if " /chat" in route]


# Functions, as older clients call tools


@pytest.mark.parametrize("stream", [False, True])
async def test_functions_are_offered_as_tools_and_called_as_functions(
    client: openai.AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [calls(Call("f", {"a": "ü"}, id="c1", pieces=3), Call("f", {}, id="c2"))]
    asked: Any = {
        "model": "scripted",
        "messages": ASKED,
        "functions": [FUNCTION],
        "function_call": {"name": "f"},
    }
    if stream:
        chunks = [chunk async for chunk in await client.chat.completions.create(**asked, stream=True)]
        pieces = [call for chunk in chunks if (call := chunk.choices[0].delta.function_call) is not None]
        name = "".join(piece.name or "" for piece in pieces)
        arguments = "".join(piece.arguments or "" for piece in pieces)
        reason = chunks[-1].choices[0].finish_reason
    else:
        choice = (await client.chat.completions.create(**asked)).choices[0]
        assert choice.message.function_call is not None
        assert choice.message.tool_calls is None
        name, arguments = choice.message.function_call.name, choice.message.function_call.arguments
        reason = choice.finish_reason
    assert (name, json.loads(arguments), reason) == ("f", {"a": "ü"}, "function_call")
    (request,) = fakes.llm.requests
    assert [(tool.name, tool.description) for tool in request.tools] == [("f", "d")]
    assert (request.tool_choice, request.parallel_tool_calls) == ("f", False)


async def test_the_results_of_functions_belong_to_their_calls(door: Door, fakes: FakeServices) -> None:
    messages = [
        *ASKED,
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "done"},
    ]
    async with door.post(PATH, json=RAW | {"messages": messages, "functions": [FUNCTION]}) as response:
        assert response.status == 200, await response.text()
    _, asked, result = fakes.llm.requests[0].messages
    assert [call.name for call in asked.tool_calls] == ["f"]
    assert result.tool_call_id == asked.tool_calls[0].id


# The agent


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"response_format": {"type": "json_object"}}, "response_format"),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": {"type": "object"}}}},
            "response_format",
        ),
        ({"logprobs": True}, "logprobs"),
        ({"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}, "modalities"),
        ({"n": 2}, "n"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "g"}}}, "tool_choice"),
    ],
)
async def test_what_only_language_models_can_do_is_refused_of_the_agent(
    door: Door, fakes: FakeServices, changed: dict[str, Any], param: str
) -> None:
    async with door.post(PATH, json={"model": "morgan", "messages": ASKED} | changed) as response:
        assert (await door.error(response, 422))["param"] == param
    assert not fakes.agent.requests


async def test_the_hint_of_an_unknown_model_names_the_agent_first_and_what_can_chat(
    door: Door, fakes: FakeServices
) -> None:
    fakes.llm.models = (ModelInfo("emb/vectors", only_embeds=True), ModelInfo("home/small"))
    fakes.llm.script = [[UnknownModel("there is no model 'x'", hint="there are: emb/vectors, home/small")]]
    async with door.post(PATH, json=RAW | {"model": "x"}) as response:
        message = (await door.error(response, 404))["message"]
    assert "there are: morgan, home/small" in message
    assert "vectors" not in message


async def test_the_list_begins_with_what_can_chat(door: Door, fakes: FakeServices) -> None:
    fakes.llm.models = (ModelInfo("emb/vectors", only_embeds=True), ModelInfo("home/small"))
    async with door.get("/v1/models") as response:
        listed = [model["id"] for model in (await response.json())["data"]]
    assert listed == ["morgan", "home/small", "emb/vectors", "org/whisper", "voices"]
