"""Log probabilities over HTTP: as OpenAI's servers send them, whole and streamed."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.fakes.scripted_chat import Script, says
from tests.http.conftest import Door, FakeServices
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    EndReason,
    Likelihood,
    ModelInfo,
    ReasoningPiece,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.errors import InvalidRequest

PATH = "/v1/chat/completions"
RAW: dict[str, Any] = {"model": "scripted", "messages": [{"role": "user", "content": "Hello"}]}
CHOSEN = Likelihood("Ye", -0.1, (89, 101))
YES = TokenPiece(CHOSEN, (CHOSEN, Likelihood("No", -2.5)))
REST = TokenPiece(Likelihood("s", -0.01))
END = TokenPiece(Likelihood("<end>", -0.2))
REPLY: Script = [
    ReasoningPiece("Hm."),
    YES,
    TextPiece("Ye"),
    REST,
    TextPiece("s"),
    END,
    ChatEnd(EndReason.STOP, "scripted"),
]
SENT = [
    {
        "token": "Ye",
        "logprob": -0.1,
        "bytes": [89, 101],
        "top_logprobs": [
            {"token": "Ye", "logprob": -0.1, "bytes": [89, 101]},
            {"token": "No", "logprob": -2.5, "bytes": None},
        ],
    },
    {"token": "s", "logprob": -0.01, "bytes": None, "top_logprobs": []},
    {"token": "<end>", "logprob": -0.2, "bytes": None, "top_logprobs": []},
]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, None),
        ({"logprobs": False}, None),
        ({"logprobs": None, "top_logprobs": None}, None),
        ({"logprobs": True}, 0),
        ({"logprobs": True, "top_logprobs": 0}, 0),
        ({"logprobs": True, "top_logprobs": 20}, 20),
    ],
)
async def test_a_model_is_asked_for_as_many_as_the_client_wants(
    door: Door, fakes: FakeServices, asked: dict[str, Any], wanted: int | None
) -> None:
    async with door.post(PATH, json=RAW | asked) as response:
        assert response.status == 200
    assert fakes.llm.requests[0].log_probabilities == wanted


@pytest.mark.parametrize(
    "asked",
    [{"top_logprobs": 2}, {"logprobs": False, "top_logprobs": 2}, {"logprobs": True, "top_logprobs": 21}],
)
async def test_alternatives_without_log_probabilities_or_too_many_are_refused(
    door: Door, fakes: FakeServices, asked: dict[str, Any]
) -> None:
    async with door.post(PATH, json=RAW | asked) as response:
        assert (await door.error(response, 422))["param"] == "top_logprobs"
    assert not fakes.llm.requests


async def test_they_come_with_a_whole_reply(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [REPLY]
    reply = await client.chat.completions.create(**RAW, logprobs=True, top_logprobs=2)
    (choice,) = reply.choices
    assert choice.logprobs is not None
    assert [token.model_dump() for token in choice.logprobs.content or ()] == SENT
    assert choice.message.content == "Yes"


async def test_they_come_with_the_pieces_of_a_stream(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [REPLY]
    tokens: list[Any] = []
    together = []
    stream = await client.chat.completions.create(**RAW, logprobs=True, top_logprobs=2, stream=True)
    async for chunk in stream:
        (choice,) = chunk.choices
        content = choice.logprobs.content or [] if choice.logprobs is not None else []
        tokens += [token.model_dump() for token in content]
        together.append((choice.delta.content, "".join(token.token for token in content)))
    assert tokens == SENT
    assert together == [("", ""), (None, ""), ("Ye", "Ye"), ("s", "s"), (None, "<end>")]


@pytest.mark.parametrize("stream", [False, True])
async def test_a_model_without_any_is_refused_in_its_own_words(
    door: Door, fakes: FakeServices, stream: bool
) -> None:
    fakes.llm.away = InvalidRequest("small reports no log probabilities")
    async with door.post(PATH, json=RAW | {"logprobs": True, "stream": stream}) as response:
        assert "small reports no log probabilities" in (await door.error(response, 400))["message"]


async def test_the_agent_has_none_and_says_so(door: Door, fakes: FakeServices) -> None:
    async with door.post(PATH, json=RAW | {"model": "morgan", "logprobs": True}) as response:
        assert (await door.error(response, 422))["param"] == "logprobs"
    fakes.llm.script = [says("Hi")]
    async with door.post(PATH, json=RAW | {"model": "morgan", "logprobs": False}) as response:
        assert response.status == 200


async def test_models_are_listed_with_what_is_known_of_them(door: Door, fakes: FakeServices) -> None:
    fakes.llm.models = (
        ModelInfo("a", log_probabilities=True),
        ModelInfo("b", log_probabilities=False),
        ModelInfo("c"),
    )
    async with door.get("/v1/models") as response:
        listed = {model["id"]: model.get("logprobs") for model in (await response.json())["data"]}
    assert (listed["a"], listed["b"], listed["c"]) == (True, False, None)
