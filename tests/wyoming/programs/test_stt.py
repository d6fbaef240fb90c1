from __future__ import annotations

from typing import Any

import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from tests.fakes import Gate
from tests.fakes.ear import END
from tests.wyoming.conftest import NO_TRANSCRIPT, Client, Running, Serve
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.voice.contract import Sensitivity

START = AudioStart(rate=16_000, width=2, channels=1)
CHUNK = AudioChunk(rate=16_000, width=2, channels=1, audio=b"\x00\x01" * 160)
LAST_CHUNK = AudioChunk(rate=16_000, width=2, channels=1, audio=END)
STOP = AudioStop()


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


async def test_speech_becomes_one_transcript_with_its_language(client: Client) -> None:
    await client.send(Transcribe(language="en"), START, CHUNK, STOP)
    events = await client.read_until("transcript-stop")
    assert types(events) == ["transcript-start", "transcript-chunk", "transcript", "transcript-stop"]
    assert events[0].data == {"language": "en"}
    assert events[1].data == {"text": "turn on the kitchen light"}
    assert events[2].data == {"text": "turn on the kitchen light", "language": "en"}
    assert await client.silent()


async def test_the_language_asked_for_is_told_where_the_recognizer_tells_none(
    fakes: FakePrograms, client: Client
) -> None:
    fakes.ear.language = None
    await client.send(Transcribe(language="de"), START, CHUNK, STOP)
    assert [event.data.get("language") for event in await client.read_until("transcript")] == [
        "de",
        None,
        "de",
    ]


async def test_stable_text_is_streamed_while_the_speech_goes_on(fakes: FakePrograms, client: Client) -> None:
    fakes.ear.partials = ("", "turn on", "turn on", "turn on the")
    await client.send(START, CHUNK, CHUNK)
    events = await client.read_until("transcript-chunk")
    await client.send(CHUNK, CHUNK)
    events += await client.read_until("transcript-chunk")
    await client.send(STOP)
    events += await client.read_until("transcript-stop")
    assert [event.data["text"] for event in events if event.type == "transcript-chunk"] == [
        "turn on",
        " the",
        " kitchen light",
    ]
    assert types(events)[-2:] == ["transcript", "transcript-stop"]
    assert events[-2].data["text"] == "turn on the kitchen light"


async def test_morgan_ends_the_utterance_and_drops_the_rest_of_its_audio(
    fakes: FakePrograms, client: Client
) -> None:
    await client.send(START, CHUNK, LAST_CHUNK)
    await client.read_until("transcript-stop")
    await client.send(CHUNK, CHUNK, STOP)
    assert await client.silent()
    assert len(fakes.ear.utterances[0].pushed) == 2
    assert not fakes.ear.open_utterances


async def test_a_connection_hears_one_utterance_after_the_other(fakes: FakePrograms, client: Client) -> None:
    await client.send(Transcribe(language="de"), START, LAST_CHUNK)
    await client.read_until("transcript-stop")
    fakes.ear.text = "and off again"
    await client.send(CHUNK, STOP, START, CHUNK, STOP)
    events = await client.read_until("transcript-stop")
    assert events[-2].data["text"] == "and off again"
    await client.send(START, LAST_CHUNK)
    await client.read_until("transcript-stop")
    await client.send(START, CHUNK, STOP)
    await client.read_until("transcript-stop")
    assert await client.silent()
    assert [utterance.request.options.language for utterance in fakes.ear.utterances] == [
        "de",
        None,
        None,
        None,
    ]


async def test_utterances_sent_without_waiting_are_answered_in_order(
    fakes: FakePrograms, client: Client
) -> None:
    fakes.ear.gate = Gate()
    for name in ("first", "second", "third"):
        await client.send(Transcribe(context={"name": name}), START, CHUNK, STOP)
    assert await client.silent()
    fakes.ear.gate.opened.set()
    answered = []
    for _ in range(3):
        answered.append((await client.read_until("transcript"))[-1].data["context"]["name"])
        await client.read_until("transcript-stop")
    assert answered == ["first", "second", "third"]


