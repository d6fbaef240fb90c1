from __future__ import annotations

from typing import Any

import pytest
from wyoming.audio import AudioChunk, AudioStart
from wyoming.event import Event
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)

from tests.fakes import Gate
from tests.wyoming.conftest import NO_AUDIO, NO_MORE_AUDIO, Client, Running, Serve
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.errors import EngineFailed


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


async def test_a_text_becomes_audio_between_start_and_stop(client: Client) -> None:
    await client.send(Synthesize("Hello"))
    events = await client.read_until("audio-stop")
    assert types(events) == ["audio-start", "audio-chunk", "audio-stop"]
    start, chunk = AudioStart.from_event(events[0]), AudioChunk.from_event(events[1])
    assert (start.rate, start.width, start.channels) == (22_050, 2, 1)
    assert (chunk.rate, chunk.width, chunk.channels) == (22_050, 2, 1)
    assert chunk.audio == b"\x01\x02" * 250
    assert events[2].data["timestamp"] == 11
    assert await client.silent()


async def test_an_empty_text_is_a_start_and_a_stop(client: Client) -> None:
    await client.send(Synthesize(""))
    assert types(await client.read_until("audio-stop")) == ["audio-start", "audio-stop"]
    assert await client.silent()


async def test_a_stream_is_spoken_before_it_ends_and_its_repetition_is_not(
    fakes: FakePrograms, client: Client
) -> None:
    await client.send(SynthesizeStart(), SynthesizeChunk("Hello, "))
    assert types(await client.read_until("audio-chunk")) == ["audio-start", "audio-chunk"]
    await client.send(SynthesizeChunk("world."), Synthesize("Hello, world."), SynthesizeStop())
    events = await client.read_until("synthesize-stopped")
    assert types(events) == ["audio-chunk", "audio-stop", "synthesize-stopped"]
    assert fakes.mouth.said == ["Hello, ", "world."]


async def test_plain_and_streamed_texts_alternate_on_one_connection(client: Client) -> None:
    for _ in range(3):
        await client.send(SynthesizeStart(), SynthesizeChunk("a"), Synthesize("a"), SynthesizeStop())
        await client.read_until("synthesize-stopped")
        await client.send(Synthesize("b"))
        await client.read_until("audio-stop")
    assert await client.silent()


async def test_an_empty_stream_still_ends_as_clients_expect(client: Client) -> None:
    await client.send(SynthesizeStart(), Synthesize(""), SynthesizeStop())
    events = await client.read_until("synthesize-stopped")
    assert types(events) == ["audio-start", "audio-stop", "synthesize-stopped"]


async def test_texts_sent_without_waiting_are_spoken_one_after_the_other(client: Client) -> None:
    await client.send(
        Synthesize("a"), Synthesize("bc"), SynthesizeStart(), SynthesizeChunk("d"), SynthesizeStop()
    )
    events = await client.read_until("synthesize-stopped")
    one = ["audio-start", "audio-chunk", "audio-stop"]
    assert types(events) == [*one * 3, "synthesize-stopped"]


async def test_a_second_stream_ends_the_first(client: Client) -> None:
    await client.send(SynthesizeStart(), SynthesizeChunk("a"), SynthesizeStart(), SynthesizeChunk("b"))
    await client.send(SynthesizeStop())
    events = await client.read_until("synthesize-stopped")
    events += await client.read_until("synthesize-stopped")
    one = ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]
    assert types(events) == one * 2
    assert await client.silent()


@pytest.mark.parametrize(
    ("voice", "name", "speaker"),
    [
        (None, "amy", None),
        ({}, "amy", None),
        ({"name": "kurt"}, "kurt", None),
        ({"name": "amy", "speaker": "right"}, "amy", "right"),
        ({"language": "de"}, "kurt", None),
        ({"speaker": "left"}, "amy", "left"),
        ({"name": None, "language": "de"}, "kurt", None),
    ],
    ids=str,
)
async def test_voices_are_chosen_by_name_by_language_and_by_speaker(
    fakes: FakePrograms, client: Client, voice: dict[str, Any] | None, name: str, speaker: str | None
) -> None:
    await client.send(Event("synthesize", {"text": "a", "voice": voice}))
    await client.read_until("audio-stop")
    await client.send(Event("synthesize-start", {"voice": voice}), SynthesizeChunk("a"), SynthesizeStop())
    await client.read_until("synthesize-stopped")
    chosen = [(spoken.voice.name, spoken.options.speaker) for _, spoken in fakes.mouth.spoken]
    assert chosen == [(name, speaker)] * 2


