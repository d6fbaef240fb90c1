"""Log probabilities: as servers report them, only those of the text, and never silently none."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, answer, text
from tests.fakes.chat_server import RawChatServer, delta
from tests.fakes.llama_server import MODEL, LlamaServer
from tests.fakes.ollama_reply import Thought
from tests.fakes.ollama_server import CHAT, THINKER, FakeOllamaServer
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import ChatEvent, ChatModel, Likelihood, TextPiece, TokenPiece, Tool
from wyoming_morgan.engines.llm.likelihoods import tokens_in
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.errors import InvalidRequest

pytestmark = pytest.mark.usefixtures("engines_are_closed")
slow = pytest.mark.slow


def backend(base_url: str, **more: Any) -> OpenAiChat:
    options = OpenAiChatOptions.model_validate({"base_url": base_url, **more})
    return closed_after_test(OpenAiChat(options, CONTEXT))


def ollama(server: FakeOllamaServer) -> Ollama:
    return closed_after_test(Ollama(OllamaOptions.model_validate({"url": server.url}), CONTEXT))


def tokens(events: list[ChatEvent]) -> list[TokenPiece]:
    return [event for event in events if isinstance(event, TokenPiece)]


def reported(engine: ChatModel) -> bool | None:
    """Return whether the first model is known to report log probabilities."""
    return engine.capabilities.models[0].log_probabilities


def likely(token: str, number: Any = -0.5, **more: Any) -> dict[str, Any]:
    return {"token": token, "logprob": number, "bytes": list(token.encode()), "top_logprobs": [], **more}


def chunk(content: str, *reported: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a chunk with a text and its tokens."""
    made = delta(content=content, **more)
    made["choices"][0]["logprobs"] = {"content": list(reported)}
    return made


# What is reported


