"""A reply survives its server: what can be read of it is used, whatever else the server sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, answer, end, text
from tests.fakes.odd_server import OddServer
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEvent,
    ChatModel,
    EndReason,
    ReasoningPiece,
    Tool,
)
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.errors import EngineFailed, MorganError

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

ENGINES = ("openai", "ollama")
TOOLS = (Tool("HassTurnOn", "", {}), Tool("HassTurnOff", "", {}))
DONE = b"data: [DONE]\n\n"


def engine_of(name: str, address: str) -> ChatModel:
    if name == "openai":
        options = OpenAiChatOptions(base_url=f"{address}/v1", model="odd", answer_timeout=5)
        return closed_after_test(OpenAiChat(options, CONTEXT))
    return closed_after_test(Ollama(OllamaOptions(url=address, model="odd", answer_timeout=5), CONTEXT))


async def reply(name: str, *pieces: bytes, **server: Any) -> list[ChatEvent]:
    async with OddServer(pieces, **server).serving() as address:
        return await answer(engine_of(name, address), tools=TOOLS)


def event(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def delta(**fields: Any) -> bytes:
    return event({"choices": [{"index": 0, "delta": fields}]})


def part(**fields: Any) -> bytes:
    return line({"model": "odd", "message": {"role": "assistant", **fields}, "done": False})


STOP = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
END = line({"model": "odd", "message": {"role": "assistant", "content": ""}, "done": True})


def calls_of(events: list[ChatEvent]) -> list[tuple[str, Any]]:
    calls: dict[int, tuple[str, str]] = {}
    for piece in events:
        if isinstance(piece, CallPiece):
            name, arguments = calls.get(piece.index, ("", ""))
            calls[piece.index] = (name or piece.name, arguments + piece.arguments)
    return [(name, json.loads(arguments or "{}")) for name, arguments in calls.values()]


HELLO = {
    "a list of parts": delta(content=[{"type": "text", "text": "Hello."}]) + STOP + DONE,
    "one part": delta(content={"text": "Hello."}) + STOP + DONE,
    "no finish_reason": delta(content="Hello.") + DONE,
    "no end at all": delta(content="Hello."),
    "a whole completion": line({"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}]}),
    "a whole completion over lines": json.dumps(
        {"choices": [{"message": {"content": "Hello."}}], "usage": None}, indent=2
    ).encode(),
    "messages in place of deltas": event({"choices": [{"message": {"content": "Hello."}}]}) + DONE,
    "the whole message at the end": delta(content="Hello.")
    + event({"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}]})
    + DONE,
    "a text": event({"choices": [{"text": "Hello."}]}) + DONE,
    "one choice": event({"choices": {"delta": {"content": "Hello."}}}) + DONE,
    "empty data": b"data:\n\ndata: \n\n" + delta(content="Hello.") + b"data\n\n" + DONE,
    "other lines": b": ping\n\nevent: x\nid: 1\nretry: 9\n" + delta(content="Hello.") + DONE,
    "carriage returns": (delta(content="Hello.") + STOP + DONE).replace(b"\n", b"\r"),
    "both": (delta(content="Hello.") + STOP + DONE).replace(b"\n", b"\r\n"),
    "no blank": delta(content="Hello.").replace(b"data: ", b"data:") + DONE,
    "an event over two lines": b'data: {"choices": [{"delta":\ndata: {"content": "Hello."}}]}\n\n' + DONE,
    "a byte order mark": b"\xef\xbb\xbf" + delta(content="Hello.") + DONE,
    "an odd line": b"data: {nonsense\n\n" + delta(content="Hello.") + STOP + DONE,
    "an odd line without a blank one": b"data: {nonsense\n" + delta(content="Hello.") + STOP + DONE,
    "no object": b'data: null\n\ndata: 3\n\ndata: "x"\n\n' + delta(content="Hello.") + DONE,
    "odd fields": event(
        {"choices": [{"delta": {"content": "Hello.", "tool_calls": "x", "reasoning": 3}}], "usage": []}
    )
    + event({"choices": [{"delta": {"tool_calls": [None, 3]}, "finish_reason": 5}], "model": {}})
    + DONE,
    "lines of JSON": part(content="Hello.") + END,
    "parts in lines": part(content=[{"type": "text", "text": "Hello."}]) + END,
    "lines as events": b"data: " + part(content="Hello.") + b"\ndata: " + END,
    "no last line": part(content="Hello."),
    "an odd one between lines": part(content="Hello.") + b"{nonsense\n" + END,
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("body", HELLO.values(), ids=HELLO)
async def test_what_can_be_read_is_the_reply(engine: str, body: bytes) -> None:
    events = await reply(engine, body)
    assert text(events) == "Hello."
    assert end(events).reason is EndReason.STOP
    assert text(await reply(engine, *(body[at : at + 1] for at in range(len(body))))) == "Hello."


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_lone_surrogate_is_replaced_and_two_halves_are_joined(engine: str) -> None:
    lone = b'data: {"choices": [{"delta": {"content": "Hello \\ud83d."}}]}\n\n' + DONE
    assert text(await reply(engine, lone)) == "Hello \N{REPLACEMENT CHARACTER}."
    halves = (
        b'data: {"choices": [{"delta": {"content": "Hello \\ud83d"}}]}\n\n'
        b'data: {"choices": [{"delta": {"content": "\\ude00."}}]}\n\n' + DONE
    )
    assert text(await reply(engine, halves)) == "Hello \N{GRINNING FACE}."
    odd = b'data: {"choices": [{"delta": {"content": "Hello \xff."}}]}\n\n' + DONE
    assert text(await reply(engine, odd)) == "Hello \N{REPLACEMENT CHARACTER}."


@pytest.mark.parametrize("engine", ENGINES)
async def test_thoughts_among_the_parts_are_no_speech(engine: str) -> None:
    content = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
        {"type": "text", "text": "Hello."},
    ]
    events = await reply(engine, delta(content=content) + DONE)
    assert text(events) == "Hello."
    assert [piece.text for piece in events if isinstance(piece, ReasoningPiece)] == ["Hm."]


def call(**fields: Any) -> dict[str, Any]:
    function = {name: fields.pop(name) for name in ("name", "arguments") if name in fields}
    return {"type": "function", "function": function, **fields}


ON, OFF = {"name": "Printer"}, {"name": "TV"}
BOTH = [("HassTurnOn", ON), ("HassTurnOff", OFF)]
CALLS = {
    "objects": [[call(name="HassTurnOn", arguments=ON)], [call(name="HassTurnOff", arguments=OFF)]],
    "both index 0, no ids": [
        [call(index=0, name="HassTurnOn", arguments=json.dumps(ON))],
        [call(index=0, name="HassTurnOff", arguments=json.dumps(OFF))],
    ],
    "both index 0, in pieces": [
        [call(index=0, name="HassTurnOn", arguments='{"name": ')],
        [call(index=0, arguments='"Printer"}')],
        [call(index=0, name="HassTurnOff", arguments='{"name": ')],
        [call(index=0, arguments='"TV"}')],
    ],
    "names in every piece": [
        [call(index=0, name="HassTurnOn", arguments='{"name": ')],
        [call(index=0, name="HassTurnOn", arguments='"Printer"}')],
        [call(index=1, name="HassTurnOff", arguments='{"name": ')],
        [call(index=1, name="HassTurnOff", arguments='"TV"}')],
    ],
    "the name behind the id": [
        [call(index=0, id="a", name="", arguments="")],
        [call(index=0, name="HassTurnOn")],
        [call(index=0, arguments=json.dumps(ON))],
        [call(index=1, id="b", name=None, arguments=json.dumps(OFF))],
        [call(index=1, name="HassTurnOff")],
    ],
    "names in pieces": [
        [call(index=0, id="a", name="Hass")],
        [call(index=0, name="TurnOn")],
        [call(index=0, arguments=json.dumps(ON))],
        [call(index=1, id="b", name="HassTurn")],
        [call(index=1, name="Off", arguments=json.dumps(OFF))],
    ],
    "an index for each piece": [
        [call(index=0, id="a", name="HassTurnOn", arguments='{"name": ')],
        [call(index=1, id="a", arguments='"Printer"}')],
        [call(index=2, id="b", name="HassTurnOff", arguments=json.dumps(OFF))],
    ],
    "numbers as ids and texts as indexes": [
        [call(index="0", id=1, name="HassTurnOn", arguments=json.dumps(ON))],
        [call(index="1", id=2, name="HassTurnOff", arguments=json.dumps(OFF))],
    ],
    "no function around": [
        [{"name": "HassTurnOn", "arguments": ON}],
        [{"name": "HassTurnOff", "parameters": OFF}],
    ],
    "prefixes": [
        [call(index=0, id="a", name="functions.HassTurnOn", arguments=json.dumps(ON))],
        [call(index=1, id="b", name="HassTurnOff<|channel|>commentary", arguments=json.dumps(OFF))],
    ],
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("pieces", CALLS.values(), ids=CALLS)
async def test_every_whole_call_is_a_call(engine: str, pieces: list[list[dict[str, Any]]]) -> None:
    body = b"".join(delta(tool_calls=piece) for piece in pieces) + DONE
    events = await reply(engine, body)
    assert calls_of(events) == BOTH
    assert end(events).reason is EndReason.TOOL_CALLS
    ids = [piece.id for piece in events if isinstance(piece, CallPiece) and piece.name]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("engine", ENGINES)
async def test_one_call_in_place_of_a_list_is_one_call(engine: str) -> None:
    assert calls_of(await reply(engine, delta(tool_calls=call(name="HassTurnOn", arguments=ON)))) == BOTH[:1]
    assert calls_of(await reply(engine, delta(function_call={"name": "HassTurnOn", "arguments": "{}"}))) == [
        ("HassTurnOn", {})
    ]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_call_that_is_cut_off_says_so(engine: str) -> None:
    events = await reply(engine, delta(tool_calls=[call(index=0, name="HassTurnOn", arguments='{"na')]))
    assert end(events).reason is EndReason.LENGTH


ERRORS = {
    "a text": event({"error": "it burns"}),
    "an object": event({"error": {"message": "it burns"}}),
    "an object in an object": event({"error": {"error": {"message": "it burns"}}}),
    "a list": event({"error": [{"message": "it burns"}]}),
    "in a choice": event({"choices": [{"error": {"message": "it burns"}, "finish_reason": "error"}]}),
    "an event of errors": b"event: error\n" + event({"message": "it burns"}),
    "an object by itself": line({"error": {"message": "it burns"}}),
    "over lines": json.dumps({"error": {"message": "it burns"}}, indent=2).encode(),
    "a detail": line({"detail": "it burns"}),
    "a page": b"<html><body>it burns</body></html>",
    "words": b"data: it burns\n\n",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("status", [200, 500])
async def test_an_error_in_any_shape_is_one_in_the_server_s_words(
    engine: str, body: bytes, status: int
) -> None:
    with pytest.raises(MorganError, match=r"it burns"):
        await reply(engine, body, status=status)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("body", [b"", DONE, b"\n\n", event({"choices": []})], ids=repr)
async def test_an_empty_answer_is_a_failure(engine: str, body: bytes) -> None:
    with pytest.raises(EngineFailed):
        await reply(engine, body)
