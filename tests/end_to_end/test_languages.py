"""The whole server: languages in every usual writing, over both doors, and what Home Assistant is offered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from wyoming.event import Event
from wyoming.info import Describe, Info

from wyoming_morgan.bench.client import connected
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

USUAL = (
    "de-DE",
    "de_DE",
    "es-ES",
    "it-IT",
    "nl-BE",
    "zh-CN",
    "zh-TW",
    "zh-HK",
    "en-AU",
    "en_US",
    "fr_CA",
    "pt-BR",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[ServerProcess]:
    async with running_server({}) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def info(server: ServerProcess) -> Info:
    async with asyncio.timeout(60), connected(server.wyoming_port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    return Info.from_event(event)


async def test_home_assistant_is_offered_every_usual_tag_in_a_bounded_message(info: Info) -> None:
    voices = {tag: voice.name for voice in reversed(info.tts[0].voices) for tag in voice.languages}
    assert set(USUAL) <= set(voices)
    assert voices["zh-HK"] == "yue"
    assert (voices["zh_CN"], voices["zh_TW"]) == ("cmn", "cmn")
    assert (voices["pt_BR"], voices["pt-AO"], voices["es_AR"]) == ("pt-BR", "pt", "es-419")
    assert {"en", "en-US", "en_GB", "en-AU"} <= set(info.asr[0].models[0].languages)
    for models in (info.intent[0].models, info.handle[0].models):
        assert {"en", "en-AU", "en_US"} <= set(models[0].languages)
    assert len(json.dumps(info.event().data)) < 200_000


@pytest.mark.parametrize(
    "written", ["en_US", "EN-us", "English", "eng", "de", "German", "deutsch", "de_AT", "zh-HK"]
)
async def test_a_voice_is_found_in_every_writing_of_its_language(server: ServerProcess, written: str) -> None:
    async with aiohttp.ClientSession(server.http) as http:
        for path, body in (
            ("/v1/audio/speech", {"input": "one", "voice": written}),
            ("/generate", {"text": "one", "language": written}),
        ):
            async with http.post(path, json=body) as response:
                assert response.status == 200, await response.text()
                assert len(await response.read()) > 1000


async def test_an_unknown_language_is_refused_clearly(server: ServerProcess) -> None:
    async with aiohttp.ClientSession(server.http) as http:
        for path, body in (
            ("/generate", {"text": "one", "language": "elvish"}),
            ("/api/text", {"text": "hello", "language": "elvish"}),
        ):
            async with http.post(path, json=body) as response:
                assert response.status in {400, 404}
                assert "elvish" in (await response.json())["error"]["message"]


@pytest.mark.parametrize("language", [None, "", "auto", "und", "English", "eng", "en_US", "EN-au"])
async def test_a_turn_of_text_is_understood_in_every_writing_of_its_language(
    server: ServerProcess, language: str | None
) -> None:
    body = {"text": "what time is it", "language": language}
    async with aiohttp.ClientSession(server.http) as http, http.post("/api/text", json=body) as response:
        assert response.status == 200, await response.text()
    async with asyncio.timeout(60), connected(server.wyoming_port) as client:
        await client.write_event(Event("transcript", body))
        while (event := await client.read_event()) is not None and event.type != "handled":
            assert event.type != "error", event.data
    assert event is not None