@slow
async def test_a_real_server_reports_the_tokens_of_the_text(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    await engine.load()
    assert reported(engine) is True
    events = await answer(engine, max_tokens=5, temperature=0.0, log_probabilities=3)
    reports = tokens(events)
    assert len(reports) == 5
    assert [piece.chosen.token for piece in reports] == [
        event.text for event in events if isinstance(event, TextPiece)
    ]
    for piece in reports:
        assert len(piece.alternatives) == 3
        assert piece.chosen == piece.alternatives[0]  # the likeliest, at temperature 0
        shares = [math.exp(other.log_probability) for other in piece.alternatives]
        assert 1 >= sum(shares) >= shares[0] >= shares[1] >= shares[2] > 0
        assert piece.chosen.bytes is not None


@slow
async def test_a_real_server_is_asked_for_nothing_that_nobody_wants(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    assert not tokens(await answer(engine, max_tokens=3))
    alone = tokens(await answer(engine, max_tokens=3, log_probabilities=0))
    assert alone
    assert all(piece.alternatives == () for piece in alone)


@slow
async def test_ollama_reports_them_from_the_version_on_that_can() -> None:
    async with FakeOllamaServer(reply=("Yes", ".")).serving() as server:
        engine = ollama(server)
        await engine.load()
        assert {model.log_probabilities for model in engine.capabilities.models} == {True}
        events = await answer(engine, model=CHAT, log_probabilities=2)
        assert [piece.chosen.token for piece in tokens(events)] == ["Yes", "."]
        assert [other.token for other in tokens(events)[0].alternatives] == ["Yes", "No"]
        assert (server.requests[0]["logprobs"], server.requests[0]["top_logprobs"]) == (True, 2)
        await answer(engine, model=CHAT)
        assert server.requests[1].keys().isdisjoint({"logprobs", "top_logprobs"})


@slow
async def test_an_ollama_that_is_updated_reports_them() -> None:
    async with FakeOllamaServer(version="0.11.4").serving() as server:
        engine = ollama(server)
        await engine.load()
        with pytest.raises(InvalidRequest, match="reports no log probabilities"):
            await answer(engine, model=CHAT, log_probabilities=0)
        assert not server.requests  # it is known of this version
        server.version = "0.30.0"
        await engine.refresh()
        assert tokens(await answer(engine, model=CHAT, log_probabilities=0))


@slow
@pytest.mark.parametrize("version", ["0.0.0", "a branch"])
async def test_an_ollama_of_a_version_that_tells_nothing_is_asked(version: str) -> None:
    async with FakeOllamaServer().serving() as server:
        engine = ollama(server)
        server.version = version
        await engine.load()
        assert reported(engine) is None
        server.version = "0.12.11"
        assert tokens(await answer(engine, model=CHAT, log_probabilities=0))
        assert {m.id: m.log_probabilities for m in engine.capabilities.models}[CHAT] is True


@slow
async def test_the_tokens_of_thoughts_are_not_those_of_the_text() -> None:
    reply = (Thought("Hmm"), Thought(", so"), "Yes")
    async with FakeOllamaServer(reply=reply).serving() as server:
        events = await answer(ollama(server), model=THINKER, reasoning=True, log_probabilities=0)
        assert [piece.chosen.token for piece in tokens(events)] == ["Yes"]


@slow
@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        ([chunk("<think>", likely("<think>")), chunk("so", likely("so")),
          chunk("</think>", likely("</think>")), chunk("Yes", likely("Yes"))], ["Yes"]),
        ([chunk("Ye", likely("Ye")), chunk("s", likely("s")), chunk("", likely("<end>"))],
         ["Ye", "s", "<end>"]),
        ([chunk("Yes no", likely("Yes"), likely(" no"))], ["Yes", " no"]),
        ([chunk("a <", likely("a"), likely(" <")), chunk("b", likely("b"))], ["a", " <", "b"]),
        ([chunk("Yes", likely("Yes")), {"choices": [{"message": {"content": "Yes"}, "finish_reason": "stop",
          "logprobs": {"content": [likely("Yes")]}}]}], ["Yes"]),
        ([{"choices": [{"message": {"content": "Yes"}, "finish_reason": "stop",
          "logprobs": {"content": [likely("Yes")]}}]}], ["Yes"]),
        ([delta(content="Yes"), chunk("", likely("Yes"))], ["Yes"]),
        ([{"choices": [{"message": {"content": "<think>so</think>Yes"}, "finish_reason": "stop",
          "logprobs": {"content": [*map(likely, ("<think>", "so", "</think>", "Ye", "s"))]}}]}],
         ["Ye", "s"]),
        ([chunk("\u00e9", likely("\ufffd"), likely("\ufffd"))], ["\ufffd", "\ufffd"]),
    ],
    ids=["thoughts in the text", "an end", "two at once", "held back", "said twice", "whole", "later",
         "whole with thoughts", "a character of two"],
)  # fmt: skip
async def test_tokens_are_those_of_the_text_wherever_they_come(
    chunks: list[dict[str, Any]], said: list[str]
) -> None:
    async with RawChatServer(chunks).serving() as base_url:
        events = await answer(backend(base_url), log_probabilities=0)
        assert [piece.chosen.token for piece in tokens(events)] == said


@slow
async def test_the_tokens_of_calls_are_not_those_of_the_text() -> None:
    called = '<tool_call>{"name": "turn_on", "arguments": {}}</tool_call>'
    async with RawChatServer([chunk(called, likely(called)), delta("stop")]).serving() as base_url:
        events = await answer(backend(base_url), log_probabilities=0, tools=(Tool("turn_on", "", {}),))
        assert not tokens(events)
        assert not text(events)


# What is not


