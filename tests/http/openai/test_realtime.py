"""`/v1/realtime`, with OpenAI's own client: its types validate every event."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import WSCloseCode
from openai import AsyncOpenAI

from tests.fakes.audio import tone
from tests.fakes.ear import END
from tests.fakes.gate import Gate
from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from tests.http.openai.talking import Talk, ask
from tests.waiting import until
from wyoming_morgan.agent.contract import (
    IntentRecognized,
    Outcome,
    TextDelta,
    TraceAction,
    TurnDone,
    TurnTrace,
)
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.http.realtime.settings import SessionSettings
from wyoming_morgan.voice.contract import SpeechStarted

_WIRE = AudioFormat(24_000, 2, 1)
_SPEECH = tone(0.5, _WIRE)
_MANUAL = {"type": "realtime", "audio": {"input": {"turn_detection": None, "transcription": {}}}}
_TYPES_OF_A_SPOKEN_REPLY = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
]


async def test_a_session_tells_what_is_in_force(talk: Talk) -> None:
    session = talk.events[0].session
    assert session.model == "morgan"
    assert session.audio.input.format.rate == 24_000
    assert session.audio.input.turn_detection.type == "server_vad"
    assert session.audio.output.voice == "amy"
    assert session.output_modalities == ["audio"]


@pytest.mark.parametrize("name", ["auto", "default", "none", " "])
async def test_a_voice_and_a_language_may_be_left_to_morgan_again(talk: Talk, name: str) -> None:
    chosen = {"audio": {"output": {"voice": "karl"}, "input": {"transcription": {"language": "de"}}}}
    left = {
        "audio": {"output": {"voice": name}, "input": {"transcription": {"language": name, "model": name}}}
    }
    for change, voice in ((chosen, "karl"), (left, "amy")):
        await talk.send("session.update", session={"type": "realtime", **change})
        session = (await talk.until("session.updated")).session
        assert session.audio.output.voice == voice


async def test_the_end_of_the_agents_answer_tells_how_the_turn_went(talk: Talk, fakes: FakeServices) -> None:
    action = TraceAction("HassTurnOn", {"name": "kitchen light"}, acts=True, success=True, result="done")
    intent = IntentRecognized("HassTurnOn", {"name": "kitchen light"})
    trace = TurnTrace(path="grammar", actions=(action,))
    done = TurnDone(Outcome.HANDLED, "Done.", "en", "7", "grammar", trace=trace, awaits_answer=True)
    fakes.agent.events = [intent, done]
    await ask(talk, "turn on the kitchen light")
    morgan = (await talk.until("response.done")).response.morgan
    timings = morgan.pop("timings")
    assert {"agent", "first_audio"} <= timings.keys()
    assert morgan == {
        "conversation_id": "7",
        "awaits_answer": True,
        "outcome": "handled",
        "path": "grammar",
        "language": "en",
        "intents": [{"name": "HassTurnOn", "slots": {"name": "kitchen light"}}],
        "actions": [action.as_dict()],
        "held": [],
    }
    created = next(event for event in talk.events if event.type == "response.created")
    assert not hasattr(created.response, "morgan")


async def test_what_was_taken_for_something_else_is_told_with_the_answer_to_it_and_no_other(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.stt.heard, fakes.stt.reason = "turn on the kitchen lied", "it sounds alike"
    await talk.send("session.update", session=_MANUAL)
    await talk.until("session.updated")
    await talk.say(_SPEECH)
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")  # before the words are known
    morgan = (await talk.until("response.done")).response.morgan
    assert (morgan["heard"], morgan["taken"], morgan["because"]) == (
        "turn on the kitchen lied",
        "turn on the kitchen light",
        "it sounds alike",
    )
    assert morgan["timings"]["transcribe"] == 20
    await ask(talk, "and now off")
    assert "heard" not in (await talk.until("response.done")).response.morgan


async def test_a_written_question_is_answered_aloud_event_by_event(talk: Talk) -> None:
    await ask(talk, "turn on the kitchen light")
    done = await talk.until("response.done")
    assert talk.types == [
        "session.created",
        "conversation.item.added",
        "conversation.item.done",
        *_TYPES_OF_A_SPOKEN_REPLY,
    ]
    assert done.response.status == "completed"
    [item] = done.response.output
    assert item.content[0].transcript == "Turned on the light"
    audio = b"".join(
        base64.b64decode(event.delta) for event in talk.events if event.type == "response.output_audio.delta"
    )
    assert _WIRE.seconds(len(audio)) == pytest.approx(0.2, abs=0.01)


async def test_a_spoken_command_is_heard_and_answered(talk: Talk, fakes: FakeServices) -> None:
    await talk.send(
        "session.update",
        session={"type": "realtime", "audio": {"input": {"transcription": {"model": "whisper-1"}}}},
    )
    await talk.until("session.updated")
    await talk.say(_SPEECH)
    await talk.say(END)
    done = await talk.until("response.done")
    heard = [kind for kind in talk.types if "input_audio" in kind]
    assert heard == [
        "input_audio_buffer.committed",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
    ]
    assert done.response.status == "completed"
    assert [request.text for request in fakes.agent.requests] == ["turn on the kitchen light"]


async def test_a_turn_that_the_client_ends_is_answered_only_when_its_words_are_known(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.stt.gate = Gate()
    await talk.send("session.update", session=_MANUAL)
    await talk.say(_SPEECH)
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")
    await talk.until("response.created")
    assert not fakes.agent.requests
    fakes.stt.gate.opened.set()
    await talk.until("response.done")
    assert [request.text for request in fakes.agent.requests] == ["turn on the kitchen light"]


async def test_somebody_who_speaks_interrupts_the_reply_and_its_audio_goes(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.tts.gate = Gate()
    await ask(talk, "tell me a story")
    await talk.until("response.output_audio_transcript.delta")
    await talk.say(_SPEECH)
    await fakes.tts.gate.arrived.wait()
    await until(lambda: bool(fakes.stt.utterances))
    fakes.stt.utterances[-1].tell(SpeechStarted(0.1))
    started = await talk.until("input_audio_buffer.speech_started")
    done = await talk.until("response.done")
    assert started.audio_start_ms == 0
    assert done.response.status == "cancelled"
    assert done.response.status_details.reason == "turn_detected"
    assert done.response.output[0].status == "incomplete"
    await fakes.tts.gate.given_up.wait()
    assert fakes.tts.unfinished == 1


async def test_a_session_may_be_deaf_to_interruptions(talk: Talk, fakes: FakeServices) -> None:
    detection = {"type": "semantic_vad", "eagerness": "high", "interrupt_response": False}
    await talk.send("session.update", session={"audio": {"input": {"turn_detection": detection}}})
    updated = await talk.until("session.updated")
    assert updated.session.audio.input.turn_detection.eagerness == "high"
    fakes.tts.gate = Gate()
    await ask(talk, "tell me a story")
    await fakes.tts.gate.arrived.wait()
    await talk.say(_SPEECH)
    await until(lambda: bool(fakes.stt.utterances))
    fakes.stt.utterances[-1].tell(SpeechStarted(0.1))
    await talk.until("input_audio_buffer.speech_started")
    fakes.tts.gate.opened.set()
    assert (await talk.until("response.done")).response.status == "completed"


async def test_what_is_said_during_a_reply_that_goes_on_is_answered_after_it(
    talk: Talk, fakes: FakeServices
) -> None:
    detection = {"type": "server_vad", "interrupt_response": False}
    await talk.send("session.update", session={"audio": {"input": {"turn_detection": detection}}})
    fakes.tts.gate = Gate()
    await ask(talk, "tell me a story")
    await fakes.tts.gate.arrived.wait()
    await talk.say(_SPEECH)
    await talk.say(END)
    await talk.until("input_audio_buffer.committed")
    fakes.tts.gate.opened.set()
    await talk.until("response.done")
    await talk.until("response.done")
    assert [request.text for request in fakes.agent.requests] == [
        "tell me a story",
        "turn on the kitchen light",
    ]


async def test_a_session_is_one_conversation_of_the_agent(talk: Talk, fakes: FakeServices) -> None:
    for text in ("turn on the light", "and the fan"):
        await ask(talk, text)
        await talk.until("response.done")
    assert [request.conversation_id for request in fakes.agent.requests] == [None, "new"]


async def test_there_is_one_response_at_a_time(talk: Talk, fakes: FakeServices) -> None:
    fakes.tts.gate = Gate()
    await ask(talk, "tell me a story")
    await fakes.tts.gate.arrived.wait()
    await talk.send("response.create", event_id="again")
    error = (await talk.until("error")).error
    assert (error.code, error.event_id) == ("conversation_already_has_active_response", "again")
    await talk.send("response.cancel")
    done = await talk.until("response.done")
    assert (done.response.status, done.response.status_details.reason) == ("cancelled", "client_cancelled")
    await talk.send("response.cancel")
    assert (await talk.until("error")).error.code == "response_cancel_not_active"


async def test_a_response_beside_the_conversation_gets_its_metadata_back_and_leaves_no_trace(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.agent.intents = []
    await talk.send(
        "response.create",
        response={
            "conversation": "none",
            "metadata": {"topic": "title"},
            "output_modalities": ["text"],
            "input": [
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "a title"}]}
            ],
        },
    )
    done = await talk.until("response.done")
    assert done.response.metadata == {"topic": "title"}
    assert done.response.conversation_id is None
    assert done.response.output[0].content[0].text == "Turned on the light"
    assert not [kind for kind in talk.types if kind.startswith("conversation.")]
    [request] = fakes.agent.requests
    assert request.incognito


async def test_a_failure_is_the_end_of_its_response_and_not_of_the_session(
    talk: Talk, fakes: FakeServices
) -> None:
    fakes.agent.error = EngineFailed("no model answers", hint="start one")
    await ask(talk, "tell me a story")
    done = await talk.until("response.done")
    assert done.response.status == "failed"
    assert "no model answers" in done.response.status_details.error.message
    fakes.agent.error = None
    await ask(talk, "and now")
    assert (await talk.until("response.done")).response.status == "completed"


async def test_a_turn_without_words_is_not_answered(talk: Talk, fakes: FakeServices) -> None:
    fakes.stt.text = ""
    await talk.send("session.update", session=_MANUAL)
    await talk.say(_SPEECH)
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")
    done = await talk.until("response.done")
    assert done.response.status == "completed"
    assert done.response.output == []
    assert not fakes.agent.requests


async def test_items_are_retrieved_deleted_and_cut_to_what_was_heard(talk: Talk, fakes: FakeServices) -> None:
    fakes.agent.events = [
        TextDelta("one two three four"),
        TurnDone(Outcome.HANDLED, "one two three four", "en", "new", "llm"),
    ]
    await ask(talk, "count")
    item = (await talk.until("response.done")).response.output[0]
    await talk.send("conversation.item.truncate", item_id=item.id, content_index=0, audio_end_ms=100)
    await talk.until("conversation.item.truncated")
    await talk.send("conversation.item.retrieve", item_id=item.id)
    assert (await talk.until("conversation.item.retrieved")).item.content[0].transcript == "one two"
    await talk.send("conversation.item.delete", item_id=item.id)
    await talk.until("conversation.item.deleted")
    await talk.send("conversation.item.retrieve", item_id=item.id, event_id="late")
    assert (await talk.until("error")).error.event_id == "late"


@pytest.fixture
async def raw_talk(client: AsyncOpenAI, fakes: FakeServices) -> AsyncIterator[Talk]:
    fakes.llm.script = [
        calls(Call("get_weather", {"city": "Oslo"}, id="call_7", pieces=2)),
        says("It is ", "raining."),
    ]
    async with client.realtime.connect(model="scripted") as connection:
        talk = Talk(connection)
        await talk.until("session.created")
        yield talk


async def test_a_raw_model_calls_functions_of_the_client(raw_talk: Talk, fakes: FakeServices) -> None:
    talk = raw_talk
    tool = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}
    changes = {
        "type": "realtime",
        "tools": [tool],
        "instructions": "Be brief.",
        "output_modalities": ["text"],
    }
    await talk.send("session.update", session=changes)
    await ask(talk, "what is the weather in Oslo")
    arguments = await talk.until("response.function_call_arguments.done")
    assert (arguments.call_id, arguments.name, arguments.arguments) == (
        "call_7",
        "get_weather",
        '{"city": "Oslo"}',
    )
    [call] = (await talk.until("response.done")).response.output
    assert call.type == "function_call"
    result = {"type": "function_call_output", "call_id": "call_7", "output": "rain"}
    await talk.send("conversation.item.create", item=result)
    await talk.send("response.create")
    done = await talk.until("response.done")
    assert done.response.output[0].content[0].text == "It is raining."
    assert done.response.usage.input_tokens == 10
    first, second = fakes.llm.requests
    assert [message.role for message in first.messages] == ["system", "user"]
    assert [tool.name for tool in first.tools] == ["get_weather"]
    assert [message.role for message in second.messages] == ["system", "user", "assistant", "tool"]


async def test_a_transcription_session_only_hears(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.stt.partials = ("turn on", "turn on the kitchen")
    async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
        talk = Talk(connection)
        created = await talk.until("session.created")
        assert created.session.type == "transcription"
        format_ = {"type": "audio/pcm", "rate": 24_000}
        changes = {
            "type": "transcription",
            "audio": {
                "input": {"format": format_, "transcription": {"model": "whisper-1", "language": "en"}}
            },
        }
        await talk.send("session.update", session=changes)
        for pcm in (_SPEECH, _SPEECH, END):
            await talk.say(pcm)
        completed = await talk.until("conversation.item.input_audio_transcription.completed")
    deltas = [event.delta for event in talk.events if event.type.endswith("transcription.delta")]
    assert deltas == ["turn on", " the kitchen"]
    assert completed.transcript == "turn on the kitchen light"
    assert completed.usage.type == "duration"
    assert not fakes.agent.requests
    assert fakes.stt.requests[-1].options.verbatim


async def test_names_of_the_older_shape_are_understood(talk: Talk) -> None:
    await talk.send(
        "session.update",
        session={
            "modalities": ["text"],
            "input_audio_format": "g711_ulaw",
            "turn_detection": None,
            "voice": "karl",
        },
    )
    session = (await talk.until("session.updated")).session
    assert session.output_modalities == ["text"]
    assert session.audio.input.format.type == "audio/pcmu"
    assert session.audio.input.turn_detection is None
    assert session.audio.output.voice == "karl"


@pytest.mark.parametrize(
    ("event", "param"),
    [
        ({"type": "session.update", "session": {"type": "realtime", "max_output_tokens": -1}}, "session"),
        ({"type": "no.such.event"}, "type"),
        ({"type": "input_audio_buffer.append", "audio": "?"}, "audio"),
        ({"type": "input_audio_buffer.commit"}, None),
        ({"type": "session.update", "session": {"audio": {"output": {"voice": "nobody"}}}}, None),
        ({"type": "conversation.item.create", "item": {"type": "message", "content": []}}, "item.role"),
    ],
)
async def test_what_cannot_be_done_is_said_and_the_session_goes_on(
    talk: Talk, event: dict[str, Any], param: str | None
) -> None:
    await talk.send(
        **{"kind": event["type"], **{name: value for name, value in event.items() if name != "type"}}
    )
    error = (await talk.until("error")).error
    assert error.message
    assert (error.param or "").startswith(param or "")
    await ask(talk, "turn on the light")
    await talk.until("response.done")


async def test_a_page_talks_with_a_secret_that_is_good_for_nothing_else(serve: Serve) -> None:
    door = await serve(api_keys=("correct-horse",))
    async with official_client(door, api_key="correct-horse") as owner:
        secret = await owner.realtime.client_secrets.create(
            session={"type": "realtime", "instructions": "Be brief."}
        )
    assert secret.value.startswith("ek_")
    async with official_client(door, api_key=secret.value) as page:
        async with page.realtime.connect(model="morgan") as connection:
            created = await Talk(connection).until("session.created")
            assert created.session.instructions == "Be brief."
        async with door.post(
            "/v1/audio/speech", json={"input": "Hi"}, headers={"Authorization": f"Bearer {secret.value}"}
        ) as response:
            await door.error(response, 401)
    protocols = ("realtime", f"openai-insecure-api-key.{secret.value}")
    async with door.session.ws_connect(f"{door.url}/v1/realtime", protocols=protocols) as socket:
        assert socket.protocol == "realtime"
        assert (await socket.receive_json())["type"] == "session.created"
    async with door.get("/v1/realtime", headers={"Authorization": "Bearer ek_wrong"}) as response:
        await door.error(response, 401)


async def test_a_model_that_nobody_has_is_a_status(door: Door) -> None:
    async with door.get("/v1/realtime?model=nobody") as response:
        assert (await door.error(response, 404))["code"] == "model_not_found"


def test_settings_that_are_given_back_are_the_same() -> None:
    begun = SessionSettings()
    shown = begun.as_json("sess_1", "amy")
    assert begun.updated(shown).as_json("sess_1", "amy") == shown


async def test_a_session_ends_at_its_time_with_a_reason(serve: Serve) -> None:
    door = await serve(realtime_seconds=0.3)
    async with door.session.ws_connect(f"{door.url}/v1/realtime") as socket:
        assert (await socket.receive_json())["type"] == "session.created"
        async for _ in socket:
            pass
        assert socket.close_code == WSCloseCode.GOING_AWAY


async def test_there_are_only_so_many_sessions(serve: Serve) -> None:
    door = await serve(max_realtime_sessions=1)
    async with (
        door.session.ws_connect(f"{door.url}/v1/realtime"),
        door.get("/v1/realtime") as response,
    ):
        assert (await door.error(response, 503))["code"] == "busy"
