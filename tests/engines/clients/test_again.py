"""A server that is replaced while it is asked costs nobody an answer, and no chat is sent twice."""

from __future__ import annotations

import logging

import pytest

from tests.engines import openai_servers, wyoming_servers
from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, answer, text
from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeWyomingServer, tone
from tests.fakes.balancer import Balancer, Loss
from tests.fakes.odd_server import OddServer
from tests.fakes.openai_server import FakeOpenAiServer
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import ChatModel
from wyoming_morgan.engines.contract.stt import SpeechToText, TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError, ShuttingDown

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

LOSSES = [Loss.RESET, Loss.END, Loss.REFUSED]
OVER_HTTP = [*LOSSES, Loss.BAD_GATEWAY]


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


async def heard(engine: SpeechToText) -> str:
    return (await engine.transcribe(tone(1.0), TranscribeOptions())).text


async def said(engine: TextToSpeech) -> bytes:
    voice = engine.capabilities.voices[0]
    return b"".join([pcm async for pcm in engine.synthesize("Hello there.", voice, SpeakOptions())])


@pytest.mark.parametrize("loss", LOSSES)
async def test_another_wyoming_server_hears_and_speaks_in_place_of_one_that_is_gone(loss: Loss) -> None:
    async with FakeWyomingServer().serving() as server:
        async with Balancer(server.port, loss).serving() as balancer:
            engine = wyoming_servers.stt(f"tcp://127.0.0.1:{balancer.port}")
            assert await heard(engine) == "turn on the kitchen light"
            assert len(server.recognizer.calls[0].pcm) == len(tone(1.0))
        async with Balancer(server.port, loss).serving() as balancer:
            assert await said(wyoming_servers.tts(f"tcp://127.0.0.1:{balancer.port}"))
        assert len(server.recognizer.calls) == len(server.synthesizer.calls) == 1


@pytest.mark.parametrize("loss", OVER_HTTP)
async def test_another_server_hears_and_speaks_over_http_in_place_of_one_that_is_gone(loss: Loss) -> None:
    async with FakeOpenAiServer(FakeRecognizer(languages=("de", "en"))).serving() as server:
        async with Balancer(server.port, loss).serving() as balancer:
            engine = openai_servers.stt(f"http://127.0.0.1:{balancer.port}/v1")
            assert await heard(engine) == "turn on the kitchen light"
        async with Balancer(server.port, loss).serving() as balancer:
            url = f"http://127.0.0.1:{balancer.port}/v1"
            assert await said(openai_servers.tts(url, voices=["karl"]))


async def test_a_morgan_that_is_ending_is_asked_for_its_replacement() -> None:
    ending = FakeRecognizer(error=ShuttingDown("this replica stops"))
    async with FakeWyomingServer(ending).serving() as server:
        with pytest.raises(ShuttingDown):
            await heard(wyoming_servers.stt(server.uri))
        assert len(ending.calls) == 2


async def test_a_server_that_is_lost_twice_is_given_up() -> None:
    async with (
        FakeWyomingServer().serving() as server,
        Balancer(server.port, Loss.RESET, losses=9).serving() as balancer,
    ):
        uri = f"tcp://127.0.0.1:{balancer.port}"
        with pytest.raises(EngineFailed, match=r"went away|closed the connection"):
            await heard(wyoming_servers.stt(uri))
        assert balancer.connections == 2
        with pytest.raises(EngineFailed, match=r"went away|closed the connection"):
            await said(wyoming_servers.tts(uri))
        assert balancer.connections == 4


async def test_what_a_server_has_begun_to_say_is_not_begun_again() -> None:
    requests = openai_servers.Requests()
    async with openai_servers.answering(openai_servers.cut, requests) as url:
        with pytest.raises(EngineFailed):
            await said(openai_servers.tts(url))
        assert len(requests.bodies) == 1


@pytest.mark.parametrize("error", [EngineFailed("it crashed"), EngineUnavailable("no model")])
async def test_a_server_that_says_what_is_wrong_is_not_asked_again(error: MorganError) -> None:
    failing = FakeWyomingServer(FakeRecognizer(error=error), FakeSynthesizer(rate=16_000, error=error))
    async with failing.serving() as server:
        with pytest.raises(type(error)):
            await heard(wyoming_servers.stt(server.uri))
        with pytest.raises(type(error)):
            await said(wyoming_servers.tts(server.uri))
    assert len(failing.recognizer.calls) == len(failing.synthesizer.calls) == 1


def chat(name: str, port: int) -> ChatModel:
    address = f"http://127.0.0.1:{port}"
    if name == "openai":
        options = OpenAiChatOptions(base_url=f"{address}/v1", model="odd")
        return closed_after_test(OpenAiChat(options, CONTEXT))
    return closed_after_test(Ollama(OllamaOptions(url=address, model="odd"), CONTEXT))


SAID = {
    "openai": b'data: {"choices": [{"delta": {"content": "Here."}, "finish_reason": "stop"}]}\n\n',
    "ollama": b'{"message": {"role": "assistant", "content": "Here."}, "done": true}\n',
}


@pytest.mark.parametrize("name", ["openai", "ollama"])
async def test_a_chat_that_nobody_took_is_offered_again(name: str) -> None:
    server = OddServer((SAID[name],))
    async with server.serving(), Balancer(server.port, Loss.REFUSED).serving() as balancer:
        assert text(await answer(chat(name, balancer.port))) == "Here."
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["openai", "ollama"])
async def test_a_chat_that_may_have_been_taken_is_never_sent_again(name: str) -> None:
    server = OddServer((), breaks=True)
    async with server.serving():
        with pytest.raises(EngineFailed):
            await answer(chat(name, server.port))
    assert len(server.requests) == 1


async def test_embeddings_are_asked_for_again() -> None:
    answers = {"data": [{"embedding": [0.5, 0.25], "index": 0}]}
    async with openai_servers.answering(openai_servers.told(answers)) as url:
        port = int(url.removesuffix("/v1").rpartition(":")[2])
        async with Balancer(port, Loss.RESET).serving() as balancer:
            options = OpenAiChatOptions(base_url=f"http://127.0.0.1:{balancer.port}/v1", embedding_model="e")
            engine = closed_after_test(OpenAiChat(options, CONTEXT))
            assert (await engine.embed(["a"])).vectors == ((0.5, 0.25),)
