"""What means "unset" is unset in every optional field of every event."""

from __future__ import annotations

from typing import Any

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from tests.fakes.audio import silence
from tests.wyoming.conftest import Client
from tests.wyoming.fakes import FakePrograms

AUDIO = (
    AudioStart(rate=16_000, width=2, channels=1),
    AudioChunk(rate=16_000, width=2, channels=1, audio=silence(0.1)),
    AudioStop(),
)
BLANK = (None, "", "  ")
OPEN = (*BLANK, "auto", "AUTO", "und", "null", "None", "default")


@pytest.mark.parametrize(
    "data",
    [
        *({"language": unset} for unset in OPEN),
        *({"name": unset} for unset in (*BLANK, "auto", "MORGAN", "Tiny")),
        *({"vad_sensitivity": unset} for unset in (*BLANK, "Default")),
        *({"transcript_names": unset} for unset in (None, "", [], [None], ["", " "])),
        *({"transcript_terms": unset} for unset in (None, "", [], [None], ["", " "])),
        *({"context": unset} for unset in (None, "")),
    ],
    ids=str,
)
async def test_a_transcription_is_as_without_it(
    client: Client, fakes: FakePrograms, data: dict[str, Any]
) -> None:
    await client.send(*AUDIO)
    await client.read_until("transcript-stop")
    await client.send(Event("transcribe", data), *AUDIO)
    events = await client.read_until("transcript-stop", "error")
    assert events[-1].type == "transcript-stop"
    without, sent = fakes.ear.requests
    assert sent == without


@pytest.mark.parametrize(
    "voice",
    [
        *(None, "", {}),
        *({"name": unset} for unset in BLANK),
        *({"speaker": unset} for unset in BLANK),
        *({"language": unset} for unset in OPEN),
    ],
    ids=str,
)
@pytest.mark.parametrize("text_format", [*BLANK, "TEXT"])
async def test_speech_is_as_without_it(
    client: Client, fakes: FakePrograms, voice: object, text_format: str | None
) -> None:
    await client.send(Event("synthesize", {"text": "Hello"}))
    await client.read_until("audio-stop")
    await client.send(Event("synthesize", {"text": "Hello", "voice": voice, "text_format": text_format}))
    events = await client.read_until("audio-stop", "error")
    assert events[-1].type == "audio-stop"
    without, sent = fakes.mouth.chosen
    assert sent == without


@pytest.mark.parametrize("event_type", ["transcript", "recognize"])
@pytest.mark.parametrize(
    "data",
    [
        *({"language": unset} for unset in OPEN),
        {"context": None},
        {"context": ""},
        {"context": {}},
        *({"context": {name: unset}} for name in ("device_id", "satellite_id") for unset in BLANK),
    ],
    ids=str,
)
async def test_a_turn_is_as_without_it(
    client: Client, fakes: FakePrograms, event_type: str, data: dict[str, Any]
) -> None:
    await client.send(Event(event_type, {"text": "hello"} | data))
    await client.read_until("handled", "not-handled", "not-recognized", "intent", "error")
    [request] = fakes.conversation_agent.requests
    assert (request.language, request.device_id, request.satellite_id) == (None, None, None)


@pytest.mark.parametrize("names", [None, "", [], [None], ["", "  "], ["auto"], ["default"]], ids=str)
async def test_the_default_wake_words_are_listened_for(
    client: Client, fakes: FakePrograms, names: object
) -> None:
    await client.send(Event("detect", {"names": names}), *AUDIO)
    assert (await client.read()).type == "not-detected"
    assert set(fakes.wake_words.opened) == {()}


async def test_nonsense_is_still_refused(client: Client) -> None:
    for event in (
        Event("transcribe", {"language": 5}),
        Event("transcribe", {"name": "another"}),
        Event("transcribe", {"transcript_names": [5]}),
        Event("synthesize", {"text": "a", "voice": "amy"}),
        Event("synthesize", {"text": "a", "voice": {"name": ["amy"]}}),
        Event("detect", {"names": [7]}),
    ):
        await client.send(event)
        error = (await client.read_until("error"))[-1]
        assert error.data["code"] in {"invalid-request", "unknown-model"}
