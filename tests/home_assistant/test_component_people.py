"""The component for several people in several rooms, and through restarts, with the real Morgan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from tests.home_assistant.client import Client
from tests.home_assistant.component import answer, ask, ask_as, set_up, speech
from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.people import person
from tests.home_assistant.recordings import Recordings
from tests.home_assistant.satellite import Satellite
from tests.home_assistant.turn import speak

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

KEY, ANOTHER_KEY = "key of these tests", "another key"
LIGHT = "light.bed_light"
LIGHTS = {"light.kitchen_lights", "light.standing_light", LIGHT}
BACK_WITHIN_SECONDS = 90.0
"""A start on a busy machine, and the longest pause before the component tries again."""
_POLL_SECONDS = 0.3


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keyed_morgan(
    home_assistant: HomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Morgan]:
    """A Morgan of its own, which wants a key, and which nobody else links a home to."""
    del home_assistant  # it is there first
    async with Morgan.run(
        tmp_path_factory.mktemp("morgan-of-people"), MORGAN_CORE__HTTP__API_KEYS=f'["{KEY}"]'
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agent(home_assistant: HomeAssistant, keyed_morgan: Morgan) -> AsyncIterator[str]:
    """The conversation entity of an entry for it, which leaves nothing behind, whatever happened to it."""
    url = f"http://127.0.0.1:{keyed_morgan.http_port}"
    async with set_up(home_assistant, url, KEY) as entity_id:
        await until_available(home_assistant, entity_id)
        yield entity_id


@dataclass(frozen=True, slots=True)
class People:
    """Two users of Home Assistant, each logged in."""

    alice: Client
    bob: Client


@pytest_asyncio.fixture(loop_scope="session")
async def people(home_assistant: HomeAssistant) -> AsyncIterator[People]:
    async with (
        person(home_assistant, "Alice") as her_token,
        person(home_assistant, "Bob") as his_token,
        Client.connect(home_assistant.url, her_token) as alice,
        Client.connect(home_assistant.url, his_token) as bob,
    ):
        yield People(alice, bob)


async def test_two_users_have_two_memories(agent: str, people: People) -> None:
    await ask_as(people.alice, agent, "remember that the blue suitcase is in the attic")
    await ask_as(people.bob, agent, "remember that the green ladder is in the shed")
    question = "what do you remember about the {}"
    assert "attic" in speech(await ask_as(people.alice, agent, question.format("blue suitcase")))
    assert "attic" not in speech(await ask_as(people.bob, agent, question.format("blue suitcase")))
    assert "shed" in speech(await ask_as(people.bob, agent, question.format("green ladder")))
    assert "shed" not in speech(await ask_as(people.alice, agent, question.format("green ladder")))


async def test_the_conversation_of_one_user_is_not_continued_by_another(
    home_assistant: HomeAssistant, agent: str, people: People
) -> None:
    await home_assistant.act("light", "turn_off", LIGHT)
    hers = await ask_as(people.alice, agent, "turn on the bed light")
    assert await home_assistant.state(LIGHT) == "on"
    number = hers["conversation_id"]
    his = await ask_as(people.bob, agent, "and turn it off", conversation_id=number)
    assert his["response"]["response_type"] == "error"
    assert "bed light" not in speech(his).lower()
    assert await home_assistant.state(LIGHT) == "on"
    await ask_as(people.alice, agent, "and turn it off", conversation_id=number)
    assert await home_assistant.state(LIGHT) == "off"


@pytest_asyncio.fixture(loop_scope="session")
async def pipeline_of_the_agent(
    home_assistant: HomeAssistant, entry: Entry, agent: str
) -> AsyncIterator[str]:
    """The preferred pipeline: it hears and speaks over Wyoming, and asks the component's agent."""
    async with home_assistant.assistant(
        replace(entry, entities={**entry.entities, "conversation": agent})
    ) as pipeline:
        yield pipeline


@pytest.mark.recordings
@pytest.mark.usefixtures("speech_dir", "pipeline_of_the_agent")
async def test_the_lights_are_those_of_the_room_that_home_assistant_says_a_satellite_is_in(
    home_assistant: HomeAssistant, recordings: Recordings
) -> None:
    command = await recordings.of("turn on the lights")
    async with (
        Satellite.run("Kitchen") as first,
        Satellite.run("Office") as second,
        home_assistant.added(first.port) as one,
        home_assistant.added(second.port) as other,
    ):
        # Not the rooms that Morgan's own configuration has for satellites of these names.
        await move(home_assistant, one, "Office")
        await move(home_assistant, other, "Kitchen")
        await asyncio.sleep(1)
        for satellite, light in ((first, "light.standing_light"), (second, "light.kitchen_lights")):
            for lamp in LIGHTS:
                await home_assistant.act("light", "turn_off", lamp)
            heard = await satellite.say(command)
            assert heard.error is None
            assert {lamp for lamp in LIGHTS if await home_assistant.state(lamp) == "on"} == {light}


