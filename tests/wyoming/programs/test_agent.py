from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.intent import Intent, Recognize

from tests.fakes import Gate
from tests.wyoming.conftest import NO_INTENT, NO_REPLY, Client, Running, Serve
from tests.wyoming.fakes import FakePrograms, about
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import IntentRecognized, Outcome, TextDelta, TurnDone
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.home.model import Entity, Home
from wyoming_morgan.wyoming.programs.agent import AgentProgram

CONTEXT = {"conversation_id": "c1", "device_id": "d1", "satellite_id": "s1"}
LIGHT = IntentRecognized(
    "HassTurnOn",
    {"name": "kitchen light", "brightness": 5, "domain": ("light", "switch")},
    response_template="Turned on {{ slots.name }}",
    response="Turned on kitchen light",
)
DOOR = IntentRecognized("HassOpen", {"name": "door"}, response="Opened")
BARE = IntentRecognized("HassNevermind", {})

TERMINAL = ("intent", "intents-stop", "handled", "not-handled", "not-recognized")


def done(outcome: Outcome, text: str) -> TurnDone:
    return TurnDone(outcome, text, language="en", conversation_id="c1", path="grammar")


async def ask(client: Client, request: Any) -> list[Event]:
    await client.send(request)
    events = await client.read_until(*TERMINAL)
    if events[0].type == "intents-start":
        events += await client.read_until("intents-stop")
    return events


async def test_a_command_is_one_intent_to_be_executed(fakes: FakePrograms, client: Client) -> None:
    fakes.conversation_agent.events = (
        LIGHT,
        TextDelta("Turning it on"),
        done(Outcome.INTENTS, "Turning it on"),
    )
    (event,) = await ask(client, Transcript("turn on the kitchen light", context=CONTEXT, language="en"))
    assert event.data == {
        "name": "HassTurnOn",
        "entities": [
            {"name": "name", "value": "kitchen light"},
            {"name": "brightness", "value": 5},
            {"name": "domain", "value": ["light", "switch"]},
        ],
        "text": "Turned on {{ slots.name }}",
        "context": CONTEXT,
    }
    assert await client.silent()


async def test_what_is_known_of_the_speaker_reaches_the_mind(fakes: FakePrograms, client: Client) -> None:
    fakes.conversation_agent.events = (LIGHT, done(Outcome.INTENTS, ""))
    await ask(client, Transcript("turn on the kitchen light", context=CONTEXT, language="de"))
    request = fakes.conversation_agent.requests[0]
    assert (request.text, request.language) == ("turn on the kitchen light", "de")
    assert (request.conversation_id, request.device_id, request.satellite_id) == ("c1", "d1", "s1")


async def test_several_commands_are_a_list_of_intents(fakes: FakePrograms, client: Client) -> None:
    fakes.conversation_agent.events = (LIGHT, DOOR, BARE, done(Outcome.INTENTS, ""))
    events = await ask(client, Transcript("turn on the light and open the door"))
    assert [event.type for event in events] == ["intents-start", "intent", "intent", "intent", "intents-stop"]
    assert [Intent.from_event(event).text for event in events[1:4]] == [
        "Turned on {{ slots.name }}",
        "Opened",
        None,
    ]
    assert all(event.data["context"] == {"conversation_id": "c1"} for event in events)
    assert await client.silent()


@pytest.mark.parametrize(
    "pieces", [["It is ten."], ["It is", " ten", "."], []], ids=["one piece", "pieces", "no piece"]
)
async def test_talk_is_streamed_and_ends_with_the_whole(
    fakes: FakePrograms, client: Client, pieces: list[str]
) -> None:
    text = "".join(pieces)
    fakes.conversation_agent.events = (*map(TextDelta, pieces), done(Outcome.HANDLED, text))
    await client.send(Transcript("what time is it", context=CONTEXT))
    events = await client.read_until("handled-stop")
    assert [event.type for event in events if event.type != "handled-chunk"] == [
        "handled-start",
        "handled",
        "handled-stop",
    ]
    assert "".join(event.data["text"] for event in events if event.type == "handled-chunk") == text
    assert events[-2].data == {"text": text, "context": CONTEXT}
    assert events[0].data == {"context": CONTEXT}
    assert await client.silent()


