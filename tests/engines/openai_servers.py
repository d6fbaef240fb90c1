"""OpenAI-compatible servers that answer as a test says, and the engines that ask them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from tests.engines.closing import closed_after_test
from tests.fakes import tone
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.openai import OpenAiStt, OpenAiSttOptions
from wyoming_morgan.engines.tts.openai import OpenAiTts, OpenAiTtsOptions

CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("de", "en"))
NOBODY = "http://127.0.0.1:1/v1"
VOICE = AudioFormat(24_000, 2, 1)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def stt(base_url: str, **more: object) -> OpenAiStt:
    return closed_after_test(
        OpenAiStt(OpenAiSttOptions.model_validate({"base_url": base_url, **more}), CONTEXT)
    )


def tts(base_url: str, **more: object) -> OpenAiTts:
    return closed_after_test(
        OpenAiTts(OpenAiTtsOptions.model_validate({"base_url": base_url, **more}), CONTEXT)
    )


async def speech(engine: OpenAiTts, text: str = "Hello.", options: SpeakOptions | None = None) -> bytes:
    voice = engine.capabilities.voices[0]
    return b"".join([piece async for piece in engine.synthesize(text, voice, options or SpeakOptions())])


class Requests:
    """What somebody else's server was asked, and the tasks that answer."""

    def __init__(self) -> None:
        self.forms: list[list[tuple[str, str]]] = []
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.left = asyncio.Event()


@asynccontextmanager
async def answering(answer: Answer, requests: Requests | None = None) -> AsyncIterator[str]:
    """Serve every path with one answer; yields the base URL."""
    noted = requests or Requests()

    async def handle(request: web.Request) -> web.StreamResponse:
        noted.headers.append(request.headers)
        if request.content_type == "multipart/form-data":
            form: list[tuple[str, str]] = []
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                form.append((part.name or "", "file" if part.filename else await part.text()))
                await part.release()
            noted.forms.append(form)
        elif request.can_read_body:
            noted.bodies.append(await request.json())
        try:
            return await answer(request)
        except asyncio.CancelledError:
            noted.left.set()
            raise

    application = web.Application(client_max_size=32 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def told(body: object, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.json_response(body, status=status, headers=headers)

    return answer


def sent(body: bytes, content_type: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(body=body, headers={"Content-Type": content_type})

    return answer


async def silent(request: web.Request) -> web.StreamResponse:
    del request
    await asyncio.Event().wait()
    raise AssertionError


async def cut(request: web.Request) -> web.StreamResponse:
    """Begin an answer, and break the connection."""
    response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
    await response.prepare(request)
    await response.write(tone(0.2, VOICE))
    assert request.transport is not None
    await asyncio.sleep(0.05)
    request.transport.abort()
    return response
