"""Wyoming servers that answer raw bytes, and the engines that ask them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.stt.wyoming import WyomingStt, WyomingSttOptions
from wyoming_morgan.engines.tts.wyoming import WyomingTts, WyomingTtsOptions

CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("de", "en"))
NOBODY = "tcp://127.0.0.1:1"


def stt(uri: str, **more: object) -> WyomingStt:
    return WyomingStt(WyomingSttOptions.model_validate({"uri": uri, **more}), CONTEXT)


def tts(uri: str, **more: object) -> WyomingTts:
    return WyomingTts(WyomingTtsOptions.model_validate({"uri": uri, **more}), CONTEXT)


@asynccontextmanager
async def answering(
    answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """Serve raw bytes; yields the address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
