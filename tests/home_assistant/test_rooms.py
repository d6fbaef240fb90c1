"""Two satellites in two rooms, at once: each acts on its own room and speaks its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.recordings import COMMAND, QUESTION, Recordings
from tests.home_assistant.satellite import Satellite
from tests.home_assistant.turn import ask

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, slots=True)
class Rooms:
    kitchen: Satellite
    office: Satellite


@pytest_asyncio.fixture(loop_scope="session")
async def rooms(home_assistant: HomeAssistant, pipeline: str) -> AsyncIterator[Rooms]:
    """Two satellites that Home Assistant knows, each in its area; their pipeline is the preferred one."""
    del pipeline
    async with (
        Satellite.run("Kitchen") as kitchen,
        Satellite.run("Office") as office,
        home_assistant.added(kitchen.port),
        home_assistant.added(office.port),
    ):
        yield Rooms(kitchen, office)


async def test_two_rooms_at_once_do_not_mix(
    home_assistant: HomeAssistant, rooms: Rooms, recordings: Recordings
) -> None:
    await home_assistant.act("cover", "close_cover", "cover.sliding_door")
    question, command = await recordings.of(QUESTION), await recordings.of(COMMAND)
    kitchen, office = await asyncio.gather(rooms.kitchen.say(question), rooms.office.say(command))
    assert (kitchen.error, kitchen.transcript) == (None, QUESTION)
    assert (office.error, office.transcript) == (None, COMMAND)
    assert await home_assistant.state("cover.sliding_door") == "open"
    assert kitchen.seconds > 0.5
    assert office.seconds > 0.5
    assert kitchen.audio != office.audio


LIGHTS = {"light.kitchen_lights", "light.standing_light", "light.bed_light"}


@pytest.mark.recordings
@pytest.mark.usefixtures("speech_dir")
@pytest.mark.parametrize(
    ("room", "light"), [("Kitchen", "light.kitchen_lights"), ("Office", "light.standing_light")]
)
async def test_the_lights_are_those_of_the_room_one_speaks_in(
    home_assistant: HomeAssistant, rooms: Rooms, recordings: Recordings, room: str, light: str
) -> None:
    for lamp in LIGHTS:
        await home_assistant.act("light", "turn_off", lamp)
    satellite = rooms.kitchen if room == "Kitchen" else rooms.office
    heard = await satellite.say(await recordings.of("turn on the lights"))
    assert heard.error is None
    assert {lamp for lamp in LIGHTS if await home_assistant.state(lamp) == "on"} == {light}


async def test_where_nobody_knows_the_room_morgan_asks_instead_of_acting_on_the_whole_house(
    home_assistant: HomeAssistant, pipeline: str
) -> None:
    for lamp in LIGHTS:
        await home_assistant.act("light", "turn_off", lamp)
    turn = await ask(home_assistant.client, pipeline, "turn on the lights")
    assert "room" in turn.reply.lower()
    assert not [lamp for lamp in LIGHTS if await home_assistant.state(lamp) == "on"]
