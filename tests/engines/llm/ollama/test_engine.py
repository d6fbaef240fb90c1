"""Language models behind Ollama: what is sent, what comes back, and how it fails."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import ValidationError

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, HELLO, answer, end, text
from tests.fakes.ollama_reply import Broken, Thought, ToolUse
from tests.fakes.ollama_server import CHAT, EMBEDDER, PLAIN, THINKER, FakeModel, FakeOllamaServer
from tests.waiting import until
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatRequest,
    EndReason,
    ImagePart,
    Message,
    ReasoningPiece,
    Role,
    TextPiece,
    Tool,
    ToolCall,
)
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    OutOfMemory,
    TooLarge,
    UnknownModel,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

TURN_ON = Tool(
    "turn_on",
    "Switches things on.",
    {
        "type": "object",
        "properties": {
            "area": {"type": "string", "minLength": 1},
            "target": {"type": "object", "properties": {"name": {"type": "string"}}},
            "brightness": {"type": "integer", "minimum": 0, "maximum": 100},
        },
        "required": ["area"],
        "additionalProperties": False,
    },
)


@pytest.fixture
async def server() -> AsyncIterator[FakeOllamaServer]:
    async with FakeOllamaServer().serving() as serving:
        yield serving


def backend(server: FakeOllamaServer, **more: Any) -> Ollama:
    return closed_after_test(
        Ollama(OllamaOptions.model_validate({"url": server.url, "model": CHAT, **more}), CONTEXT)
    )


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("http://ollama", "http://ollama:11434"),
        ("ollama", "http://ollama:11434"),
        ("10.0.0.2:1234", "http://10.0.0.2:1234"),
        ("http://ollama:80/", "http://ollama:80"),
        ("https://ollama.example", "https://ollama.example"),
        ("http://[::1]", "http://[::1]:11434"),
    ],
)
def test_an_address_without_a_port_means_ollama_s(address: str, url: str) -> None:
    assert OllamaOptions(url=address).url == url


@pytest.mark.parametrize("url", ["ftp://ollama", "http://", "http://a:b@ollama", "http://ollama?x=1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        OllamaOptions(url=url)


async def test_a_reply_comes_in_pieces_and_ends_with_its_tokens(server: FakeOllamaServer) -> None:
    events = await answer(backend(server))
    assert events[:-1] == [TextPiece("Hello"), TextPiece(", "), TextPiece("you"), TextPiece(".")]
    assert end(events) == ChatEnd(EndReason.STOP, CHAT, prompt_tokens=12, completion_tokens=4)


async def test_every_piece_is_handed_on_before_the_next_is_made(server: FakeOllamaServer) -> None:
    server.reply = ("first", 30.0, "never")
    events = backend(server).chat(ChatRequest(HELLO))
    async with asyncio.timeout(10):
        assert await anext(events) == TextPiece("first")
    await events.aclose()


async def test_models_are_listed_with_what_they_can(server: FakeOllamaServer) -> None:
    engine = backend(server, num_ctx=2048, embedding_model=EMBEDDER)
    await engine.load()
    models = {model.id: model for model in engine.capabilities.models}
    assert set(models) == {CHAT, THINKER, PLAIN}  # embeddings are no chat
    assert (models[CHAT].context_tokens, models[CHAT].bytes, models[CHAT].tools) == (2048, 1_000_000, True)
    assert models[PLAIN].tools is False
    assert engine.capabilities.embedding_model == EMBEDDER
    server.models["new:1b"] = FakeModel(context_length=1024)
    assert [model.context_tokens for model in await engine.refresh() if model.id == "new:1b"] == [1024]


async def test_models_that_have_not_changed_are_not_asked_for_again(server: FakeOllamaServer) -> None:
    engine = backend(server)
    await engine.refresh()
    asked = server.shows
    await engine.refresh()
    assert server.shows == asked
    server.models[CHAT] = FakeModel(digest="sha256:2")
    await engine.refresh()
    assert server.shows == asked + 1


async def test_without_a_model_the_server_s_first_answers(server: FakeOllamaServer) -> None:
    engine = backend(server, model=None)
    assert end(await answer(engine)).model == CHAT
    assert engine.capabilities.model == CHAT
    server.models.clear()
    with pytest.raises(UnknownModel, match="has no model"):
        await answer(backend(server, model=None))


async def test_context_and_keep_alive_are_the_same_in_every_request(server: FakeOllamaServer) -> None:
    engine = backend(server, num_ctx=2048)
    await answer(engine)
    await answer(engine, max_tokens=5, temperature=0.1, model=CHAT)
    assert {request["options"]["num_ctx"] for request in server.requests} == {2048}
    assert {request["keep_alive"] for request in server.requests} == {-1.0}
    assert server.loads == 1


async def test_settings_of_a_request_become_options(server: FakeOllamaServer) -> None:
    engine = backend(server, temperature=0.7, options={"top_k": 5, "num_ctx": 1})
    schema = {"type": "object", "properties": {"on": {"type": "boolean"}}}
    await answer(engine, top_p=0.5, max_tokens=2, stop=("\n",), seed=4, json_schema=schema)
    assert server.requests[0]["options"] == {
        "top_k": 5,
        "num_ctx": 8192,
        "temperature": 0.7,
        "top_p": 0.5,
        "num_predict": 2,
        "stop": ["\n"],
        "seed": 4,
    }
    assert server.requests[0]["format"] == schema
    await answer(engine, temperature=0.0)
    assert server.requests[1]["options"]["temperature"] == 0.0


async def test_a_reply_that_reaches_its_limit_says_so(server: FakeOllamaServer) -> None:
    events = await answer(backend(server), max_tokens=2)
    assert text(events) == "Hello, "
    assert end(events).reason is EndReason.LENGTH


async def test_tools_are_sent_with_their_whole_schema(server: FakeOllamaServer) -> None:
    await answer(backend(server), tools=(TURN_ON,))
    sent = server.requests[0]["tools"][0]["function"]
    assert sent["parameters"] == TURN_ON.parameters
    assert (sent["name"], sent["description"]) == ("turn_on", "Switches things on.")


async def test_tool_calls_get_ids_and_arguments_as_text(server: FakeOllamaServer) -> None:
    server.reply = (ToolUse("turn_on", {"area": "Küche"}), ToolUse("turn_off", {"area": "Bad"}))
    events = await answer(backend(server), tools=(TURN_ON,))
    first, second = (event for event in events if isinstance(event, CallPiece))
    assert (first.index, first.name, first.arguments) == (0, "turn_on", '{"area": "Küche"}')
    assert (second.index, second.name) == (1, "turn_off")
    assert first.id
    assert second.id
    assert first.id != second.id
    assert end(events).reason is EndReason.TOOL_CALLS


async def test_results_of_tools_name_the_tool(server: FakeOllamaServer) -> None:
    messages = (
        *HELLO,
        Message(Role.ASSISTANT, tool_calls=(ToolCall("call_1", "turn_on", '{"area": "x"}'),)),
        Message(Role.TOOL, "done", tool_call_id="call_1"),
        Message(Role.ASSISTANT, tool_calls=(ToolCall("call_2", "turn_on", "{broken"),)),
        Message(Role.TOOL, "what?", tool_call_id="call_2"),
    )
    await answer(backend(server), messages=messages)
    sent = server.requests[0]["messages"]
    assert sent[2]["tool_calls"][0]["function"] == {"name": "turn_on", "arguments": {"area": "x"}}
    assert (sent[3]["role"], sent[3]["tool_name"], sent[3]["content"]) == ("tool", "turn_on", "done")
    assert sent[4]["tool_calls"][0]["function"]["arguments"] == {}


@pytest.mark.parametrize(
    ("choice", "names"),
    [(None, ["a", "b"]), ("auto", ["a", "b"]), ("required", ["a", "b"]), ("b", ["b"]), ("none", None)],
    ids=["unset", "auto", "required", "one tool", "none"],
)
async def test_a_choice_of_tools_is_made_by_what_is_offered(
    server: FakeOllamaServer, choice: str | None, names: list[str] | None
) -> None:
    await answer(backend(server), tools=(Tool("a", "", {}), Tool("b", "", {})), tool_choice=choice)
    sent = server.requests[0].get("tools")
    assert (sent and [tool["function"]["name"] for tool in sent]) == names


async def test_models_that_reason_are_told_not_to_and_others_nothing(server: FakeOllamaServer) -> None:
    engine = backend(server)
    await answer(engine)
    await answer(engine, model=THINKER)
    await answer(engine, model=THINKER, reasoning=True)
    assert [request.get("think") for request in server.requests] == [None, False, True]
    await answer(backend(server, reasoning="low"), model=THINKER, reasoning=True)
    await answer(backend(server, reasoning="low"), model=THINKER)
    await answer(backend(server, reasoning=True), model=THINKER)
    assert [request.get("think") for request in server.requests[3:]] == ["low", False, True]


@pytest.mark.parametrize("reasoning", [True, False])
async def test_what_is_reasoned_is_no_part_of_the_reply(server: FakeOllamaServer, *, reasoning: bool) -> None:
    server.reply = (Thought("Hm, "), Thought("a greeting."), "\n\nHello.")
    events = await answer(backend(server), model=THINKER, reasoning=reasoning)
    assert text(events).strip() == "Hello."
    thoughts = [event.text for event in events if isinstance(event, ReasoningPiece)]
    assert "".join(thoughts) == "Hm, a greeting."


async def test_a_prompt_too_long_is_answered_in_part_and_said_to_be(
    server: FakeOllamaServer, caplog: pytest.LogCaptureFixture
) -> None:
    long = (*HELLO[:1], *(Message(Role.USER, "word " * 200) for _ in range(9)))
    events = await answer(backend(server, num_ctx=512), messages=long)
    assert text(events) == "Hello, you."
    assert end(events).truncated
    assert [request.get("truncate") for request in server.requests] == [False, None]
    assert "oldest messages are left out" in caplog.text


@pytest.mark.parametrize("count", [1, 9])
async def test_a_server_that_cuts_silently_is_caught_at_it(
    server: FakeOllamaServer, caplog: pytest.LogCaptureFixture, count: int
) -> None:
    server.knows_truncate = False
    long = (*HELLO[:1], *(Message(Role.USER, "word " * (1800 // count)) for _ in range(count)))
    events = await answer(backend(server, num_ctx=512), messages=long)
    assert end(events).truncated
    assert "raise llm.backends.NAME.engines.ollama.num_ctx" in caplog.text


async def test_a_prompt_that_fits_is_not_said_to_be_cut(
    server: FakeOllamaServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.knows_truncate = False
    engine = backend(server, num_ctx=2048)
    for words in (1, 50, 400, 800, 1500):
        assert not end(await answer(engine, messages=(Message(Role.USER, "word " * words),))).truncated
    assert not caplog.records


async def test_a_prompt_no_part_of_which_fits_is_too_large(server: FakeOllamaServer) -> None:
    server.reply = (Broken("request (919 tokens) exceeds the available context size (256 tokens)"),)
    with pytest.raises(TooLarge, match="num_ctx"):
        await answer(backend(server))


async def test_closing_a_reply_makes_the_server_stop(server: FakeOllamaServer) -> None:
    server.reply = ("a", 30.0)
    engine = backend(server)
    events = engine.chat(ChatRequest(HELLO))
    await anext(events)
    await events.aclose()
    await until(lambda: server.cancelled == 1)
    server.reply = ("Still here.",)
    assert text(await answer(engine)) == "Still here."


async def test_cancelling_whoever_waits_makes_the_server_stop(server: FakeOllamaServer) -> None:
    server.reply = (30.0,)
    call = asyncio.create_task(answer(backend(server)))
    await until(lambda: bool(server.requests))
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: server.cancelled == 1)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ((Broken("model runner has unexpectedly stopped"),), EngineFailed),
        ((Broken("model requires more system memory (9.9 GiB) than is available"),), OutOfMemory),
        (("begun", Broken("an error was encountered while running the model")), EngineFailed),
    ],
    ids=["runner stopped", "out of memory", "after the first piece"],
)
async def test_an_error_in_the_stream_is_a_failure(
    server: FakeOllamaServer, reply: tuple[Any, ...], kind: type[MorganError]
) -> None:
    server.reply = reply
    with pytest.raises(kind, match=f"127.0.0.1:{server.port}"):
        await answer(backend(server))


async def test_a_stream_cut_off_is_a_failure(server: FakeOllamaServer) -> None:
    server.ends = False
    with pytest.raises(EngineFailed, match="went away"):
        await answer(backend(server))


async def test_a_full_queue_is_busy(server: FakeOllamaServer) -> None:
    server.max_queue = 0
    with pytest.raises(Busy, match="OLLAMA_NUM_PARALLEL"):
        await answer(backend(server))


async def test_a_model_without_tools_is_asked_without_them(server: FakeOllamaServer) -> None:
    assert text(await answer(backend(server), model=PLAIN, tools=(TURN_ON,))) == "Hello, you."
    assert "tools" not in server.requests[-1]


async def test_a_model_that_is_not_there_tells_how_to_get_it(server: FakeOllamaServer) -> None:
    with pytest.raises(UnknownModel, match="ollama pull no:1b"):
        await answer(backend(server), model="no:1b")


async def test_an_answer_that_does_not_come_is_given_up(server: FakeOllamaServer) -> None:
    server.reply = (30.0,)
    with pytest.raises(DeadlineExceeded, match=r"within 0\.3 s"):
        await answer(backend(server, answer_timeout=0.3))


async def test_a_server_that_is_away_is_no_hindrance_and_is_used_when_it_is_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = FakeOllamaServer()
    async with server.serving():
        pass
    engine = backend(server)
    await engine.load()
    assert engine.capabilities.model == CHAT
    assert "cannot be reached" in caplog.text
    with pytest.raises(EngineUnavailable, match="ollama serve"):
        await answer(engine)
    with pytest.raises(EngineUnavailable):
        await engine.refresh()
    with pytest.raises(EngineUnavailable):
        await backend(server, embedding_model=EMBEDDER).embed(["a"])
    async with server.serving():
        assert text(await answer(engine)) == "Hello, you."
    with pytest.raises((EngineUnavailable, EngineFailed)):
        await answer(engine)
    async with server.serving():
        assert text(await answer(engine)) == "Hello, you."
    await engine.close()


async def test_texts_become_vectors(server: FakeOllamaServer) -> None:
    engine = backend(server, embedding_model=EMBEDDER)
    made = await engine.embed(["one", "three"])
    assert made.vectors == ((3.0, 1.0), (5.0, 1.0))
    assert (made.model, made.tokens) == (EMBEDDER, 3)
    assert (await engine.embed([])).vectors == ()
    assert len(server.embeds) == 1


async def test_embeddings_that_cannot_be_made_are_refused(server: FakeOllamaServer) -> None:
    with pytest.raises(InvalidRequest, match="embedding_model"):
        await backend(server).embed(["a"])
    with pytest.raises(TooLarge):
        await backend(server, embedding_model=EMBEDDER).embed(["word " * 200])
    with pytest.raises(EngineFailed, match="does not support embeddings"):
        await backend(server).embed(["a"], CHAT)


async def test_no_key_of_somebody_else_s_is_sent(
    server: FakeOllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "theirs")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:1")
    await answer(backend(server))
    assert "Authorization" not in server.headers[-1]
    await answer(backend(server, api_key="ours"))
    assert server.headers[-1]["Authorization"] == "Bearer ours"


async def test_many_at_once_are_answered_each(server: FakeOllamaServer) -> None:
    server.reply = lambda body: (body["messages"][-1]["content"],)
    engine = backend(server)
    asked = [str(number) for number in range(40)]
    answers = await asyncio.gather(
        *(answer(engine, messages=(Message(Role.USER, question),)) for question in asked)
    )
    assert [text(events) for events in answers] == asked


# A real server


@pytest.fixture
async def real() -> AsyncIterator[Ollama]:
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("OLLAMA_HOST names no Ollama server")
    engine = Ollama(OllamaOptions(url=host, model=os.environ.get("OLLAMA_MODEL") or None), CONTEXT)
    try:
        models = await engine.refresh()
    except EngineUnavailable as error:
        pytest.skip(f"{error}")
    if not models:
        pytest.skip("the Ollama server has no model")
    yield engine
    await engine.close()


async def test_a_real_server_answers(real: Ollama) -> None:
    events = await answer(real, messages=(Message(Role.USER, "Say hello."),), max_tokens=20)
    ending = end(events)
    assert ending.prompt_tokens
    assert ending.completion_tokens
    assert not ending.truncated


async def test_a_real_server_tells_a_cut_prompt(real: Ollama) -> None:
    long = tuple(Message(Role.USER, "word " * 2000) for _ in range(8))
    assert end(await answer(real, messages=long, max_tokens=1)).truncated


LOOK = (Message(Role.USER, "What is this?", images=(ImagePart("image/png", "aGVsbG8="),)),)


async def test_a_picture_goes_along_to_a_model_that_can_see(server: FakeOllamaServer) -> None:
    server.models[CHAT] = FakeModel(capabilities=("completion", "vision"))
    await answer(backend(server), messages=LOOK)
    assert server.requests[-1]["messages"][0]["images"] == ["aGVsbG8="]


async def test_a_model_that_cannot_see_says_so(server: FakeOllamaServer) -> None:
    with pytest.raises(InvalidRequest, match="cannot see pictures"):
        await answer(backend(server), messages=LOOK)