async def test_talk_is_streamed_before_it_ends(fakes: FakePrograms, client: Client) -> None:
    fakes.conversation_agent.events = (TextDelta("It is"), TextDelta(" ten"))
    fakes.conversation_agent.error = EngineFailed("the agent broke", hint="try again")
    await client.send(Transcript("what time is it"))
    events = await client.read_until(*NO_REPLY)
    assert [event.type for event in events] == [
        "handled-start",
        "handled-chunk",
        "error",
        "handled-stop",
        *NO_REPLY,
    ]
    assert events[1].data["text"] == "It is ten"
    assert await client.silent()


@pytest.mark.parametrize("pieces", [["Sorry."], ["Sor", "ry."], []], ids=["one piece", "pieces", "no piece"])
async def test_what_is_not_understood_is_told_once(
    fakes: FakePrograms, client: Client, pieces: list[str]
) -> None:
    fakes.conversation_agent.events = (*map(TextDelta, pieces), done(Outcome.NOT_HANDLED, "Sorry."))
    await client.send(Transcript("mumble", context={"a": 1}))
    events = await client.read_until(*TERMINAL)
    streamed = ["handled-start", "handled-chunk", "handled-stop"] if len(pieces) > 1 else []
    assert [event.type for event in events] == [*streamed, "not-handled"]
    assert events[-1].data == {"text": "Sorry.", "context": {"a": 1, "conversation_id": "c1"}}
    assert await client.silent()


@pytest.mark.parametrize("outcome", [Outcome.HANDLED, Outcome.NOT_HANDLED])
async def test_recognize_asks_for_intents_alone(
    fakes: FakePrograms, client: Client, outcome: Outcome
) -> None:
    fakes.conversation_agent.events = (TextDelta("It is"), TextDelta(" ten."), done(outcome, "It is ten."))
    (event,) = await ask(client, Recognize("what time is it", context=CONTEXT))
    assert event.type == "not-recognized"
    assert event.data == {"text": "It is ten.", "context": CONTEXT}
    assert await client.silent()


async def test_recognize_answers_a_command_with_its_intent(fakes: FakePrograms, client: Client) -> None:
    fakes.conversation_agent.events = (LIGHT, done(Outcome.INTENTS, ""))
    (event,) = await ask(client, Recognize("turn on the kitchen light"))
    assert event.data["name"] == "HassTurnOn"


async def test_an_intent_is_not_executed_here(fakes: FakePrograms, client: Client) -> None:
    (event,) = await ask(client, Event("intent", {"name": "HassTurnOn", "context": CONTEXT}))
    assert (event.type, event.data) == ("not-handled", {"context": CONTEXT})
    assert not fakes.conversation_agent.requests


async def test_a_failing_mind_is_one_error_and_no_intent(
    fakes: FakePrograms, running: Running, client: Client
) -> None:
    fakes.conversation_agent.events = (LIGHT, DOOR)
    fakes.conversation_agent.error = EngineFailed("the agent broke", hint="try again")
    event, end = await ask(client, Transcript("turn on everything"))
    assert event.data == {"text": "the agent broke (try again)", "code": "engine-failed"}
    assert (event.type, end.type) == ("error", *NO_REPLY)
    assert await client.silent()
    assert running.turn_log.recent[0].outcome == "engine-failed"


