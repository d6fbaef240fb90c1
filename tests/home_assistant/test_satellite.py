"""The program that satellites in rooms run: it is woken, it hears, the home changes, the speaker answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.lane.satellite import satellite
from tests.home_assistant.recordings import Recordings
from tests.home_assistant.wyoming_satellite import WyomingSatellite
from wyoming_morgan.audio import AudioChunk, to_samples

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

LIGHTS = {"light.kitchen_lights", "light.standing_light", "light.bed_light"}


@pytest.fixture(scope="session")
def program(hass_environment: Environment) -> Environment:
    del hass_environment  # installed with it
    program = satellite()
    if not program.ready:
        pytest.fail(f"{program.folder} is missing. Run: python -m tests.home_assistant.lane", pytrace=False)
    return program


@pytest_asyncio.fixture(loop_scope="session")
async def in_the_kitchen(
    home_assistant: HomeAssistant, pipeline: str, program: Environment, tmp_path: Path
) -> AsyncIterator[WyomingSatellite]:
    """A satellite that Home Assistant knows; its pipeline is the preferred one."""
    del pipeline
    for light in LIGHTS:
        await home_assistant.act("light", "turn_off", light)
    async with (
        WyomingSatellite.run(program, tmp_path, area="Kitchen") as running,
        home_assistant.added(running.port),
    ):
        yield running


async def lit(home_assistant: HomeAssistant) -> set[str]:
    return {light for light in LIGHTS if await home_assistant.state(light) == "on"}


def audible(reply: AudioChunk) -> bool:
    return reply.seconds > 0.5 and abs(to_samples(reply.pcm)).max() > 0.05


async def test_a_command_after_the_wake_word_changes_a_light_and_the_speaker_answers(
    home_assistant: HomeAssistant, in_the_kitchen: WyomingSatellite, recordings: Recordings
) -> None:
    reply = await in_the_kitchen.say(await recordings.of("turn on the Bed Light"))
    assert await lit(home_assistant) == {"light.bed_light"}
    assert audible(reply)


@pytest.mark.recordings
@pytest.mark.usefixtures("speech_dir")
async def test_the_lights_of_its_own_room_are_turned_on(
    home_assistant: HomeAssistant, in_the_kitchen: WyomingSatellite, recordings: Recordings
) -> None:
    reply = await in_the_kitchen.say(await recordings.of("turn on the lights"))
    assert await lit(home_assistant) == {"light.kitchen_lights"}
    assert audible(reply)