async def test_more_utterances_at_once_than_allowed_are_busy(fakes: FakePrograms, serve: Serve) -> None:
    fakes.ear.gate = Gate()
    async with serve(fakes.all, max_turns=1) as running, running.client() as client:
        await client.send(START, CHUNK, STOP, START, CHUNK, STOP)
        error = await client.read()
        assert error.data["code"] == "busy"
        fakes.ear.gate.opened.set()
        await client.read_until("transcript-stop")
        assert await client.silent()
        assert len(fakes.ear.utterances) == 1


async def test_options_and_context_reach_the_ear_and_come_back(fakes: FakePrograms, client: Client) -> None:
    await client.send(
        Transcribe(
            name="tiny",
            language="de",
            vad_sensitivity="relaxed",
            transcript_names=["Ada"],
            transcript_terms=["lumen"],
            context={"a": [1]},
        ),
        START,
        CHUNK,
        STOP,
    )
    events = await client.read_until("transcript-stop")
    request = fakes.ear.utterances[0].request
    assert request.options.language == "de"
    assert (request.options.names, request.options.terms) == (("Ada",), ("lumen",))
    assert request.sensitivity is Sensitivity.RELAXED
    assert events[0].data["context"] == events[2].data["context"] == {"a": [1]}


async def test_a_sensitivity_of_a_later_protocol_is_the_default(fakes: FakePrograms, client: Client) -> None:
    await client.send(Transcribe(vad_sensitivity="psychic"), START, CHUNK, STOP)
    await client.read_until("transcript-stop")
    assert fakes.ear.utterances[0].request.sensitivity is Sensitivity.DEFAULT


@pytest.mark.parametrize("external", [False, True])
async def test_clients_end_the_utterance_only_where_the_settings_say_so(
    fakes: FakePrograms, serve: Serve, external: bool
) -> None:
    async with serve(fakes.all, requires_external_vad=external) as running, running.client() as client:
        await client.send(Event("describe"))
        assert (await client.read()).data["asr"][0]["requires_external_vad"] is external
        await client.send(START, LAST_CHUNK, CHUNK, STOP)
        await client.read_until("transcript-stop")
        assert len(fakes.ear.utterances[0].pushed) == (2 if external else 1)


async def test_every_chunk_is_heard_in_its_own_format(fakes: FakePrograms, client: Client) -> None:
    other = AudioChunk(rate=48_000, width=4, channels=2, audio=bytes(80))
    bare = Event("audio-chunk", {}, bytes(32))
    await client.send(START, CHUNK, other, bare, STOP)
    await client.read_until("transcript-stop")
    assert [chunk.format for chunk in fakes.ear.utterances[0].pushed] == [
        AudioFormat(16_000, 2, 1),
        AudioFormat(48_000, 4, 2),
        AudioFormat(16_000, 2, 1),
    ]


async def test_audio_without_a_start_starts_by_itself(client: Client) -> None:
    await client.send(CHUNK, STOP)
    assert (await client.read_until("transcript"))[-1].data["text"] == "turn on the kitchen light"


async def test_a_stop_without_any_audio_is_an_empty_transcript(running: Running, client: Client) -> None:
    await client.send(Transcribe(context={"a": 1}), STOP)
    events = await client.read_until("transcript-stop")
    assert types(events) == ["transcript-start", "transcript", "transcript-stop"]
    assert events[1].data == {"text": "", "context": {"a": 1}}
    await client.send(START, STOP)
    assert (await client.read_until("transcript"))[-1].data["text"] == ""
    assert [timings.outcome for timings in running.turn_log.recent] == ["no-speech", "no-speech"]


async def test_a_new_start_gives_up_an_utterance_that_was_not_stopped(
    fakes: FakePrograms, client: Client
) -> None:
    await client.send(START, CHUNK, START, CHUNK, STOP)
    await client.read_until("transcript-stop")
    assert await client.silent()
    assert len(fakes.ear.utterances) == 2
    assert not fakes.ear.open_utterances