async def test_a_light_that_is_renamed_in_home_assistant_is_heard_under_its_new_name(
    home_assistant: HomeAssistant, keyed_morgan: Morgan, agent: str, recordings: Recordings
) -> None:
    command = await recordings.of("turn on the purple lantern")
    update = "config/entity_registry/update"
    async with (
        home_assistant.added(keyed_morgan.wyoming_port) as ears,
        home_assistant.assistant(
            replace(ears, entities={**ears.entities, "conversation": agent})
        ) as pipeline,
    ):
        await home_assistant.act("light", "turn_off", LIGHT)
        before = await speak(home_assistant.client, pipeline, command)
        assert await home_assistant.state(LIGHT) == "off", before.events
        await home_assistant.client.call(update, entity_id=LIGHT, name="Purple Lantern")
        try:
            async with asyncio.timeout(BACK_WITHIN_SECONDS):
                while await home_assistant.state(LIGHT) != "on":
                    turn = await speak(home_assistant.client, pipeline, command)
            assert "purple lantern" in turn.heard.lower()
        finally:
            await home_assistant.client.call(update, entity_id=LIGHT, name=None)


async def test_a_key_that_is_changed_in_morgan_is_asked_for_and_mends_the_link(
    home_assistant: HomeAssistant, keyed_morgan: Morgan, agent: str
) -> None:
    await keyed_morgan.restart(MORGAN_CORE__HTTP__API_KEYS=f'["{ANOTHER_KEY}"]')
    flow = await reauthentication(home_assistant)
    assert await home_assistant.state(agent) == "unavailable"
    await answer(home_assistant, flow, next_step_id="api_key")
    refused = await answer(home_assistant, flow, api_key=KEY)
    assert refused["errors"] == {"base": "invalid_auth"}
    mended = await answer(home_assistant, flow, api_key=ANOTHER_KEY)
    assert mended["reason"] == "reauth_successful"
    await until_available(home_assistant, agent)
    await home_assistant.act("light", "turn_off", LIGHT)
    await ask(home_assistant, agent, "turn on the bed light")
    assert await home_assistant.state(LIGHT) == "on"


async def test_names_and_memory_outlive_a_restart_of_both(
    home_assistant: HomeAssistant, keyed_morgan: Morgan, agent: str
) -> None:
    await ask(home_assistant, agent, "remember that the spare key is under the flower pot")
    update = "config/entity_registry/update"
    # An alias, because a template takes a name of the registry for its own when it starts.
    await home_assistant.client.call(update, entity_id=LIGHT, aliases=[None, "Harbour Lamp"])
    try:
        await asyncio.gather(home_assistant.restart(), keyed_morgan.restart())
        await until_available(home_assistant, agent)
        await home_assistant.act("light", "turn_off", LIGHT)
        await ask(home_assistant, agent, "turn on the harbour lamp")
        assert await home_assistant.state(LIGHT) == "on"
        reply = await ask(home_assistant, agent, "what do you remember about the spare key")
        assert "flower pot" in speech(reply)
    finally:
        await home_assistant.client.call(update, entity_id=LIGHT, aliases=[None])


async def until_available(home_assistant: HomeAssistant, agent: str) -> None:
    """Wait until Home Assistant shows the agent as available."""
    async with asyncio.timeout(BACK_WITHIN_SECONDS):
        while True:
            if await home_assistant.state(agent) != "unavailable":
                return
            await asyncio.sleep(_POLL_SECONDS)


async def reauthentication(home_assistant: HomeAssistant) -> dict[str, Any]:
    """Wait until Home Assistant asks for another key of a Morgan; return the flow."""
    async with asyncio.timeout(BACK_WITHIN_SECONDS):
        while True:
            flows = await home_assistant.client.call("config_entries/flow/progress")
            for flow in flows:
                if flow["handler"] == "morgan" and flow["context"]["source"] == "reauth":
                    return dict(flow)
            await asyncio.sleep(_POLL_SECONDS)


async def move(home_assistant: HomeAssistant, entry: Entry, room: str) -> None:
    """Put the device of an entry into a room."""
    areas = await home_assistant.client.call("config/area_registry/list")
    area_id = next(area["area_id"] for area in areas if area["name"] == room)
    await home_assistant.client.call(
        "config/device_registry/update", device_id=entry.devices[0], area_id=area_id
    )
