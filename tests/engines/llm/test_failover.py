"""Whatever a server does before its first word, the next one answers: both engines, over real connections."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, HELLO, text
from tests.fakes.odd_server import OddServer
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import ChatModel, ChatRequest, Tool
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.llm.names import Backend

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

REQUEST = ChatRequest(HELLO, tools=(Tool("HassTurnOn", "", {}),), max_tokens=9)
DONE = b"data: [DONE]\n\n"
PAGE = b"<html><body><h1>Bad gateway</h1></body></html>"


def error(status: int, body: bytes = b'{"error": {"message": "no"}}', **more: Any) -> OddServer:
    return OddServer((body,), status=status, content_type="application/json", **more)


FAILURES = {
    **{
        str(status): error(status)
        for status in (400, 401, 402, 403, 404, 413, 422, 429, 500, 502, 503, 504, 529)
    },
    "a page with 502": OddServer((PAGE,), status=502, content_type="text/html"),
    "a page with 200": OddServer((PAGE,), content_type="text/html"),
    "an error in 200": error(200),
    "an error as text in 200": error(200, b'{"error": "no"}'),
    "an error event": OddServer((b'data: {"error": {"message": "no"}}\n\n',)),
    "nothing but the end": OddServer((DONE,)),
    "nothing": OddServer(),
    "a reset": OddServer(breaks=True),
    "a reset within a line": OddServer((b'data: {"choices"',), breaks=True),
    "an empty answer": OddServer(
        (b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n' + DONE,)
    ),
    "thoughts alone": OddServer((b'data: {"choices": [{"delta": {"content": "<think>Hm."}}]}\n\n' + DONE,)),
    "marks alone": OddServer((b'data: {"choices": [{"delta": {"content": "<|im_end|>"}}]}\n\n' + DONE,)),
    "an error behind thoughts": OddServer(
        (
            (
                b'data: {"choices": [{"delta": {"reasoning_content": "Hm."}}]}\n\n'
                b'data: {"error": {"message": "no"}}\n\n'
            ),
        )
    ),
    "silence": OddServer((30.0,)),
}


def engine_of(name: str, address: str) -> ChatModel:
    if name == "openai":
        options = OpenAiChatOptions(base_url=f"{address}/v1", model="odd", answer_timeout=1)
        return closed_after_test(OpenAiChat(options, CONTEXT))
    return closed_after_test(Ollama(OllamaOptions(url=address, model="odd", answer_timeout=1), CONTEXT))


@pytest.mark.parametrize("engine", ["openai", "ollama"])
@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES)
async def test_the_next_server_answers(engine: str, failing: OddServer) -> None:
    said = {"choices": [{"delta": {"content": "Here."}, "finish_reason": "stop"}]}
    good = OddServer((b"data: " + json.dumps(said).encode() + b"\n\n" + DONE,))
    async with failing.serving() as bad, good.serving() as address:
        gateway = Gateway([Backend("a", engine_of(engine, bad)), Backend("b", engine_of("openai", address))])
        events = [event async for event in gateway.chat(REQUEST)]
    assert text(events) == "Here."
    assert sum(gateway.fallbacks.values()) == 1
