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
REPORTED_WITHIN_SECONDS = 10.0


async def obeyed(home_assistant: HomeAssistant, pipeline: str, command: bytes) -> None:
    await home_assistant.act("cover", "close_cover", DOOR)
    turn = await speak(home_assistant.client, pipeline, command)
    assert turn.response["response_type"] == "action_done", turn.events
    assert await home_assistant.state(DOOR) == "open"


async def test_the_turn_after_a_restart_works(
    home_assistant: HomeAssistant, morgan: Morgan, pipeline: str, recordings: Recordings
) -> None:
    command = await recordings.of(COMMAND)
    await morgan.stop()
    await morgan.start()
    await obeyed(home_assistant, pipeline, command)


async def test_a_morgan_killed_in_a_turn_is_reported_and_the_next_turn_works(
    home_assistant: HomeAssistant, morgan: Morgan, pipeline: str, recordings: Recordings
) -> None:
    command = await recordings.of(COMMAND)
    with home_assistant.in_trouble():
        turning = asyncio.create_task(speak(home_assistant.client, pipeline, command))
        await asyncio.sleep(0.8)  # in the middle of the words
        await morgan.kill()
        async with asyncio.timeout(REPORTED_WITHIN_SECONDS):
            turn = await turning
        assert turn.data("error")["code"] == "stt-stream-failed"
        await morgan.start()
    await obeyed(home_assistant, pipeline, command)
