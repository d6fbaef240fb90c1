"""What clients put into the conversation of a session: null, other shapes, recordings, rules, pictures."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.fakes.audio import tone
from tests.fakes.gate import Gate
from tests.http.conftest import FakeServices
from tests.http.openai.talking import Talk, ask, message
from tests.waiting import until
from wyoming_morgan.audio import AudioFormat, encode_g711
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.voice.contract import SpeechStarted

_SPEECH = tone(0.5, AudioFormat(24_000, 2, 1))
_PICTURE = "data:image/png;base64,aGVsbG8="


def recording(pcm: bytes) -> dict[str, Any]:
    return {"type": "input_audio", "audio": base64.b64encode(pcm).decode()}


def spoken(*content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": list(content)}


async def complaint(talk: Talk, **event: Any) -> Any:
    await talk.send(event.pop("kind"), **event)
    return (await talk.until("error")).error


@pytest.mark.parametrize(
    "item",
    [
        {"role": "user", "content": "turn on the light"},
        {"type": None, "id": None, "role": "user", "status": None, "content": "turn on the light"},
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "turn on the light", "audio": None}],
        },
    ],
    ids=["a text", "with null", "parts with null"],
)
async def test_a_message_may_have_the_shape_of_other_routes(
    talk: Talk, fakes: FakeServices, item: dict[str, Any]
) -> None:
    await talk.send("conversation.item.create", item=item, previous_item_id=None)
    names = ("conversation", "metadata", "tools", "input", "max_output_tokens")
    response = dict.fromkeys(names)
    await talk.send("response.create", response=response)
    await talk.until("response.done")
    assert [request.text for request in fakes.agent.requests] == ["turn on the light"]


@pytest.mark.parametrize("output", [{"rain": True}, '{"rain": true}'], ids=["object", "text"])
async def test_a_result_may_be_an_object(talk: Talk, fakes: FakeServices, output: Any) -> None:
    await talk.send("conversation.item.create", item=message("is it raining"))
    call = {"type": "function_call", "call_id": "c", "name": "weather", "arguments": {}}
    await talk.send("conversation.item.create", item=call)
    result = {"type": "function_call_output", "call_id": "c", "output": output}
    await talk.send("conversation.item.create", item=result)
    await talk.send("response.create")
    await talk.until("response.done")
    asked, answered = fakes.agent.requests[0].continuation
    assert ([call.arguments for call in asked.tool_calls], answered.content) == (["{}"], '{"rain": true}')


@pytest.mark.parametrize("role", ["system", "developer"])
async def test_what_the_client_tells_in_between_are_instructions(
    talk: Talk, fakes: FakeServices, role: str
) -> None:
    await talk.send("session.update", session={"type": "realtime", "instructions": "Be brief."})
    await talk.send("conversation.item.create", item=message("The user is in the cellar.", role))
    await ask(talk, "turn on the light")
    await talk.until("response.done")
    (request,) = fakes.agent.requests
    assert request.guidance.instructions == "Be brief.\n\nThe user is in the cellar."
    assert request.text == "turn on the light"


async def test_pictures_go_along(talk: Talk, fakes: FakeServices) -> None:
    picture = {"type": "input_image", "image_url": _PICTURE}
    await talk.send(
        "conversation.item.create", item=spoken({"type": "input_text", "text": "what is this"}, picture)
    )
    await talk.send("response.create")
    await talk.until("response.done")
    (request,) = fakes.agent.requests
    assert [image.media_type for image in request.images] == ["image/png"]


# Recordings


async def test_a_recording_is_heard_and_answered_once_its_words_are_known(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.stt.gate = Gate()
    await talk.send("session.update", session={"type": "realtime", "audio": {"input": {"transcription": {}}}})
    await talk.send("conversation.item.create", item=spoken(recording(_SPEECH)))
    await talk.send("response.create")
    await fakes.stt.gate.arrived.wait()
    assert not fakes.agent.requests
    fakes.stt.gate.opened.set()
    completed = await talk.until("conversation.item.input_audio_transcription.completed")
    assert completed.transcript == "turn on the kitchen light"
    await talk.until("response.done")
    assert [request.text for request in fakes.agent.requests] == ["turn on the kitchen light"]
    (utterance,) = fakes.stt.requests
    assert not utterance.end_on_silence
    added, done = (
        next(event.item for event in talk.events if event.type == f"conversation.item.{kind}")
        for kind in ("added", "done")
    )
    assert (added.id, added.content[0].transcript or "") == (done.id, "")
    assert done.content[0].transcript == "turn on the kitchen light"


async def test_a_recording_stands_beside_a_text_and_comes_as_the_session_says(
    talk: Talk, fakes: FakeServices
) -> None:
    wire = {"audio": {"input": {"format": {"type": "audio/pcmu"}}}}
    await talk.send("session.update", session={"type": "realtime", **wire})
    pcm = tone(0.5, AudioFormat(8_000, 2, 1))
    text = {"type": "input_text", "text": "please"}
    await talk.send("conversation.item.create", item=spoken(text, recording(encode_g711(pcm, "u"))))
    await talk.send("response.create")
    await talk.until("response.done")
    assert [request.text for request in fakes.agent.requests] == ["please turn on the kitchen light"]


async def test_a_recording_that_cannot_be_heard_is_told(talk: Talk, fakes: FakeServices) -> None:
    fakes.stt.error = EngineFailed("the recognizer fails", hint="try again")
    await talk.send("conversation.item.create", item=spoken(recording(_SPEECH)))
    failed = await talk.until("conversation.item.input_audio_transcription.failed")
    assert "the recognizer fails" in failed.error.message
    fakes.stt.error = None
    await ask(talk, "turn on the light")
    await talk.until("response.done")


async def test_only_so_many_recordings_wait_to_be_heard(talk: Talk, fakes: FakeServices) -> None:
    fakes.stt.gate = Gate()
    for _ in range(4):
        await talk.send("conversation.item.create", item=spoken(recording(_SPEECH)))
    error = await complaint(
        talk, kind="conversation.item.create", item=spoken(recording(_SPEECH)), event_id="fifth"
    )
    assert (error.code, error.event_id) == ("busy", "fifth")
    fakes.stt.gate.opened.set()
    for _ in range(4):
        await talk.until("conversation.item.done")
    await talk.send("conversation.item.create", item=spoken(recording(_SPEECH)))
    await talk.until("conversation.item.done")


async def test_base64_may_come_in_lines(talk: Talk, fakes: FakeServices) -> None:
    await talk.send("input_audio_buffer.append", audio=base64.encodebytes(_SPEECH).decode())
    await talk.send("input_audio_buffer.commit")
    await talk.until("input_audio_buffer.committed")
    assert fakes.stt.requests


# What nobody said


async def test_work_about_the_conversation_never_acts(talk: Talk, fakes: FakeServices) -> None:
    await talk.send("conversation.item.create", item=message("turn on the light"))
    await talk.send(
        "response.create",
        response={
            "conversation": "none",
            "output_modalities": ["text"],
            "instructions": "Say whether this is about lights.",
        },
    )
    done = await talk.until("response.done")
    assert done.response.output[0].content[0].text == "Hello, you."
    await talk.send("response.create", response={"conversation": "none", "output_modalities": ["text"]})
    await talk.until("response.done")
    assert not fakes.agent.requests
    assert [item.content for item in fakes.llm.requests[0].messages] == [
        "Say whether this is about lights.",
        "turn on the light",
    ]


async def test_who_is_told_to_greet_greets(talk: Talk, fakes: FakeServices) -> None:
    await talk.send("session.update", session={"type": "realtime", "output_modalities": ["text"]})
    await talk.send("response.create", response={"instructions": "Greet the user."})
    done = await talk.until("response.done")
    assert done.response.output[0].content[0].text == "Hello, you."
    assert not fakes.agent.requests
    await talk.send("response.create")
    assert (await talk.until("response.done")).response.output == []


# Errors


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"kind": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty"),
        ({"kind": "conversation.item.retrieve", "item_id": "x"}, "item_retrieve_invalid_item_id"),
        ({"kind": "conversation.item.delete", "item_id": "x"}, "item_delete_invalid_item_id"),
        (
            {"kind": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": 1},
            "item_truncate_invalid_item_id",
        ),
        ({"kind": "no.such.event"}, None),
        ({"kind": "conversation.item.create", "item": {"type": "message", "role": "nobody"}}, None),
        ({"kind": "input_audio_buffer.append"}, None),
    ],
)
async def test_an_error_names_the_event_and_has_the_code_that_clients_know(
    talk: Talk, event: dict[str, Any], code: str | None
) -> None:
    error = await complaint(talk, **event, event_id="mine")
    assert error.event_id == "mine"
    assert code is None or error.code == code


# What ends a turn


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"create_response": False}, "server_vad"),
        ({"eagerness": "low"}, "semantic_vad"),
        ({"type": "none"}, None),
        ({"type": "server_vad", "threshold": 0.0, "silence_duration_ms": None}, "server_vad"),
        ({"type": "server_vad", "threshold": 1}, "server_vad"),
    ],
)
async def test_turn_detection_is_understood_as_clients_write_it(
    talk: Talk, sent: dict[str, Any], kind: str | None
) -> None:
    session = {"type": "realtime", "audio": {"input": {"turn_detection": sent}}}
    await talk.send("session.update", session=session)
    detection = (await talk.until("session.updated")).session.audio.input.turn_detection
    assert (None if detection is None else detection.type) == kind


async def test_the_beginning_of_a_turn_is_padded_as_the_client_wants(talk: Talk, fakes: FakeServices) -> None:
    detection = {"type": "server_vad", "prefix_padding_ms": 0}
    await talk.send("session.update", session={"type": "realtime", "turn_detection": detection})
    await talk.say(_SPEECH)
    await talk.until("session.updated")
    await until(lambda: bool(fakes.stt.open_utterances))
    next(iter(fakes.stt.open_utterances)).tell(SpeechStarted(0.25))
    assert (await talk.until("input_audio_buffer.speech_started")).audio_start_ms == 250


async def test_likely_words_and_the_only_language_reach_the_recognizer(
    talk: Talk, fakes: FakeServices
) -> None:
    transcription = {"model": "gpt-live-transcribe", "keywords": ["Rex", "Loki"], "languages": ["de"]}
    await talk.send(
        "session.update",
        session={"type": "realtime", "audio": {"input": {"transcription": transcription}}},
    )
    assert (await talk.until("session.updated")).session.audio.input.transcription.keywords == ["Rex", "Loki"]
    await talk.say(_SPEECH)
    await until(lambda: bool(fakes.stt.requests))
    assert (fakes.stt.requests[0].options.terms, fakes.stt.requests[0].options.language) == (
        ("Rex", "Loki"),
        "de",
    )


async def test_what_counts_for_the_model_reaches_it(talk: Talk, fakes: FakeServices) -> None:
    session = {
        "type": "realtime",
        "parallel_tool_calls": False,
        "reasoning": {"effort": "high"},
        "temperature": 0.7,
    }
    await talk.send("session.update", session=session)
    updated = (await talk.until("session.updated")).session
    assert (updated.parallel_tool_calls, updated.reasoning.effort) == (False, "high")
    await talk.send(
        "response.create",
        response={"conversation": "none", "output_modalities": ["text"], "instructions": "Greet."},
    )
    await talk.until("response.done")
    (asked,) = fakes.llm.requests
    assert (asked.parallel_tool_calls, asked.reasoning_effort, asked.temperature) == (False, "high", 0.7)
