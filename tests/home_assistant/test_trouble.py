"""Morgan goes away and comes back; Home Assistant says so at once and goes on."""

from __future__ import annotations

import asyncio

import pytest

from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import COMMAND, Recordings
from tests.home_assistant.turn import speak

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DOOR = "cover.sliding_door"
SPOKEN_WITHIN_SECONDS = 60.0
REPORTED_WITHIN_SECONDS = 30.0


def poll_failed(morgan: Morgan) -> str:
    """Every 30 s Home Assistant asks a Wyoming service what it offers, and complains if nobody answers."""
    return rf"Error fetching \S+:{morgan.wyoming_port} data"


async def obeyed(home_assistant: HomeAssistant, pipeline: str, command: bytes) -> None:
    await home_assistant.act("cover", "close_cover", DOOR)
    turn = await speak(home_assistant.client, pipeline, command)
    assert turn.response["response_type"] == "action_done", turn.events
    assert await home_assistant.state(DOOR) == "open"


async def test_the_turn_after_a_restart_works(
    home_assistant: HomeAssistant, morgan: Morgan, pipeline: str, recordings: Recordings
) -> None:
    command = await recordings.of(COMMAND)
    with home_assistant.expecting(poll_failed(morgan)):
        await morgan.stop()
        await morgan.start()
    await obeyed(home_assistant, pipeline, command)


async def test_a_morgan_killed_in_a_turn_is_reported_and_the_next_turn_works(
    home_assistant: HomeAssistant, morgan: Morgan, pipeline: str, recordings: Recordings
) -> None:
    command = await recordings.of(COMMAND)
    with home_assistant.expecting(poll_failed(morgan), "Error processing audio stream"):
        midway = asyncio.Event()
        turning = asyncio.create_task(speak(home_assistant.client, pipeline, command, midway=midway))
        await asyncio.wait_for(midway.wait(), SPOKEN_WITHIN_SECONDS)
        await morgan.kill()
        async with asyncio.timeout(REPORTED_WITHIN_SECONDS):
            turn = await turning
        assert turn.data("error")["code"] == "stt-stream-failed"
        await morgan.start()
    await obeyed(home_assistant, pipeline, command)
