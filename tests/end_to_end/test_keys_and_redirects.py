"""No key goes to a server that is not configured, wherever the configured one redirects to."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from wyoming_morgan.engines.contract.engine import EngineContext, EngineSpec
from wyoming_morgan.engines.contract.llm import ChatRequest, Message, Role
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.engines.llm.ollama.engine import SPEC as OLLAMA
from wyoming_morgan.engines.llm.openai.engine import SPEC as OPENAI_CHAT
from wyoming_morgan.engines.stt.openai import SPEC as OPENAI_STT
from wyoming_morgan.engines.tts.openai import SPEC as OPENAI_TTS
from wyoming_morgan.errors import MorganError
from wyoming_morgan.home.actions import handle_intent
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.mcp import McpClient
from wyoming_morgan.home.settings import HomeAssistantSettings, McpServerSettings

KEY = "xyzzy-0123456789"
Use = Callable[[str, Path], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def engine(spec: EngineSpec, folder: Path, **options: Any) -> Any:
    return spec.create(
        spec.options.model_validate({"api_key": KEY, **options}), EngineContext(folder, folder)
    )


async def chat_with_openai(url: str, folder: Path) -> None:
    await _chat(engine(OPENAI_CHAT, folder, base_url=f"{url}/v1", model="m"))


async def chat_with_ollama(url: str, folder: Path) -> None:
    await _chat(engine(OLLAMA, folder, url=url, model="m"))


async def _chat(model: Any) -> None:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(model.close)
        with suppress(MorganError):
            await model.refresh()
        with suppress(MorganError):
            await model.embed(["hello"])
        with suppress(MorganError):
            async for _ in model.chat(ChatRequest((Message(Role.USER, "hello"),), model="m")):
                pass


async def recognize(url: str, folder: Path) -> None:
    stt = engine(OPENAI_STT, folder, base_url=f"{url}/v1")
    with suppress(MorganError):
        await stt.load()
    with suppress(MorganError):
        await stt.transcribe(bytes(32_000), TranscribeOptions())
    await stt.close()


async def speak(url: str, folder: Path) -> None:
    tts = engine(OPENAI_TTS, folder, base_url=f"{url}/v1")
    with suppress(MorganError):
        await tts.load()
    with suppress(MorganError):
        async for _ in tts.synthesize("hello", Voice("alloy", ("en",), ""), SpeakOptions()):
            pass
    await tts.close()


async def ask_for_tools(url: str, _: Path) -> None:
    server = McpServerSettings(url=f"{url}/mcp", token=KEY, headers={"X-Api-Key": KEY})
    client = McpClient("other", server, HomeAssistantSettings(connect_seconds=5, tool_seconds=5))
    with suppress(MorganError):
        await client.tools()
    await client.close()


async def act(url: str, _: Path) -> None:
    settings = HomeAssistantSettings(url=url, token=KEY)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session:
        with suppress(MorganError):
            await handle_intent(session, settings, "HassTurnOn", {}, language="en", place=Place())


@pytest.mark.parametrize("use", [chat_with_openai, chat_with_ollama, recognize, speak, ask_for_tools, act])
@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_no_message_repeats_a_key_that_a_server_repeats(
    use: Use, status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="wyoming_morgan")

    async def repeat(request: web.Request) -> web.StreamResponse:
        said = f"wrong key: {request.headers.get('Authorization')} {request.headers.get('X-Api-Key')}"
        return web.json_response({"error": {"message": said, "code": said}, "message": said}, status=status)

    failures: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        begin = MorganError.__init__

        def note(error: MorganError, message: str, *, hint: str = "") -> None:
            begin(error, message, hint=hint)
            failures.append(str(error))

        patch.setattr(MorganError, "__init__", note)
        async with listening(repeat) as port:
            await use(f"http://127.0.0.1:{port}", tmp_path)
    assert not [text for text in (*failures, caplog.text) if KEY in text]


@pytest.mark.parametrize("use", [chat_with_openai, chat_with_ollama, recognize, speak, ask_for_tools, act])
@pytest.mark.parametrize("target", ["http://localhost:{}", "//127.0.0.1:{}"])
@pytest.mark.parametrize("status", [302, 307])
async def test_no_key_follows_a_redirect(use: Use, target: str, status: int, tmp_path: Path) -> None:
    asked = 0
    requests: list[str] = []

    async def other(request: web.Request) -> web.StreamResponse:
        requests.append(f"{request.method} {request.raw_path} {request.headers} {await request.read()!r}")
        return web.json_response({"data": []})

    async with listening(other) as port:

        async def redirect(request: web.Request) -> web.StreamResponse:
            nonlocal asked
            asked += KEY in str(request.headers)
            return web.Response(
                status=status, headers={"Location": target.format(port) + request.raw_path + "/again"}
            )

        async with listening(redirect) as configured:
            await use(f"http://127.0.0.1:{configured}", tmp_path)
    assert asked
    assert not [request for request in requests if KEY in request]
