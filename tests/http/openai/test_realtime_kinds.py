"""What a realtime session may do by its kind: one that only hears answers nothing."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI

from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from tests.http.openai.talking import Talk, ask, message
from wyoming_morgan.engines.contract.llm import ModelInfo
from wyoming_morgan.http.api_keys import ApiKey, Scope

_HEARING = {"intent": "transcription"}


async def test_a_key_that_may_hear_does_not_reach_the_agent(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(api_keys=(ApiKey("subtitles", "a-key-for-subtitles", (Scope.AUDIO,)),))
    async with (
        official_client(door, api_key="a-key-for-subtitles") as client,
        client.realtime.connect(extra_query=_HEARING) as connection,
    ):
        talk = Talk(connection)
        for event in ({}, {"response": {"conversation": "none", "input": [message("open the door")]}}):
            await talk.send("conversation.item.create", item=message("open the door"))
            await talk.send("response.create", event_id="mine", **event)
            assert (await talk.until("error")).error.event_id == "mine"
        await talk.send("session.update", session={"type": "realtime"})
        assert (await talk.until("error")).error.param == "session.type"
    assert not fakes.agent.requests
    assert not fakes.llm.requests


async def test_a_process_that_only_hears_has_such_sessions(serve: Serve) -> None:
    door = await serve(without=("agent", "llm", "tts"))
    async with door.session.ws_connect(f"{door.url}/v1/realtime?intent=transcription") as socket:
        assert (await socket.receive_json())["session"]["type"] == "transcription"


async def test_a_session_may_begin_to_only_hear(talk: Talk, fakes: FakeServices) -> None:
    await talk.send("session.update", session={"type": "transcription"})
    assert (await talk.until("session.updated")).session.type == "transcription"
    await talk.send("response.create")
    await talk.until("error")
    assert not fakes.agent.requests


@pytest.mark.parametrize("name", ["whisper-1", "gpt-4o-transcribe", "org/hearing-small"])
async def test_the_name_of_a_recognizer_asks_for_such_a_session(client: AsyncOpenAI, name: str) -> None:
    async with client.realtime.connect(model=name) as connection:
        created = (await Talk(connection).until("session.created")).session
        assert (created.type, created.audio.input.transcription.model) == ("transcription", name)


@pytest.mark.parametrize("name", ["Morgan", "auto", "small", "home", "home/small"])
async def test_a_model_is_named_as_elsewhere(door: Door, fakes: FakeServices, name: str) -> None:
    fakes.llm.models = (ModelInfo("home/small"),)
    async with official_client(door) as client, client.realtime.connect(model=name) as connection:
        talk = Talk(connection)
        await talk.until("session.created")
        await talk.send("session.update", session={"type": "realtime", "output_modalities": ["text"]})
        await ask(talk, "hello")
        done: Any = await talk.until("response.done")
        assert done.response.status == "completed"
    assert bool(fakes.agent.requests) is (name in {"Morgan", "auto"})
