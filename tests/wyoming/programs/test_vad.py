from __future__ import annotations

import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import SelectProgram

from tests.fakes import silence, tone
from tests.wyoming.conftest import Client, Serve
from tests.wyoming.fakes import FakePrograms

SELECT = SelectProgram("silero")


def start(timestamp: int | None = None) -> AudioStart:
    return AudioStart(rate=16_000, width=2, channels=1, timestamp=timestamp)


def chunks(pcm: bytes, *, rate: int = 16_000) -> list[AudioChunk]:
    return [
        AudioChunk(rate=rate, width=2, channels=1, audio=pcm[begin : begin + 2048])
        for begin in range(0, len(pcm), 2048)
    ]


SPEECH_WITH_PAUSES = silence(0.5) + tone(0.6) + silence(1.0) + tone(0.5) + silence(1.0)


async def test_every_stretch_of_speech_is_noticed_with_its_time(client: Client) -> None:
    await client.send(SELECT, start(), *chunks(SPEECH_WITH_PAUSES), AudioStop())
    events = [await client.read() for _ in range(4)]
    assert [event.type for event in events] == ["voice-started", "voice-stopped"] * 2
    for event, expected in zip(events, (500, 1100, 2100, 2600), strict=True):
        assert abs(event.data["timestamp"] - expected) <= 64
    assert await client.silent()


async def test_a_port_without_a_recognizer_gives_its_audio_to_the_detector(
    fakes: FakePrograms, serve: Serve
) -> None:
    async with serve((fakes.vad,)) as running, running.client() as client:
        await client.send(*chunks(SPEECH_WITH_PAUSES), AudioStop())
        assert [(await client.read()).type for _ in range(2)] == ["voice-started", "voice-stopped"]


async def test_a_port_with_a_recognizer_gives_it_the_audio_unless_the_detector_was_selected(
    client: Client,
) -> None:
    await client.send(start(), *chunks(tone(0.5)), AudioStop())
    await client.read_until("transcript-stop")
    await client.send(SELECT, start(), *chunks(tone(0.5)), AudioStop())
    assert (await client.read_until("voice-stopped"))[0].type == "voice-started"
    await client.send(Transcribe(), start(), *chunks(tone(0.5)), AudioStop())
    await client.read_until("transcript-stop")
    await client.send(SELECT, SelectProgram("morgan"), start(), *chunks(tone(0.5)), AudioStop())
    await client.read_until("transcript-stop")
    assert await client.silent()


async def test_speech_that_goes_on_at_the_end_stops_there(client: Client) -> None:
    await client.send(SELECT, start(timestamp=5000), *chunks(silence(0.32) + tone(0.64)), AudioStop())
    events = await client.read_until("voice-stopped")
    assert [event.data["timestamp"] for event in events] == [5320, 5960]


async def test_silence_is_no_speech(client: Client) -> None:
    await client.send(SELECT, start(), *chunks(silence(8)), AudioStop())
    assert await client.silent()


async def test_a_stop_without_audio_and_a_second_start_are_harmless(client: Client) -> None:
    await client.send(SELECT, AudioStop(), AudioStop(), start(), start(), *chunks(tone(0.3)), start())
    events = await client.read_until("voice-stopped")
    assert [event.type for event in events] == ["voice-started", "voice-stopped"]
    assert await client.silent()


async def test_any_format_is_heard(client: Client) -> None:
    eight_khz = chunks(tone(1.0)[::1], rate=32_000)
    await client.send(SELECT, *eight_khz, *chunks(silence(1.0)), AudioStop())
    events = [await client.read() for _ in range(2)]
    assert events[0].data["timestamp"] == 0
    assert abs(events[1].data["timestamp"] - 500) <= 64


@pytest.mark.parametrize("event_type", ["audio-start", "audio-chunk"])
async def test_absurd_audio_is_an_error_and_the_connection_lives(client: Client, event_type: str) -> None:
    await client.send(SELECT, Event(event_type, {"rate": 16_000, "width": 2, "channels": 0}, b"abcd"))
    assert (await client.read()).data["code"] == "invalid-request"
    await client.send(start(), *chunks(tone(0.5)), AudioStop())
    await client.read_until("voice-stopped")
