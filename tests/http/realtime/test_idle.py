"""A user who says nothing, in virtual time: the client wants to be told, and Morgan goes on."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

from tests.fakes import FakeConversationAgent, FakeEar, FakeMouth
from tests.fakes.audio import tone
from tests.fakes.scripted_chat import ScriptedChat, says
from tests.http.realtime.conftest import KeptEvents
from tests.virtual_time import VirtualTimeLoop
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.http.realtime.outbox import Outbox
from wyoming_morgan.http.realtime.parts import SessionParts
from wyoming_morgan.http.realtime.replies import AgentAnswers, Answerer, ModelAnswers
from wyoming_morgan.http.realtime.session import RealtimeSession
from wyoming_morgan.http.realtime.settings import SessionSettings
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.contract import SpeechStarted

_AUDIO = base64.b64encode(tone(0.2, AudioFormat(24_000, 2, 1))).decode()
_SECONDS = 5.0
_SPOKEN_SECONDS = 3.0
_PATIENT = {"type": "server_vad", "idle_timeout_ms": 5_000}
_TEXT = {"output_modalities": ["text"], "turn_detection": _PATIENT}
_WORDS = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}

Step = Mapping[str, Any] | float | str


def _played(answerer: Answerer, *steps: Step) -> list[Any]:
    """Return the events of a session."""

    async def play() -> list[Any]:
        socket, ear = KeptEvents(), FakeEar()
        outbox = Outbox(socket)
        mouth = FakeMouth(chunks=int(_SPOKEN_SECONDS * 10))
        parts = SessionParts(outbox, TurnLog(), ear, mouth, lambda _: answerer, max_pending=1000)
        sending = asyncio.create_task(outbox.run())
        session = RealtimeSession(parts, SessionSettings())
        for step in steps:
            if isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, str):
                ear.utterances[-1].tell(SpeechStarted(0.1))
            else:
                await session.take(json.dumps(step))
        await session.close()
        await asyncio.sleep(60.0)
        sending.cancel()
        return socket.events

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(play())


def _update(**session: Any) -> Step:
    return {"type": "session.update", "session": session}


def _kinds(events: list[Any]) -> list[str]:
    return [event["type"] for event in events]


_ASKED: list[Step] = [
    {"type": "input_audio_buffer.append", "audio": _AUDIO},
    {"type": "conversation.item.create", "item": _WORDS},
    {"type": "response.create"},
    1.0,
]
_TRIGGERED = "input_audio_buffer.timeout_triggered"


def test_a_model_goes_on_when_the_user_says_nothing() -> None:
    model = ScriptedChat([says("Hello."), says("Are you there?"), says("Good bye.")])
    events = _played(ModelAnswers(model, "scripted"), _update(**_TEXT), *_ASKED, _SECONDS)
    kinds = _kinds(events)
    after = kinds[kinds.index(_TRIGGERED) :]
    assert after[:5] == [
        _TRIGGERED,
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
    ]
    triggered, committed = events[kinds.index(_TRIGGERED)], events[kinds.index(_TRIGGERED) + 1]
    assert triggered["item_id"] == committed["item_id"]
    assert (triggered["audio_start_ms"], triggered["audio_end_ms"]) == (0, 200)
    texts = [event["text"] for event in events if event["type"] == "response.output_text.done"]
    assert texts == ["Hello.", "Are you there?"]
    assert [message.content for message in model.requests[1].messages] == ["hello", "Hello."]


def test_what_is_spoken_is_waited_for() -> None:
    script = [says("Hello."), says("Are you there?")]
    spoken: list[Step] = [_update(turn_detection=_PATIENT), *_ASKED]
    for seconds, is_triggered in ((_SECONDS + _SPOKEN_SECONDS - 1.5, False), (1.0, True)):
        spoken.append(seconds)
        events = _played(ModelAnswers(ScriptedChat(script), "scripted"), *spoken)
        assert (_TRIGGERED in _kinds(events)) is is_triggered


def test_nobody_is_prompted_who_speaks() -> None:
    model = ScriptedChat([says("Hello."), says("Are you there?")])
    events = _played(ModelAnswers(model, "scripted"), _update(**_TEXT), *_ASKED, "speech", 60.0)
    assert _TRIGGERED not in _kinds(events)


def test_nobody_is_prompted_where_that_is_not_wanted_any_more() -> None:
    model = ScriptedChat([says("Hello."), says("Are you there?")])
    plain = _update(turn_detection={"type": "server_vad"})
    events = _played(ModelAnswers(model, "scripted"), _update(**_TEXT), *_ASKED, plain, 60.0)
    assert _TRIGGERED not in _kinds(events)


def test_a_client_that_answers_itself_is_only_told() -> None:
    model = ScriptedChat([says("Hello."), says("Are you there?")])
    own = _update(**{**_TEXT, "turn_detection": {**_PATIENT, "create_response": False}})
    events = _played(ModelAnswers(model, "scripted"), own, *_ASKED, 60.0)
    assert _kinds(events).count(_TRIGGERED) == 1
    assert len(model.requests) == 1


def test_the_agent_does_nothing_by_itself() -> None:
    agent = FakeConversationAgent()
    events = _played(AgentAnswers(agent), _update(**_TEXT), *_ASKED, 60.0)
    assert _kinds(events).count(_TRIGGERED) == 1
    assert [request.text for request in agent.requests] == ["hello"]
    assert events[-1]["response"]["output"] == []
