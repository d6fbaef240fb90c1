from __future__ import annotations

from collections.abc import Sequence

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Describe, Info, SelectProgram
from wyoming.ping import Ping

from tests.wyoming.conftest import (
    NO_AUDIO,
    NO_DETECTION,
    NO_INTENT,
    NO_MORE_AUDIO,
    NO_REPLY,
    NO_TRANSCRIPT,
    Client,
    Serve,
)
from tests.wyoming.fakes import FakePrograms


async def test_describe_tells_of_every_program(client: Client) -> None:
    await client.send(Describe())
    info = Info.from_event(await client.read())
    (asr,), (tts,), (intent,), (handle,) = info.asr, info.tts, info.intent, info.handle
    assert [program.name for program in (asr, tts, intent, handle)] == ["morgan"] * 4
    assert all(program.installed for program in (asr, tts, intent, handle))
    assert (asr.supports_transcript_streaming, asr.requires_external_vad) == (True, False)
    assert [(model.name, model.languages) for model in asr.models] == [("tiny", ["en", "de"])]
    assert tts.supports_synthesize_streaming
    assert [(voice.name, voice.languages) for voice in tts.voices] == [("amy", ["en-GB"]), ("kurt", ["de"])]
    assert [speaker.name for speaker in tts.voices[0].speakers or ()] == ["left", "right"]
    assert tts.voices[1].speakers is None
    assert (handle.supports_home_control, handle.supports_handled_streaming) == (True, True)
    assert intent.models[0].languages == handle.models[0].languages == ["en", "de"]


@pytest.mark.parametrize("kind", ["stt", "tts", "agent", "vad", "wake"])
async def test_a_port_of_one_program_tells_of_that_alone(
    fakes: FakePrograms, serve: Serve, kind: str
) -> None:
    programs = (getattr(fakes, kind),)
    domains = {
        "stt": {"asr"},
        "tts": {"tts"},
        "agent": {"intent", "handle"},
        "vad": set(),
        "wake": {"wake"},
    }[kind]
    async with serve(programs) as running, running.client() as client:
        await client.send(Describe())
        data = (await client.read()).data
        assert {domain for domain, offered in data.items() if offered} == domains


@pytest.mark.parametrize(
    ("event_type", "ends"),
    [
        ("transcribe", NO_TRANSCRIPT),
        ("audio-start", NO_TRANSCRIPT),
        ("synthesize", NO_AUDIO),
        ("synthesize-start", NO_MORE_AUDIO),
        ("transcript", NO_REPLY),
        ("recognize", NO_INTENT),
        ("intent", NO_REPLY),
        ("detect", NO_DETECTION),
    ],
)
async def test_a_request_for_what_the_port_does_not_offer_is_an_error_naming_what_it_does(
    serve: Serve, fakes: FakePrograms, event_type: str, ends: Sequence[str]
) -> None:
    other = fakes.tts if "synth" not in event_type else fakes.agent
    async with serve((other,)) as running, running.client() as client:
        await client.send(Event(event_type, {"text": "a"}))
        error = await client.refused(ends)
        assert error.data["code"] == "invalid-request"
        assert ", ".join(other.domains) in error.data["text"]
        chunk = AudioChunk(16_000, 2, 1, audio=b"ab")
        await client.send(chunk, AudioStop())
        assert await client.silent()


async def test_unknown_events_are_dropped(client: Client) -> None:
    await client.send(Event("run-satellite"), Event("Describe"), Event("x"))
    assert await client.silent()


async def test_a_ping_gets_its_text_back(client: Client) -> None:
    await client.send(Ping("hello"))
    assert (await client.read()).data == {"text": "hello"}
    await client.send(Event("ping"))
    assert (await client.read()).data == {"text": None}


async def test_selecting_a_program_counts_for_one_connection(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all) as running, running.client() as one, running.client() as other:
        await one.send(SelectProgram("silero"))
        assert await one.silent()
        audio = (AudioStart(16_000, 2, 1), AudioChunk(16_000, 2, 1, audio=b"ab"), AudioStop())
        await other.send(*audio)
        await other.read_until("transcript-stop")
        await one.send(*audio)
        assert await one.silent()


async def test_selecting_an_unknown_program_is_an_error_naming_what_exists(client: Client) -> None:
    await client.send(SelectProgram("okay_nabu"))
    error = await client.read()
    assert error.data["code"] == "unknown-model"
    assert "morgan, silero" in error.data["text"]
    await client.send(Event("select-program", {"name": 5}))
    assert (await client.read()).data["code"] == "invalid-request"
    assert await client.silent()