@pytest.mark.parametrize("name", ["nobody", "../../etc/passwd", "/etc/passwd", "amy\x00"])
async def test_an_unknown_voice_is_one_error_naming_what_exists(
    fakes: FakePrograms, client: Client, name: str
) -> None:
    await client.send(Synthesize("a", voice=SynthesizeVoice(name=name)))
    assert (await client.refused(NO_AUDIO)).data == {
        "text": "no voice fits (there are amy, kurt)",
        "code": "unknown-voice",
    }
    await client.send(
        SynthesizeStart(voice=SynthesizeVoice(name=name)),
        SynthesizeChunk("a"),
        Synthesize("a"),
        SynthesizeStop(),
    )
    assert (await client.refused(NO_MORE_AUDIO)).data["code"] == "unknown-voice"
    assert await client.silent()
    assert not fakes.mouth.spoken
    await client.send(Synthesize("a"))
    await client.read_until("audio-stop")


async def test_text_in_another_format_is_an_error(client: Client) -> None:
    await client.send(Synthesize("<speak/>", text_format="ssml"))
    assert (await client.refused(NO_AUDIO)).data["code"] == "invalid-request"
    await client.send(Synthesize("a", text_format="text"))
    await client.read_until("audio-stop")


@pytest.mark.parametrize(
    "event",
    [
        Event("synthesize", {}),
        Event("synthesize", {"text": 5}),
        Event("synthesize", {"text": "a", "voice": "amy"}),
        Event("synthesize", {"text": "a", "voice": {"name": 5}}),
        Event("synthesize-chunk", {"text": "a"}),
        Event("synthesize-stop", {}),
    ],
    ids=lambda event: f"{event.type} {event.data}",
)
async def test_events_out_of_order_or_with_wrong_fields_are_one_error(client: Client, event: Event) -> None:
    await client.send(event)
    ends = NO_AUDIO if event.type == "synthesize" else NO_MORE_AUDIO
    assert (await client.refused(ends)).data["code"] in ("invalid-request", "protocol")
    assert await client.silent()


async def test_a_wrong_chunk_ends_its_stream_with_one_error(fakes: FakePrograms, client: Client) -> None:
    fakes.mouth.gate = Gate()
    await client.send(SynthesizeStart(), SynthesizeChunk("a"))
    assert await client.silent()
    await client.send(Event("synthesize-chunk", {"text": 5}))
    assert (await client.refused(NO_MORE_AUDIO)).data["code"] == "invalid-request"
    await client.send(Event("synthesize-chunk", {"text": 5}), Synthesize("a"), SynthesizeStop())
    assert await client.silent()
    fakes.mouth.gate.opened.set()
    await client.send(Synthesize("b"))
    await client.read_until("audio-stop")
    assert fakes.mouth.unfinished == 1


async def test_text_that_comes_faster_than_it_can_be_spoken_is_bounded(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.mouth.gate = Gate()
    async with serve(fakes.all, max_pending_text=10) as running, running.client() as client:
        await client.send(SynthesizeStart(), *[SynthesizeChunk("12345")] * 10, SynthesizeStop())
        assert (await client.refused(NO_MORE_AUDIO)).data["code"] == "too-large"
        assert await client.silent()
        await client.send(Synthesize("x" * 11))
        assert (await client.refused(NO_AUDIO)).data["code"] == "too-large"


async def test_a_failing_voice_is_one_error_and_never_audio(
    fakes: FakePrograms, running: Running, client: Client
) -> None:
    fakes.mouth.error = EngineFailed("the voice broke", hint="try again")
    await client.send(Synthesize("a"))
    assert (await client.refused(NO_AUDIO)).data == {
        "text": "the voice broke (try again)",
        "code": "engine-failed",
    }
    await client.send(SynthesizeStart(), SynthesizeChunk("a"))
    assert (await client.refused(NO_MORE_AUDIO)).data["code"] == "engine-failed"
    fakes.mouth.error = None
    await client.send(SynthesizeChunk("b"), Synthesize("ab"), SynthesizeStop())
    assert await client.silent()
    await client.send(Synthesize("c"))
    await client.read_until("audio-stop")
    assert [timings.outcome for timings in running.turn_log.recent] == ["engine-failed", "engine-failed", ""]


async def test_a_voice_that_is_at_work_blocks_nobody(
    fakes: FakePrograms, running: Running, client: Client
) -> None:
    fakes.mouth.gate = Gate()
    await client.send(Synthesize("a long sentence"))
    async with running.client() as other:
        await other.send(Event("describe"))
        assert (await other.read()).type == "info"
    await client.send(Event("describe"))
    assert (await client.read()).type == "info"
    fakes.mouth.gate.opened.set()
    await client.read_until("audio-stop")


async def test_a_client_that_leaves_gives_its_speech_up(fakes: FakePrograms, running: Running) -> None:
    fakes.mouth.gate = Gate()
    async with running.client() as client:
        await client.send(Synthesize("a"))
        assert await client.silent()
    await running.clients_left()
    assert fakes.mouth.unfinished == 1
    assert running.turn_log.recent[0].outcome == "cancelled"