@slow
async def test_a_server_that_ignores_them_is_refused_and_remembered() -> None:
    server = RawChatServer([delta(content="Hello"), delta("stop")])
    async with server.serving() as base_url:
        engine = backend(base_url)
        await engine.load()
        assert reported(engine) is None
        for _ in range(2):
            with pytest.raises(InvalidRequest, match="raw reports no log probabilities"):
                await answer(engine, log_probabilities=2)
        assert len(server.requests) == 1
        assert reported(engine) is False
        assert text(await answer(engine)) == "Hello"


@slow
@pytest.mark.parametrize(
    "words",
    [
        "Unrecognized request argument supplied: logprobs",
        "property 'logprobs' is unsupported",
        "'top_logprobs' is not supported with this model",
    ],
)
async def test_a_server_that_refuses_them_is_not_asked_again(words: str) -> None:
    server = RawChatServer(status=400, body={"error": {"message": words}})
    async with server.serving() as base_url:
        engine = backend(base_url)
        await engine.load()
        for _ in range(2):
            with pytest.raises(InvalidRequest, match="raw reports no log probabilities"):
                await answer(engine, log_probabilities=2)
        assert len(server.requests) == 1
        assert reported(engine) is False


@slow
async def test_another_refusal_says_nothing_of_them() -> None:
    server = RawChatServer(status=400, body={"error": {"message": "the messages are odd"}})
    async with server.serving() as base_url:
        engine = backend(base_url)
        await engine.load()
        with pytest.raises(InvalidRequest, match="the messages are odd"):
            await answer(engine, log_probabilities=2)
        assert reported(engine) is None


@slow
async def test_a_reply_without_a_text_needs_none() -> None:
    async with RawChatServer([delta("stop")]).serving() as base_url:
        engine = backend(base_url)
        await engine.load()
        assert not tokens(await answer(engine, log_probabilities=0))
        assert reported(engine) is None


@slow
@pytest.mark.parametrize(
    ("entry", "option", "expected"),
    [
        ({"owned_by": "llamacpp"}, None, True),
        ({"owned_by": "vllm"}, None, True),
        ({"owned_by": "organization_owner"}, None, None),
        ({"owned_by": "organization_owner"}, True, True),
        ({"owned_by": "vllm"}, False, False),
        ({"logprobs": False}, None, False),
        ({"supported_parameters": ["tools", "logprobs"]}, None, True),
        ({"supported_parameters": ["tools"]}, None, False),
    ],
)
async def test_what_is_known_of_a_server_is_known_of_its_models(
    entry: dict[str, Any], option: bool | None, expected: bool | None
) -> None:
    async with RawChatServer(models={"data": [{"id": MODEL, **entry}]}).serving() as base_url:
        engine = backend(base_url, log_probabilities=option)
        await engine.load()
        assert [model.log_probabilities for model in engine.capabilities.models] == [expected]


# How they are read


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["content", "token", "logprob", "bytes", "top_logprobs"]), inner, max_size=5
        )
    ),
    max_leaves=20,
)


@given(ODD)
def test_whatever_is_reported_what_is_read_has_a_probability(reported: Any) -> None:
    for piece in tokens_in({"logprobs": reported}, 20):
        for token in (piece.chosen, *piece.alternatives):
            assert 0 <= math.exp(token.log_probability) <= 1
            assert all(0 <= byte <= 255 for byte in token.bytes or ())
            token.token.encode()


def test_no_more_alternatives_are_read_than_were_asked_for() -> None:
    entry = likely("a", top_logprobs=[likely(str(number)) for number in range(9)])
    (piece,) = tokens_in({"logprobs": {"content": [entry]}}, 2)
    assert [other.token for other in piece.alternatives] == ["0", "1"]


def test_a_probability_of_zero_is_left_out_and_one_above_one_is_one() -> None:
    entry = likely("a", 1e-9, top_logprobs=[likely("b", -math.inf), likely("c", -2)])
    (piece,) = tokens_in({"logprobs": [entry]}, 5)
    assert piece == TokenPiece(Likelihood("a", 0.0, (97,)), (Likelihood("c", -2.0, (99,)),))
