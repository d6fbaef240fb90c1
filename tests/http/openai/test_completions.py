"""OpenAI's old completions, asked by the official client, whose types every answer must fit."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types import Completion

from tests.fakes.scripted_chat import says
from tests.http.conftest import Door, FakeServices
from wyoming_morgan.engines.contract.llm import ChatEnd, EndReason, Likelihood, Role, TextPiece, TokenPiece
from wyoming_morgan.errors import EngineFailed


async def streamed_chunks(client: AsyncOpenAI, **fields: Any) -> list[Completion]:
    """Return the chunks of a completion."""
    chunks = [chunk async for chunk in await client.completions.create(stream=True, **fields)]
    for chunk in chunks:
        # The official type has no place for the null of choices that go on, which the API sends.
        going_on = [{**choice.to_dict(), "finish_reason": "stop"} for choice in chunk.choices]
        Completion.model_validate({**chunk.to_dict(), "choices": going_on})
    return chunks


async def test_the_agent_answers_a_text(client: AsyncOpenAI, fakes: FakeServices) -> None:
    completion = await client.completions.create(model="morgan", prompt="turn on the kitchen light")
    Completion.model_validate(completion.to_dict())
    assert [choice.text for choice in completion.choices] == ["Turned on the light"]
    assert (completion.object, completion.choices[0].finish_reason) == ("text_completion", "stop")
    assert completion.usage is not None
    assert [request.text for request in fakes.agent.requests] == ["turn on the kitchen light"]


async def test_a_model_answers_each_text(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says("One", "."), says("Two.")]
    completion = await client.completions.create(
        model="scripted", prompt=["first", "second"], max_tokens=7, stop="x", seed=3
    )
    Completion.model_validate(completion.to_dict())
    assert [(choice.index, choice.text) for choice in completion.choices] == [(0, "One."), (1, "Two.")]
    assert completion.usage is not None
    assert completion.usage.total_tokens == 10 + 10 + 3
    asked = fakes.llm.requests[0]
    assert [(message.role, message.content) for message in asked.messages] == [(Role.USER, "first")]
    assert (asked.max_tokens, asked.stop, asked.seed) == (7, ("x",), 3)


@pytest.mark.parametrize("model", ["morgan", "scripted"])
async def test_a_reply_streams(client: AsyncOpenAI, fakes: FakeServices, model: str) -> None:
    fakes.llm.script = [says("Turned on ", "the light")]
    chunks = await streamed_chunks(
        client, model=model, prompt="light on", stream_options={"include_usage": True}
    )
    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == "Turned on the light"
    *_, last, counts = chunks
    assert last.choices[0].finish_reason == "stop"
    assert (counts.choices, counts.usage is not None) == ([], True)
    assert {chunk.id for chunk in chunks} == {last.id}


async def test_a_prompt_is_echoed_once(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says("one, ", "two")] * 2
    whole = await client.completions.create(model="scripted", prompt="Count: ", echo=True)
    assert whole.choices[0].text == "Count: one, two"
    chunks = await streamed_chunks(client, model="scripted", prompt="Count: ", echo=True)
    assert [chunk.choices[0].text for chunk in chunks] == ["Count: one, ", "two", ""]


async def test_log_probabilities_have_the_old_shape(client: AsyncOpenAI, fakes: FakeServices) -> None:
    other = Likelihood("Hey", -2.0)
    fakes.llm.script = [
        [
            TokenPiece(Likelihood("Hi", -0.5), (Likelihood("Hi", -0.5), other)),
            TextPiece("Hi"),
            TokenPiece(Likelihood("!", -0.1)),
            TextPiece("!"),
            ChatEnd(EndReason.STOP, "scripted"),
        ]
    ]
    completion = await client.completions.create(model="scripted", prompt="Greet!", logprobs=2)
    Completion.model_validate(completion.to_dict())
    logprobs = completion.choices[0].logprobs
    assert logprobs is not None
    assert logprobs.tokens == ["Hi", "!"]
    assert logprobs.token_logprobs == [-0.5, -0.1]
    assert logprobs.top_logprobs == [{"Hi": -0.5, "Hey": -2.0}, {}]
    assert logprobs.text_offset == [0, 2]
    assert fakes.llm.requests[0].log_probabilities == 2
    assert completion.usage is not None
    assert completion.usage.total_tokens == 0


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"prompt": [1, 2]}, "prompt"),
        ({"prompt": [[1, 2]]}, "prompt"),
        ({"prompt": []}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"suffix": "end"}, "suffix"),
        ({"best_of": 2}, "best_of"),
        ({"n": 2}, "n"),
        ({"logprobs": 6}, "logprobs"),
        ({"model": "morgan", "prompt": ["one", "two"]}, "prompt"),
    ],
)
async def test_what_cannot_be_done_is_said(door: Door, fields: dict[str, Any], param: str) -> None:
    body = {"model": "scripted", "prompt": "Hi", **fields}
    async with door.post("/v1/completions", json=body) as response:
        assert (await door.error(response, 422))["param"] == param


async def test_a_failure_before_the_first_piece_is_a_status_and_a_later_one_an_event(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    broken = EngineFailed("the model broke off")
    fakes.llm.script = [[broken], [*says("It is ")[:1], broken]]
    with pytest.raises(openai.InternalServerError, match="broke off"):
        await client.completions.create(model="scripted", prompt="Hi", stream=True, echo=True)
    with pytest.raises(openai.APIError, match="broke off"):
        await streamed_chunks(client, model="scripted", prompt="Hi")