async def test_an_unforeseen_failure_is_one_error_that_gives_nothing_away(
    fakes: FakePrograms, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    fakes.conversation_agent.error = ZeroDivisionError("a secret")
    event, end = await ask(client, Transcript("divide by zero"))
    assert event.data["code"] == "internal"
    assert "secret" not in event.data["text"]
    assert "a secret" in caplog.text
    assert (event.type, end.type) == ("error", *NO_REPLY)
    assert await client.silent()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": None},
        {"text": ["a"]},
        {"text": "a", "context": []},
        {"text": "a", "context": {"device_id": 5}},
    ],
    ids=str,
)
@pytest.mark.parametrize("event_type", ["transcript", "recognize"])
async def test_wrong_fields_are_one_error(client: Client, event_type: str, data: dict[str, Any]) -> None:
    event, end = await ask(client, Event(event_type, data))
    assert event.data["code"] == "invalid-request"
    assert end.type in (*NO_REPLY, *NO_INTENT)
    assert not end.data.get("text")
    assert await client.silent()


async def test_a_client_that_leaves_cancels_its_turn(fakes: FakePrograms, running: Running) -> None:
    fakes.conversation_agent.gate = Gate()
    async with running.client() as client:
        await client.send(Transcript("a"), Transcript("b"))
        assert await client.silent()
    await running.clients_left()
    assert (len(fakes.conversation_agent.requests), fakes.conversation_agent.unfinished) == (1, 1)


async def test_turns_are_answered_in_order_and_more_than_allowed_are_busy(
    fakes: FakePrograms, client: Client
) -> None:
    fakes.conversation_agent.gate = Gate()
    fakes.conversation_agent.events = (done(Outcome.NOT_HANDLED, "no"),)
    await client.send(*(Transcript(str(number), context={"n": number}) for number in range(6)))
    assert [(await client.read()).data["code"] for _ in range(2)] == ["busy", "busy"]
    fakes.conversation_agent.gate.opened.set()
    assert [(await client.read()).data["context"]["n"] for _ in range(4)] == [0, 1, 2, 3]
    assert await client.silent()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"text": "a\0b"}, id="text"),
        pytest.param({"text": "hello", "context": {"conversation_id": "a\0b"}}, id="conversation"),
        pytest.param({"text": "hello", "context": {"device_id": "\0"}}, id="device"),
        pytest.param({"text": "hello", "context": {"satellite_id": "x" * 257}}, id="long satellite"),
        pytest.param({"text": "hello", "context": {"conversation_id": "x" * 257}}, id="long conversation"),
    ],
)
async def test_what_nobody_can_store_is_an_invalid_request(
    fakes: FakePrograms, client: Client, data: dict[str, Any]
) -> None:
    error, _ = await ask(client, Event("transcript", data))
    assert error.data["code"] == "invalid-request"
    assert not fakes.conversation_agent.requests
    assert await client.silent()


async def test_a_pin_is_not_guessed_over_many_connections(serve: Serve) -> None:
    home = Home(entities=(Entity("Front Door", "lock"),))
    grammar = Grammar(home)
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": "0012"}))
    asked: list[str] = []
    async with serve([AgentProgram(about("morgan"), Agent(grammar, settings=settings))]) as running:
        for number in range(20):
            context = {"conversation_id": f"c{number}", "device_id": f"d{number}"}
            async with running.client() as client:
                for text in ("unlock the front door", f"{number:04}"):
                    events = await ask(client, Transcript(text, context=context, language="en"))
                    assert "intent" not in {event.type for event in events}
                    asked += [event.data["text"] for event in events if event.type == "handled"]
    assert sum("what is the PIN?" in text for text in asked) == settings.guard.pin_tries
    await grammar.close()


async def test_a_question_is_marked_as_one_that_waits_for_an_answer(
    fakes: FakePrograms, client: Client
) -> None:
    text = "It is locked. Shall I unlock it?"
    fakes.conversation_agent.events = (
        TextDelta("It is locked. "),
        TextDelta("Shall I unlock it?"),
        replace(done(Outcome.HANDLED, text), awaits_answer=True),
    )
    events = await ask(client, Transcript("I want to go in"))
    assert (events[-1].type, events[-1].data["text"]) == ("handled", text)
    assert events[-1].data["context"]["awaits_answer"] is True