async def test_utterances_given_up_while_an_earlier_one_is_answered_are_closed(
    fakes: FakePrograms, client: Client
) -> None:
    fakes.ear.gate = Gate()
    await client.send(START, CHUNK, STOP)
    for _ in range(20):
        await client.send(START, CHUNK)
    assert await client.silent()
    assert len(fakes.ear.utterances) == 21
    assert len(fakes.ear.open_utterances) == 2
    fakes.ear.gate.opened.set()
    await client.read_until("transcript-stop")


async def test_an_unknown_model_is_refused_with_what_exists_and_its_audio_is_dropped(
    fakes: FakePrograms, client: Client
) -> None:
    await client.send(Transcribe(name="huge"), START, CHUNK, STOP)
    error = await client.refused(NO_TRANSCRIPT)
    assert error.data == {"text": "there is no model 'huge' (there is 'tiny')", "code": "unknown-model"}
    assert await client.silent()
    assert not fakes.ear.utterances
    await client.send(START, CHUNK, STOP)
    await client.read_until("transcript-stop")


async def test_an_unknown_language_is_one_error(client: Client) -> None:
    await client.send(Transcribe(language="xx"), START, CHUNK, CHUNK, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data["code"] == "invalid-request"
    assert await client.silent()


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": 0},
        {"channels": 400},
        {"rate": 0},
        {"rate": 10**12},
        {"width": 0},
        {"rate": "16000"},
        {"rate": True},
        {"width": 2.0},
    ],
    ids=str,
)
async def test_absurd_audio_is_one_error_and_the_connection_lives(
    fakes: FakePrograms, client: Client, wrong: dict[str, Any]
) -> None:
    absurd = {"rate": 16_000, "width": 2, "channels": 1} | wrong
    await client.send(Event("audio-start", absurd), CHUNK, CHUNK, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data["code"] == "invalid-request"
    assert await client.silent()
    await client.send(START, CHUNK, Event("audio-chunk", absurd, bytes(64)), CHUNK, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data["code"] == "invalid-request"
    assert await client.silent()
    assert not fakes.ear.open_utterances
    await client.send(START, CHUNK, STOP)
    await client.read_until("transcript-stop")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 1},
        {"language": []},
        {"transcript_names": "Ada"},
        {"transcript_terms": [1]},
        {"context": "no"},
    ],
    ids=str,
)
async def test_wrong_fields_are_one_error(client: Client, wrong: dict[str, Any]) -> None:
    await client.send(Event("transcribe", wrong), START, CHUNK, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data["code"] == "invalid-request"
    assert await client.silent()


async def test_an_utterance_beyond_the_bound_is_one_error(fakes: FakePrograms, client: Client) -> None:
    fakes.ear.max_bytes = 1000
    await client.send(START, *[CHUNK] * 10, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data["code"] == "too-large"
    assert await client.silent()
    assert not fakes.ear.open_utterances


async def test_a_failing_recognizer_is_one_error_and_an_empty_transcript(
    fakes: FakePrograms, running: Running, client: Client
) -> None:
    fakes.ear.error = EngineFailed("the recognizer broke", hint="try again")
    await client.send(START, CHUNK, CHUNK, STOP)
    assert (await client.refused(NO_TRANSCRIPT)).data == {
        "text": "the recognizer broke (try again)",
        "code": "engine-failed",
    }
    assert await client.silent()
    assert running.turn_log.recent[0].outcome == "engine-failed"


async def test_a_client_that_leaves_gives_its_utterance_up(fakes: FakePrograms, running: Running) -> None:
    fakes.ear.gate = Gate()
    async with running.client() as client:
        await client.send(START, CHUNK, STOP, START, CHUNK)
        assert await client.silent()
        assert len(fakes.ear.open_utterances) == 2
    await running.clients_left()
    assert not fakes.ear.open_utterances
