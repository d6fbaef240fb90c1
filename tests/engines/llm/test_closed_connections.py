"""No chat is lost on a connection that its server is closing, and none is sent twice to make up for it."""

from __future__ import annotations

import pytest

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, answer, text
from tests.fakes.chat_server import RawChatServer, delta
from tests.fakes.closing_relay import ClosingRelay
from tests.fakes.ollama_server import CHAT, FakeOllamaServer
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]


async def test_chats_reach_a_server_that_closes_each_connection_after_its_answer() -> None:
    server = RawChatServer([delta(content="Hello."), delta("stop")])
    async with server.serving() as url, ClosingRelay(url).serving() as closing:
        engine = closed_after_test(OpenAiChat(OpenAiChatOptions(base_url=closing), CONTEXT))
        assert [text(await answer(engine)) for _ in range(5)] == 5 * ["Hello."]
    assert len(server.requests) == 5


async def test_ollama_is_asked_again_and_again_behind_a_proxy_that_closes_each_connection() -> None:
    async with FakeOllamaServer().serving() as server, ClosingRelay(server.url).serving() as closing:
        engine = closed_after_test(Ollama(OllamaOptions(url=closing, model=CHAT), CONTEXT))
        assert [text(await answer(engine)) for _ in range(5)] == 5 * ["Hello, you."]
        assert len(server.requests) == 5
