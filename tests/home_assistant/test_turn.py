"""A person speaks, the home changes, and Morgan answers: through Home Assistant's own pipeline."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info

from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import COMMAND, QUESTION, Recordings
from tests.home_assistant.turn import Turn, ask, speak

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DOOR = "cover.sliding_door"


@pytest.fixture
async def command(recordings: Recordings) -> bytes:
    return await recordings.of(COMMAND)


def loudest(turn: Turn) -> int:
    pcm = memoryview(turn.spoken.pcm).cast("h")
    return max(abs(sample) for sample in pcm)


async def test_a_spoken_command_changes_the_home_and_is_answered_aloud(
    home_assistant: HomeAssistant, pipeline: str, command: bytes
) -> None:
    await home_assistant.act("cover", "close_cover", DOOR)
    turn = await speak(home_assistant.client, pipeline, command)
    assert await home_assistant.state(DOOR) == "open"
    assert turn.response["response_type"] == "action_done"
    assert "open" in turn.reply.lower()
    assert turn.spoken.seconds > 0.5
    assert loudest(turn) > 1000


async def test_morgan_ends_the_listening_and_not_home_assistants_own_detector(
    home_assistant: HomeAssistant, pipeline: str, command: bytes
) -> None:
    turn = await speak(home_assistant.client, pipeline, command)
    assert turn.heard
    assert not turn.has("stt-vad-end")


async def test_a_spoken_question_is_answered(
    home_assistant: HomeAssistant, pipeline: str, recordings: Recordings
) -> None:
    turn = await speak(home_assistant.client, pipeline, await recordings.of(QUESTION))
    assert turn.response["response_type"] == "action_done"
    assert str(datetime.now(UTC).year) in turn.reply
    assert turn.spoken.seconds > 0.5


async def test_the_time_is_told(home_assistant: HomeAssistant, pipeline: str) -> None:
    turn = await ask(home_assistant.client, pipeline, "what time is it")
    assert turn.response["response_type"] == "action_done"
    assert re.search(r"\d:\d\d", turn.reply), turn.reply


async def test_a_sentence_that_nothing_understands_gets_a_polite_answer(
    home_assistant: HomeAssistant, pipeline: str
) -> None:
    turn = await ask(home_assistant.client, pipeline, "paint the moon in stripes")
    assert turn.response["response_type"] == "error"
    assert turn.response["data"]["code"] in {"no_intent_match", "failed_to_handle"}
    assert "sorry" in turn.reply.lower()


async def test_a_poll_of_the_services_never_disturbs_a_turn(
    home_assistant: HomeAssistant, morgan: Morgan, pipeline: str, command: bytes
) -> None:
    async def poll() -> int:
        answered = 0
        while not turning.done():
            async with AsyncTcpClient("127.0.0.1", morgan.wyoming_port) as client:
                await client.write_event(Describe().event())
                event = await client.read_event()
                assert event is not None
                assert Info.is_type(event.type)
            answered += 1
            await asyncio.sleep(0.05)
        return answered

    await home_assistant.act("cover", "close_cover", DOOR)
    turning = asyncio.create_task(speak(home_assistant.client, pipeline, command))
    polls, turn = await asyncio.gather(poll(), turning)
    assert polls > 10
    assert turn.response["response_type"] == "action_done"
    assert await home_assistant.state(DOOR) == "open"


async def test_home_assistant_asks_again_what_morgan_offers(
    home_assistant: HomeAssistant, entry: Entry
) -> None:
    await home_assistant.client.call(
        "call_service",
        domain="homeassistant",
        service="reload_config_entry",
        service_data={"entry_id": entry.id},
    )
    entries = await home_assistant.client.call("config_entries/get", domain="wyoming")
    assert [(wyoming["entry_id"], wyoming["state"]) for wyoming in entries] == [(entry.id, "loaded")]
