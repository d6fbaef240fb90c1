"""A spoken turn through the component alone: the pipeline that it makes, and nothing over Wyoming."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.fakes.chat_server import RawChatServer, delta
from tests.home_assistant.component import configured, entities, set_up
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import COMMAND, SPEECH_FOLDER, Recordings
from tests.home_assistant.turn import speak
from wyoming_morgan.audio import SPEECH, decode
from wyoming_morgan.engines.registry import missing
from wyoming_morgan.engines.wake import microwakeword, openwakeword

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DOOR = "cover.sliding_door"
PIPELINES = "assist_pipeline/pipeline/list"
FIRST = (
    "Once upon a time there was a lighthouse at the end of the world. Its keeper was old, and so was his "
    "cat. Every evening he climbed the stairs, and every evening the cat came along. They looked at the sea "
    "together, and neither of them ever said a word. "
)
LAST = "And then the cat spoke."
_WAIT_SECONDS = 60.0
_CHUNK_BYTES = 2048


@pytest.fixture
def permission() -> asyncio.Event:
    """Set when the language model may tell the end."""
    return asyncio.Event()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story_teller() -> AsyncIterator[RawChatServer]:
    """A language model that answers what the grammar does not."""
    server = RawChatServer()
    async with server.serving():
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def voiced_morgan(
    home_assistant: HomeAssistant, story_teller: RawChatServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Morgan]:
    """A Morgan that knows no names but those that it is told."""
    del home_assistant  # it is there first
    options = {"base_url": f"http://127.0.0.1:{story_teller.port}/v1"}
    backends = {"story": {"engine": "openai", "engines": {"openai": options}}}
    async with Morgan.run(
        tmp_path_factory.mktemp("voiced-morgan"),
        MORGAN_CORE__HOME__AREAS="[]",
        MORGAN_CORE__HOME__ENTITIES="[]",
        MORGAN_LLM__BACKENDS=json.dumps(backends),
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def assistant(home_assistant: HomeAssistant, voiced_morgan: Morgan) -> AsyncIterator[dict[str, Any]]:
    """The pipeline that the set-up makes and prefers; it goes with the entry, and the one before is back."""
    before = await home_assistant.client.call(PIPELINES)
    url = f"http://127.0.0.1:{voiced_morgan.http_port}"
    async with set_up(home_assistant, url, "", make=True):
        yield await preferred(home_assistant, unlike=before["preferred_pipeline"])
    assert await home_assistant.client.call(PIPELINES) == before


async def preferred(home_assistant: HomeAssistant, *, unlike: str) -> dict[str, Any]:
    """Wait until another pipeline is preferred, and return it."""
    async with asyncio.timeout(_WAIT_SECONDS):
        while True:
            listed = await home_assistant.client.call(PIPELINES)
            if listed["preferred_pipeline"] != unlike:
                [pipeline] = [one for one in listed["pipelines"] if one["id"] == listed["preferred_pipeline"]]
                return dict(pipeline)
            await asyncio.sleep(0.1)


async def test_the_set_up_makes_a_pipeline_of_morgan_alone(
    home_assistant: HomeAssistant, assistant: dict[str, Any]
) -> None:
    mine = await entities(home_assistant, await configured(home_assistant))
    assert assistant["language"] == "en"
    assert assistant["conversation_engine"] == mine["conversation"]
    assert assistant["stt_engine"] == mine["stt"]
    assert assistant["tts_engine"] == mine["tts"]
    assert assistant["wake_word_entity"] == mine.get("wake_word")
    assert assistant["prefer_local_intents"] is False


async def test_a_recorded_command_with_names_of_home_assistant_is_heard_done_and_answered_aloud(
    home_assistant: HomeAssistant, voiced_morgan: Morgan, assistant: dict[str, Any]
) -> None:
    recording = await Recordings(SPEECH_FOLDER, voiced_morgan).of(COMMAND)
    await home_assistant.act("cover", "close_cover", DOOR)
    async with asyncio.timeout(_WAIT_SECONDS):
        turn = await speak(home_assistant.client, assistant["id"], recording)
        # Its recognizer learns the names of a home only once that is quiet.
        while await home_assistant.state(DOOR) != "open":
            turn = await speak(home_assistant.client, assistant["id"], recording)
    assert not turn.has("stt-vad-end")
    assert turn.response["response_type"] == "action_done"
    assert turn.spoken.seconds > 0.5
    assert max(abs(sample) for sample in memoryview(turn.spoken.pcm).cast("h")) > 1000


async def test_a_story_is_heard_before_its_end_is_written(
    home_assistant: HomeAssistant,
    story_teller: RawChatServer,
    assistant: dict[str, Any],
    permission: asyncio.Event,
) -> None:
    words = [f"{word} " for word in FIRST.split()]
    story_teller.chunks = [
        delta(role="assistant", content=""),
        *(delta(content=word) for word in words),
        permission,
        delta(content=LAST),
        delta("stop"),
    ]
    heard = bytearray()
    async with (
        asyncio.timeout(_WAIT_SECONDS),
        home_assistant.client.subscription(
            "assist_pipeline/run",
            start_stage="intent",
            end_stage="tts",
            input={"text": "tell me a story about a lighthouse"},
            pipeline=assistant["id"],
        ) as answers,
    ):
        await answers.result()
        url = ""
        async for event in events(answers):
            if event["type"] == "run-start":
                url = event["data"]["tts_output"]["url"]
            assert event["type"] != "intent-end", f"it was whole before any of it was heard: {event}"
            if event["type"] == "intent-progress" and event["data"].get("tts_start_streaming"):
                break
        async with home_assistant.client.download(url) as response:
            async for piece in response.content.iter_any():
                heard += piece
                permission.set()  # the end is written once something was heard
        async for event in events(answers):
            if event["type"] == "intent-end":
                speech = event["data"]["intent_output"]["response"]["speech"]["plain"]["speech"]
                assert LAST in speech
                break
    assert decode(bytes(heard), target=SPEECH, limit_seconds=120).seconds > 10


@pytest.mark.skipif(
    bool(missing(microwakeword.SPEC) and missing(openwakeword.SPEC)),
    reason="no engine of wake words is installed",
)
async def test_a_wake_word_is_heard(
    home_assistant: HomeAssistant, voiced_morgan: Morgan, assistant: dict[str, Any]
) -> None:
    choice = {"voice": "en-GB-x-gbclan", "speaker": "m3"}
    word = decode(await voiced_morgan.say("Okay nabu.", **choice), target=SPEECH, limit_seconds=10).pcm
    audio = bytes(SPEECH.size(0.5)) + word
    async with (
        asyncio.timeout(_WAIT_SECONDS),
        home_assistant.client.subscription(
            "assist_pipeline/run",
            start_stage="wake_word",
            end_stage="tts",
            input={"sample_rate": SPEECH.rate, "timeout": 30},
            pipeline=assistant["id"],
        ) as answers,
    ):
        await answers.result()
        microphone: asyncio.Task[None] | None = None
        try:
            async for event in events(answers):
                if event["type"] == "run-start":
                    handler = event["data"]["runner_data"]["stt_binary_handler_id"]
                    microphone = asyncio.create_task(listen(home_assistant, handler, audio))
                if event["type"] == "wake_word-end":
                    assert event["data"]["wake_word_output"]["wake_word_id"] == "okay_nabu"
                    return
        finally:
            if microphone is not None:
                microphone.cancel()
                await asyncio.gather(microphone, return_exceptions=True)
                with contextlib.suppress(ConnectionError):
                    await home_assistant.client.send_audio(handler, b"")


async def listen(home_assistant: HomeAssistant, handler: int, audio: bytes) -> None:
    """Send audio as a microphone does, and then silence."""
    sent = 0
    while True:
        await home_assistant.client.send_audio(
            handler, audio[sent : sent + _CHUNK_BYTES].ljust(_CHUNK_BYTES, b"\0")
        )
        sent += _CHUNK_BYTES
        await asyncio.sleep(SPEECH.seconds(_CHUNK_BYTES))


async def events(answers: Any) -> AsyncIterator[dict[str, Any]]:
    """Give the events of a run."""
    while True:
        event = await answers.event()
        assert event["type"] != "error", event
        yield event
