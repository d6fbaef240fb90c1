"""A session under any sequence of events, in virtual time."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeConversationAgent, FakeEar, FakeMouth
from tests.fakes.audio import tone
from tests.fakes.ear import END
from tests.http.realtime.conftest import KeptEvents
from tests.virtual_time import VirtualTimeLoop
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnDone, TurnRequest
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.http.realtime.outbox import Outbox
from wyoming_morgan.http.realtime.parts import SessionParts
from wyoming_morgan.http.realtime.replies import AgentAnswers
from wyoming_morgan.http.realtime.session import RealtimeSession
from wyoming_morgan.http.realtime.settings import SessionSettings
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.contract import SpeechStarted, SpeechStopped

_WIRE = AudioFormat(24_000, 2, 1)
_SPOKEN = base64.b64encode(tone(0.2, _WIRE)).decode()
_END = base64.b64encode(END).decode()
_WORDS = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "tell me a story"}]}


class SlowAgent(FakeConversationAgent):
    """Tells a word a second, and fails at the third turn."""

    async def turn(self, request: TurnRequest) -> Any:
        self.requests.append(request)
        for number in range(3):
            await asyncio.sleep(1.0)
            yield TextDelta(f"word {number} ")
            if len(self.requests) == 3:
                raise EngineFailed("the model broke off")
        yield TurnDone(Outcome.HANDLED, "word 0 word 1 word 2 ", "en", "one", "llm")


Step = dict[str, Any] | float | str
_STEPS: st.SearchStrategy[Step] = st.one_of(
    st.sampled_from([0.1, 0.7, 1.6, 4.0]),
    st.sampled_from(["speech", "silence", "failure"]),
    st.sampled_from(
        [
            {"type": "conversation.item.create", "item": _WORDS},
            {"type": "response.create"},
            {"type": "response.create", "response": {"conversation": "none", "input": [_WORDS]}},
            {"type": "response.cancel"},
            {"type": "input_audio_buffer.append", "audio": _SPOKEN},
            {"type": "input_audio_buffer.append", "audio": _END},
            {"type": "input_audio_buffer.commit"},
            {"type": "input_audio_buffer.clear"},
            {"type": "session.update", "session": {"audio": {"input": {"turn_detection": None}}}},
            {"type": "session.update", "session": {"turn_detection": {"type": "server_vad"}}},
            {
                "type": "session.update",
                "session": {"turn_detection": {"type": "semantic_vad", "interrupt_response": False}},
            },
            {"type": "session.update", "session": {"output_modalities": ["text"]}},
        ]
    ),
)


def _played(steps: list[Step]) -> list[Any]:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(_play(steps))


async def _play(steps: list[Step]) -> list[Any]:
    socket, ear = KeptEvents(), FakeEar()
    outbox = Outbox(socket)
    parts = SessionParts(
        outbox, TurnLog(), ear, FakeMouth(), lambda _: AgentAnswers(SlowAgent()), max_pending=1000
    )
    sending = asyncio.create_task(outbox.run())
    session = RealtimeSession(parts, SessionSettings())
    for step in steps:
        if isinstance(step, float):
            await asyncio.sleep(step)
        elif step == "failure":
            ear.error = EngineFailed("the recognizer broke off")
        elif isinstance(step, str):
            for utterance in ear.utterances[-1:]:
                if not utterance.over:
                    utterance.tell(SpeechStarted(0.1) if step == "speech" else SpeechStopped(0.2))
        else:
            await session.take(json.dumps(step))
    await asyncio.sleep(60.0)
    await session.close()
    await asyncio.sleep(0)
    sending.cancel()
    return socket.events


@settings(deadline=None)
@given(st.lists(_STEPS, max_size=30))
def test_every_response_ends_once_and_one_at_a_time_is_of_the_conversation(steps: list[Step]) -> None:
    events = _played(steps)
    created = [event["response"]["id"] for event in events if event["type"] == "response.created"]
    ended = [event["response"]["id"] for event in events if event["type"] == "response.done"]
    assert Counter(created) == Counter(ended)
    active: set[str] = set()
    for event in events:
        if event["type"] in {"response.created", "response.done"}:
            response = event["response"]
            if response["conversation_id"] is None:
                continue
            if event["type"] == "response.created":
                assert not active
                active.add(response["id"])
            else:
                active.discard(response["id"])


@settings(deadline=None)
@given(st.lists(_STEPS, max_size=30))
def test_nothing_of_a_response_comes_before_its_beginning_or_after_its_end(steps: list[Step]) -> None:
    running: set[str] = set()
    for event in _played(steps):
        if event["type"] == "response.created":
            running.add(event["response"]["id"])
        elif event["type"] == "response.done":
            running.remove(event["response"]["id"])
        elif event["type"].startswith("response."):
            assert event["response_id"] in running


@settings(deadline=None)
@given(st.lists(_STEPS, max_size=30))
def test_every_turn_is_committed_once_and_then_heard(steps: list[Step]) -> None:
    events = _played(steps)
    committed = [event["item_id"] for event in events if event["type"] == "input_audio_buffer.committed"]
    assert len(committed) == len(set(committed))
    done = [event["item"]["id"] for event in events if event["type"] == "conversation.item.done"]
    assert set(committed) <= set(done)
