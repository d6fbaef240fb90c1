"""Conversation agents with a language model behind the real Morgan, in the real Home Assistant."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from math import log
from typing import Any

import pytest
import pytest_asyncio

from tests.fakes.chat_server import serving_models
from tests.fakes.scripted_chat import MODEL, Call, Script, ScriptedChat, calls, says
from tests.home_assistant.client import Answers
from tests.home_assistant.component import answer, ask, begin, completed, entities, speech
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.morgan import Morgan
from wyoming_morgan.engines.contract.llm import (
    ChatEvent,
    ChatRequest,
    Likelihood,
    ModelInfo,
    Role,
    TokenPiece,
)

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

KEY = "key of these tests"
LIGHT = "light.bed_light"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
DARK = "it is far too dark for me in bed, could you help"
BRIGHT = "There is light now."
RIDDLE = "tell me something about old riddles"
WHICH = "Which riddle shall it be, the short one or the long one?"
LONG = "tell me a long story about the sea"
STORY = "Once upon a time there was a sea, and it was wide, and nobody had ever seen its other shore."
PEOPLE = "how many people are at the door"
LONGEST_SECONDS = 60.0
EVALUATES = 8
"""The feature of an entity that evaluates, new in 2026.11."""
LEAST_SPEECH_BYTES = 4000
"""More than the header of a file."""


class Thinker(ScriptedChat):
    """A model that turns on a light if it is too dark, and takes its time for a story."""

    def __init__(self) -> None:
        super().__init__(self._answer, models=(ModelInfo(MODEL, log_probabilities=True),))
        self.free = asyncio.Event()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        if LONG in request.messages[-1].content:
            await self.free.wait()
        async for event in super().chat(request):
            yield event

    @staticmethod
    def _answer(request: ChatRequest) -> Script:
        last = request.messages[-1]
        if last.role is Role.TOOL:
            return says(BRIGHT if '"success"' in last.content else "It did not work.")
        if DARK in last.content:
            tool = next(tool.name for tool in request.tools if tool.name.endswith("HassTurnOn"))
            return calls(Call(tool, {"name": "Bed Light"}))
        if LONG in last.content:
            return says(STORY)
        if request.log_probabilities is not None:
            yes, no = Likelihood("Yes", log(0.6)), Likelihood(" no", log(0.2))
            return [TokenPiece(yes, (yes, no)), *says("Yes")]
        if PEOPLE in last.content:
            return says('{"people": 2}')
        return says(WHICH if RIDDLE in last.content else "It has keys, but opens no lock.")


@dataclass(frozen=True, slots=True)
class Agents:
    """What an entry for this Morgan has."""

    model: Thinker
    first: str
    with_tools: str
    tasks: str
    pipeline: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agents(
    home_assistant: HomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Agents]:
    model = Thinker()
    async with serving_models(model) as url:
        backends = {"tests": {"engine": "openai", "engines": {"openai": {"base_url": url}}}}
        async with (
            Morgan.run(
                tmp_path_factory.mktemp("morgan-with-a-model"),
                MORGAN_CORE__HTTP__API_KEYS=f'["{KEY}"]',
                MORGAN_LLM__BACKENDS=json.dumps(backends),
            ) as morgan,
            added(home_assistant, morgan, model) as made,
        ):
            yield made


@contextlib.asynccontextmanager
async def added(home_assistant: HomeAssistant, morgan: Morgan, model: Thinker) -> AsyncIterator[Agents]:
    """Have an entry, a second agent and a pipeline with it during the block."""
    client = home_assistant.client
    url = f"http://127.0.0.1:{morgan.http_port}"
    step = await answer(home_assistant, await begin(home_assistant), url=url, api_key=KEY)
    made = await completed(home_assistant, step)
    entry_id = made["result"]["entry_id"]
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            while "tts" not in (mine := await entities(home_assistant, entry_id)):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)
        with_tools = await added_agent(home_assistant, entry_id)
        pipeline = await client.call(
            "assist_pipeline/pipeline/create",
            name="With a model",
            language="en",
            stt_engine=None,
            stt_language=None,
            conversation_engine=with_tools,
            conversation_language="en",
            tts_engine=mine["tts"],
            tts_language="en",
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
            prefer_local_intents=False,
        )
        try:
            yield Agents(model, mine["conversation"], with_tools, mine["ai_task"], pipeline["id"])
        finally:
            await client.call("assist_pipeline/pipeline/delete", pipeline_id=pipeline["id"])
    finally:
        await client.delete(f"/api/config/config_entries/entry/{entry_id}")


@pytest.fixture(autouse=True)
def free(agents: Agents) -> None:
    agents.model.free.clear()


async def added_agent(home_assistant: HomeAssistant, entry_id: str) -> str:
    """Add an agent with the tools of Assist, as the front end does; return its entity."""
    client = home_assistant.client
    before = set((await entities(home_assistant, entry_id)).values())
    flow = await client.post(SUBENTRY_FLOWS, {"handler": [entry_id, "conversation"]})
    assert flow["step_id"] == "user", flow
    made = await client.post(
        f"{SUBENTRY_FLOWS}/{flow['flow_id']}", {"name": "Helper", "llm_hass_api": ["assist"]}
    )
    assert made["type"] == "create_entry", made
    async with asyncio.timeout(LONGEST_SECONDS):
        while True:
            listed = await client.call("config/entity_registry/list")
            new = {
                entity["entity_id"]
                for entity in listed
                if entity["config_entry_id"] == entry_id and entity["entity_id"].startswith("conversation.")
            } - before
            if new:
                return str(new.pop())
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def running(
    home_assistant: HomeAssistant, agents: Agents, text: str, *, end_stage: str
) -> AsyncIterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
    """Run the pipeline on written words during the block; give its events."""

    async def events(answers: Answers) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        while True:
            event = await answers.event()
            yield event["type"], event["data"] or {}
            if event["type"] == "run-end":
                return

    async with home_assistant.client.subscription(
        "assist_pipeline/run",
        start_stage="intent",
        end_stage=end_stage,
        input={"text": text},
        pipeline=agents.pipeline,
        timeout=LONGEST_SECONDS,
    ) as answers:
        await answers.result()
        async with contextlib.aclosing(events(answers)) as running_events:
            yield running_events


def said(data: dict[str, Any]) -> str:
    """Return the words of an event, if it has any."""
    return str(data.get("chat_log_delta", {}).get("content") or "")


async def test_a_light_is_turned_on_by_a_tool_of_home_assistant_and_only_then_spoken_of(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    await home_assistant.act("light", "turn_off", LIGHT)
    deltas: list[dict[str, Any]] = []
    reply = ""
    async with running(home_assistant, agents, DARK, end_stage="intent") as events:
        async for kind, data in events:
            if kind == "intent-progress" and data.get("chat_log_delta"):
                deltas.append(data["chat_log_delta"])
            if kind == "intent-end":
                reply = data["intent_output"]["response"]["speech"]["plain"]["speech"]
    assert await home_assistant.state(LIGHT) == "on"
    assert reply == BRIGHT
    [call] = [index for index, delta in enumerate(deltas) if delta.get("tool_calls")]
    [result] = [index for index, delta in enumerate(deltas) if delta.get("role") == "tool_result"]
    words = [index for index, delta in enumerate(deltas) if delta.get("content")]
    assert "".join(deltas[index]["content"] for index in words) == BRIGHT
    assert call < result < words[0]


async def test_an_agent_without_tools_acts_through_intents(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    await home_assistant.act("light", "turn_off", LIGHT)
    done = await ask(home_assistant, agents.first, DARK)
    assert speech(done) == BRIGHT
    assert await home_assistant.state(LIGHT) == "on"


async def test_a_models_question_keeps_the_conversation_open_until_it_is_answered(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    asked = await ask(home_assistant, agents.with_tools, RIDDLE)
    assert (speech(asked), asked["continue_conversation"]) == (WHICH, True)
    done = await ask(
        home_assistant, agents.with_tools, "the short one", conversation_id=asked["conversation_id"]
    )
    assert done["continue_conversation"] is False
    assert WHICH in [message.content for message in agents.model.requests[-1].messages]


async def test_a_long_silence_is_heard_as_a_bridge_before_the_model_has_said_a_word(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    reply, streamed, before = "", "", b""
    async with running(home_assistant, agents, LONG, end_stage="tts") as events:
        async for kind, data in events:
            if kind == "run-start":
                url = data["tts_output"]["url"]
            elif kind == "intent-progress":
                streamed += said(data)
                if data.get("tts_start_streaming"):
                    assert not agents.model.free.is_set()
                    before = await first_audio(home_assistant, url, agents)
            elif kind == "intent-end":
                reply = data["intent_output"]["response"]["speech"]["plain"]["speech"]
    assert streamed.startswith("One moment.")
    assert streamed.endswith(STORY)
    assert reply == STORY
    assert before


async def first_audio(home_assistant: HomeAssistant, url: str, agents: Agents) -> bytes:
    """Return speech that comes before the model may speak, and let it speak then."""
    async with home_assistant.client.download(url) as response:
        heard = b""
        async for piece in response.content.iter_any():
            heard += piece
            if len(heard) > LEAST_SPEECH_BYTES and not agents.model.free.is_set():
                before = heard
                agents.model.free.set()
        return before


async def test_a_task_is_answered_with_data_of_the_structure_asked_for(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    done = await home_assistant.client.call(
        "call_service",
        domain="ai_task",
        service="generate_data",
        service_data={
            "entity_id": agents.tasks,
            "task_name": "people",
            "instructions": PEOPLE,
            "structure": {"people": {"selector": {"number": {}}, "required": True}},
        },
        return_response=True,
    )
    assert done["response"]["data"] == {"people": 2}
    schema = agents.model.requests[-1].json_schema
    assert schema is not None
    assert schema["required"] == ["people"]


async def test_a_question_is_evaluated_where_home_assistant_can_ask_it(
    home_assistant: HomeAssistant, agents: Agents
) -> None:
    actions = await home_assistant.client.call("get_services")
    has_questions = "evaluate" in actions["ai_task"]
    assert bool(await features(home_assistant, agents.tasks) & EVALUATES) is has_questions
    if not has_questions:
        return
    done = await home_assistant.client.call(
        "call_service",
        domain="ai_task",
        service="evaluate",
        service_data={
            "entity_id": agents.tasks,
            "task_name": "parcel",
            "state": "The parcel lies at the front door.",
            "questions": {"arrived": {"type": "noul", "instructions": "Has it arrived?"}},
        },
        return_response=True,
    )
    arrived = done["response"]["answers"]["arrived"]
    assert (arrived["type"], round(arrived["noul"], 3)) == ("noul", 0.75)


async def features(home_assistant: HomeAssistant, entity_id: str) -> int:
    states = await home_assistant.client.call("get_states")
    [state] = [state for state in states if state["entity_id"] == entity_id]
    return int(state["attributes"]["supported_features"])
