"""Two satellites in two rooms, at once: each acts on its own room and speaks its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.recordings import Recordings
from tests.home_assistant.satellite import Satellite

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
        Satellite.run("Kitchen satellite", "Kitchen") as kitchen,
        Satellite.run("Office satellite", "Office") as office,
        home_assistant.added(kitchen.port),
        home_assistant.added(office.port),
    ):
        yield Rooms(kitchen, office)


async def test_two_rooms_at_once_do_not_mix(
    home_assistant: HomeAssistant, rooms: Rooms, recordings: Recordings
) -> None:
    await home_assistant.act("light", "turn_off", "light.bed_light")
    await home_assistant.act("light", "turn_on", "light.standing_light")
    question, command = (
        await recordings.of("turn Bed Light on"),
        await recordings.of("turn off lights in the Office"),
    )
    kitchen, office = await asyncio.gather(rooms.kitchen.say(question), rooms.office.say(command))
    assert (kitchen.error, office.error) == (None, None)
    assert "bed" in (kitchen.transcript or "").lower()
    assert "office" in (office.transcript or "").lower()
    assert await home_assistant.state("light.bed_light") == "on"
    assert await home_assistant.state("light.standing_light") == "off"
    assert kitchen.seconds > 0.5
    assert office.seconds > 0.5


async def test_the_lights_are_those_of_the_room_one_speaks_in(
    home_assistant: HomeAssistant, rooms: Rooms, recordings: Recordings
) -> None:
    for light in ("light.kitchen_lights", "light.standing_light", "light.bed_light"):
        await home_assistant.act("light", "turn_off", light)
    heard = await rooms.office.say(await recordings.of("turn on the lights"))
    assert heard.error is None
    assert await home_assistant.state("light.standing_light") == "on"
    assert await home_assistant.state("light.kitchen_lights") == "off"
    assert await home_assistant.state("light.bed_light") == "off"
