"""A wake word through the door, as Home Assistant asks for it: real server, real engine, real client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.wake import Detect, Detection

from tests.engines.wake.conftest import Flavour, Make, Say
from tests.fakes import silence
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.program import About
from wyoming_morgan.wyoming.programs.wake import WakeProgram
from wyoming_morgan.wyoming.server import WyomingServer
from wyoming_morgan.wyoming.settings import WyomingSettings

pytestmark = pytest.mark.slow

CHUNK = 2048
"""Bytes that Home Assistant sends at a time: 64 ms."""


@pytest.fixture
async def port(flavour: Flavour, make: Make) -> AsyncIterator[int]:
    engine = await make()
    spec = flavour.spec
    about = About(spec.name, spec.summary, spec.attribution, engine.capabilities.version)
    server = WyomingServer((WakeProgram(about, engine),), WyomingSettings(), TurnLog())
    await server.start(["127.0.0.1"], 0)
    yield server.addresses[0][1]
    await server.stop(grace=0)


async def wake(port: int, pcm: bytes, names: list[str] | None) -> Detection | None:
    """Send audio, with timestamps from 1 s on, and leave at the first detection."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Detect(names=names).event())
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1, timestamp=1000).event())
        answer = asyncio.create_task(client.read_event())
        for begin in range(0, len(pcm), CHUNK):
            chunk = AudioChunk(16_000, 2, 1, pcm[begin : begin + CHUNK], timestamp=1000 + begin // 32)
            await client.write_event(chunk.event())
            await asyncio.sleep(0)
            if answer.done():
                break
        else:
            await client.write_event(AudioStop().event())
        event = await asyncio.wait_for(answer, 30)
        assert event is not None
        return Detection.from_event(event) if Detection.is_type(event.type) else None


async def test_a_spoken_word_is_detected_and_another_is_not(port: int, say: Say) -> None:
    pcm = say("okay_nabu")
    detection = await wake(port, pcm, ["okay_nabu"])
    assert detection is not None
    assert detection.name == "okay_nabu"
    assert 1500 < (detection.timestamp or 0) < 1000 + len(pcm) / 32
    assert await wake(port, say("alexa"), ["okay_nabu"]) is None
    assert await wake(port, silence(2), None) is None


async def test_describe_offers_every_word_with_its_phrase(port: int, flavour: Flavour) -> None:
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
    (program,) = Info.from_event(event).wake
    assert [model.name for model in program.models] == [word.name for word in flavour.kind.words]
    assert all(model.phrase and model.languages and model.version for model in program.models)


async def test_satellites_at_the_same_time_are_each_told_of_their_own_word(port: int, say: Say) -> None:
    words = ["okay_nabu", "alexa", "hey_jarvis", "hey_mycroft"] * 3
    detections = await asyncio.gather(*(wake(port, say(word), [word]) for word in words))
    assert [detection and detection.name for detection in detections] == words
