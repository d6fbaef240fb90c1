"""The whole server with Coqui's engine, over its sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.bench.client import connected
from wyoming_morgan.bench.server import running_server

MODELS = {"one": {}, "stream": {"accept_cpml": True, "stream_tokens": 10}}


@pytest.fixture
def settings(models_dir: Path) -> Any:
    """What the configuration files hold for a model."""

    def settings(model: str) -> dict[str, dict[str, Any]]:
        options = {"model": model, "device": "cpu", **MODELS[model]}
        return {
            "core": {"models_dir": str(models_dir)},
            "tts": {"engine": "coqui", "engines": {"coqui": options}},
        }

    return settings


async def answer(client: AsyncTcpClient, *types: str) -> Event:
    while (event := await asyncio.wait_for(client.read_event(), 100)) is not None:
        if event.type in types:
            return event
    raise AssertionError(f"the connection was closed before {types}")


@pytest.mark.parametrize("model", MODELS)
async def test_morgan_serve_tts_speaks_through_both_doors(settings: Any, model: str) -> None:
    async with running_server(settings(model), services=("tts",)) as server:
        async with connected(server.wyoming_port) as client:
            await client.write_event(Describe().event())
            info = Info.from_event(await answer(client, "info"))
            voice = info.tts[0].voices[-1]
            await client.write_event(
                Synthesize("The light is on.", voice=SynthesizeVoice(name=voice.name)).event()
            )
            await answer(client, "audio-start")
            chunk = await answer(client, "audio-chunk", "error")
            assert chunk.type == "audio-chunk", chunk.data
            assert chunk.payload
            await answer(client, "audio-stop")
        async with (
            aiohttp.ClientSession(server.http) as http,
            http.post("/generate", json={"text": "The light is on.", "format": "wav"}) as response,
        ):
            assert response.status == 200
            spoken = decode(await response.read(), limit_seconds=60)
        assert spoken.seconds > 0.1
        assert spoken.format == SPEECH
