"""Utterances, texts and wake words over a real WebSocket, with fakes behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from tests.fakes import Gate
from tests.fakes.audio import silence, tone
from tests.fakes.ear import END
from tests.fakes.wake_words import FakeWakeWords
from tests.http.conftest import Door, FakeServices, Serve
from tests.waiting import until
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.voice.contract import Sensitivity

TRANSCRIBE = {"type": "transcribe", "language": "en"}
SPEECH = tone(0.2)
END_OF_INPUT = {"type": "end"}


class VoiceClient:
    """The other end of a voice socket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, *pieces: dict[str, Any] | bytes) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                await self.socket.send_bytes(piece)
            else:
                await self.socket.send_json(piece)

    async def receive(self) -> dict[str, Any]:
        frame = await self.socket.receive(timeout=20)
        assert frame.type is WSMsgType.TEXT, frame
        message: dict[str, Any] = frame.json()
        return message

    async def audio(self) -> bytes:
        frame = await self.socket.receive(timeout=20)
        assert frame.type is WSMsgType.BINARY, frame
        pcm: bytes = frame.data
        return pcm

    async def until(self, kind: str) -> tuple[dict[str, Any], bytes]:
        """Return the message of a kind, and the audio before it."""
        pcm = b""
        while True:
            frame = await self.socket.receive(timeout=20)
            if frame.type is WSMsgType.BINARY:
                pcm += frame.data
                continue
            assert frame.type is WSMsgType.TEXT, frame
            if (message := frame.json())["type"] == kind:
                return message, pcm

    async def close_code(self) -> int | None:
        frame = await self.socket.receive(timeout=20)
        assert frame.type in {WSMsgType.CLOSE, WSMsgType.CLOSED}, frame
        return self.socket.close_code


def connected(door: Door) -> AbstractAsyncContextManager[VoiceClient]:
    @asynccontextmanager
    async def connect() -> AsyncIterator[VoiceClient]:
        async with door.session.ws_connect(door.url + "/api/voice") as socket:
            yield VoiceClient(socket)

    return connect()


@pytest.fixture
async def client(door: Door) -> AsyncIterator[VoiceClient]:
    async with connected(door) as client:
        yield client


@pytest.fixture
def wake() -> FakeWakeWords:
    return FakeWakeWords()


@pytest.fixture
async def listener(serve: Serve, wake: FakeWakeWords) -> AsyncIterator[VoiceClient]:
    """A client of a server that has wake words, for one stream at a time."""
    door = await serve(replaced={"wake": lambda: wake}, max_wake_streams=1)
    async with connected(door) as client:
        yield client


async def test_what_can_be_heard_and_said_is_described(
    serve: Serve, fakes: FakeServices, wake: FakeWakeWords
) -> None:
    fakes.readiness = Readiness([EngineKind.STT, EngineKind.TTS, "agent"])
    fakes.readiness.loaded(EngineKind.STT)
    door = await serve(replaced={"wake": lambda: wake})
    async with connected(door) as client:
        await client.send({"type": "describe"})
        about = await client.receive()
    assert about["type"] == "about"
    assert about["loading"] == ["tts"]
    assert about["stt"] == {"model": "org/hearing-small", "languages": ["en", "de"]}
    assert [voice["name"] for voice in about["tts"]["voices"]] == ["amy", "karl"]
    assert about["tts"]["voices"][1] == {
        "name": "karl",
        "description": "Karl, German",
        "languages": ["de-DE", "de"],
        "speakers": ["calm", "glad"],
    }
    assert about["wake"]["words"][0] == {
        "name": "okay_nabu",
        "phrase": "Okay Nabu",
        "description": "Okay Nabu",
        "languages": ["en", "de"],
    }


async def test_what_a_process_does_not_have_is_described_as_null_and_refused(serve: Serve) -> None:
    async with connected(await serve(without=("stt", "tts"))) as client:
        await client.send({"type": "describe"})
        about = await client.receive()
        assert (about["stt"], about["tts"], about["wake"]) == (None, None, None)
        for kind in ("transcribe", "synthesize", "detect"):
            await client.send({"type": kind})
            assert (await client.receive())["code"] == "engine-unavailable"


async def test_a_process_without_voice_has_no_voice_socket(serve: Serve) -> None:
    door = await serve(without=("stt", "tts", "vad"))
    with pytest.raises(WSServerHandshakeError, match="404"):
        await door.session.ws_connect(door.url + "/api/voice")


async def test_a_key_is_needed_here_as_elsewhere(serve: Serve) -> None:
    door = await serve(api_keys=("a long secret",))
    with pytest.raises(WSServerHandshakeError, match="401"):
        await door.session.ws_connect(door.url + "/api/voice")


async def test_a_page_of_another_site_is_refused(door: Door) -> None:
    with pytest.raises(WSServerHandshakeError, match="403"):
        await door.session.ws_connect(door.url + "/api/voice", headers={"Origin": "https://example.org"})


# Utterances


async def test_an_utterance_is_heard_to_its_end(client: VoiceClient, fakes: FakeServices) -> None:
    await client.send(
        {**TRANSCRIBE, "names": ["Moonbeam"], "terms": ["lumen"], "sensitivity": "aggressive"},
        SPEECH,
        END_OF_INPUT,
    )
    transcript = await client.receive()
    assert transcript == {
        "type": "transcript",
        "text": "turn on the kitchen light",
        "language": "en",
        "confidence": None,
        "timings": {"transcribe": 20.0},
    }
    [utterance] = fakes.stt.utterances
    assert utterance.pcm == SPEECH
    assert utterance.request.options.names == ("Moonbeam",)
    assert utterance.request.options.terms == ("lumen",)
    assert utterance.request.sensitivity is Sensitivity.AGGRESSIVE
    await until(lambda: fakes.turn_log.recent)
    assert fakes.turn_log.recent[0].outcome == "transcribed"


async def test_morgan_ends_an_utterance_itself_and_the_audio_after_it_is_dropped(
    client: VoiceClient, fakes: FakeServices
) -> None:
    await client.send(TRANSCRIBE, SPEECH, END)
    assert (await client.receive())["type"] == "transcript"
    await client.send(SPEECH, END_OF_INPUT, TRANSCRIBE, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"
    assert [utterance.pcm for utterance in fakes.stt.utterances] == [SPEECH + END, SPEECH]


async def test_a_client_may_end_its_utterances_alone(client: VoiceClient, fakes: FakeServices) -> None:
    await client.send({**TRANSCRIBE, "end_on_silence": False}, SPEECH, END, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"
    assert fakes.stt.utterances[0].pcm == SPEECH + END + SPEECH


async def test_the_words_so_far_come_while_the_audio_does(client: VoiceClient, fakes: FakeServices) -> None:
    fakes.stt.partials = ["turn on"]
    await client.send(TRANSCRIBE, SPEECH)
    assert await client.receive() == {
        "type": "partial",
        "stable": "turn on",
        "tentative": "",
        "language": None,
    }
    await client.send(END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"


async def test_audio_has_the_format_that_the_client_names(client: VoiceClient, fakes: FakeServices) -> None:
    stereo = AudioFormat(48_000, 2, 2)
    await client.send({**TRANSCRIBE, "rate": 48_000, "channels": 2}, tone(0.1, stereo), END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"
    assert fakes.stt.utterances[0].pushed[0].format == stereo


async def test_silence_has_an_empty_transcript(client: VoiceClient, fakes: FakeServices) -> None:
    await client.send(TRANSCRIBE, silence(0.2), END_OF_INPUT)
    assert (await client.receive())["text"] == ""
    await until(lambda: fakes.turn_log.recent)
    assert fakes.turn_log.recent[0].outcome == "no-speech"


@pytest.mark.parametrize("options", [{"language": "xx"}, {"rate": 1}], ids=["language", "rate"])
async def test_what_the_ear_refuses_is_said_and_the_socket_goes_on(
    client: VoiceClient, options: dict[str, Any]
) -> None:
    await client.send({**TRANSCRIBE, **options}, SPEECH, END_OF_INPUT)
    failed = await client.receive()
    assert (failed["type"], failed["code"], failed["retryable"]) == ("failed", "invalid-request", False)
    assert failed["message"]
    assert failed["hint"]
    await client.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"


async def test_an_utterance_that_fails_is_answered_once(client: VoiceClient, fakes: FakeServices) -> None:
    fakes.stt.error = EngineFailed("the engine crashed", hint="try again")
    await client.send(TRANSCRIBE, SPEECH, SPEECH, END_OF_INPUT)
    failed = await client.receive()
    assert (failed["code"], failed["retryable"]) == ("engine-failed", True)
    fakes.stt.error = None
    await client.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"


async def test_an_utterance_that_is_too_long_is_refused(client: VoiceClient, fakes: FakeServices) -> None:
    fakes.stt.max_bytes = len(SPEECH)
    await client.send(TRANSCRIBE, SPEECH, SPEECH)
    assert (await client.receive())["code"] == "too-large"


async def test_text_in_place_of_audio_is_refused(client: VoiceClient, fakes: FakeServices) -> None:
    await client.send(TRANSCRIBE, SPEECH, {"type": "text", "text": "hello"}, SPEECH, END_OF_INPUT)
    assert (await client.receive())["code"] == "invalid-request"
    await client.send(TRANSCRIBE, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"
    assert not fakes.stt.open_utterances


async def test_a_client_that_leaves_gives_its_utterance_up(door: Door, fakes: FakeServices) -> None:
    async with connected(door) as client:
        await client.send(TRANSCRIBE, SPEECH)
        await until(lambda: fakes.stt.open_utterances)
    await until(lambda: not fakes.stt.open_utterances)
    await until(lambda: fakes.turn_log.recent)
    assert fakes.turn_log.recent[0].outcome == "cancelled"


# Texts


async def test_a_text_is_spoken_while_it_arrives(client: VoiceClient, fakes: FakeServices) -> None:
    await client.send({"type": "synthesize"}, {"type": "text", "text": "Turned on"})
    assert await client.receive() == {"type": "audio", "rate": 22_050, "width": 2, "channels": 1}
    assert await client.audio() == fakes.tts.chunk
    assert await client.audio() == fakes.tts.chunk
    await client.send({"type": "text", "text": " the lamp."}, END_OF_INPUT)
    spoken, pcm = await client.until("spoken")
    assert pcm == fakes.tts.chunk * 2
    assert spoken["seconds"] == pytest.approx(0.4)
    assert spoken["timings"]["first_audio"] == 30.0
    assert fakes.tts.said == ["Turned on", " the lamp."]
    await until(lambda: fakes.turn_log.recent)
    assert fakes.turn_log.recent[0].outcome == "spoken"


async def test_a_voice_is_chosen_by_what_the_client_says(client: VoiceClient, fakes: FakeServices) -> None:
    for choice in ({"voice": "karl", "speaker": "glad", "speed": 1.5}, {"language": "de"}):
        await client.send({"type": "synthesize", **choice}, {"type": "text", "text": "Hallo"}, END_OF_INPUT)
        await client.until("spoken")
    first, second = fakes.tts.chosen
    assert (first.voice.name, first.options.speaker, first.options.speed) == ("karl", "glad", 1.5)
    assert second.voice.name == "karl"


async def test_a_text_in_which_nothing_can_be_said_has_a_format_and_no_audio(client: VoiceClient) -> None:
    await client.send({"type": "synthesize"}, {"type": "text", "text": " "}, END_OF_INPUT)
    assert (await client.receive())["type"] == "audio"
    assert (await client.receive())["seconds"] == 0


async def test_an_unknown_voice_is_refused_with_the_names_there_are(client: VoiceClient) -> None:
    await client.send({"type": "synthesize", "voice": "nobody"}, {"type": "text", "text": "a"}, END_OF_INPUT)
    failed = await client.receive()
    assert failed["code"] == "unknown-voice"
    assert "amy" in failed["hint"]


async def test_more_text_than_may_wait_is_refused(serve: Serve, fakes: FakeServices) -> None:
    fakes.tts.gate = Gate()
    async with connected(await serve(max_pending_text=10)) as client:
        await client.send({"type": "synthesize"}, {"type": "text", "text": "a"})
        await fakes.tts.gate.arrived.wait()
        await client.send({"type": "text", "text": "1234567890"}, {"type": "text", "text": "1"})
        failed, _ = await client.until("failed")
        assert failed["code"] == "too-large"


async def test_audio_in_place_of_text_is_refused(client: VoiceClient) -> None:
    await client.send({"type": "synthesize"}, SPEECH)
    assert (await client.receive())["code"] == "invalid-request"


async def test_a_mouth_that_fails_midway_is_reported_after_its_audio(
    client: VoiceClient, fakes: FakeServices
) -> None:
    fakes.tts.error, fakes.tts.error_after = EngineFailed("the engine crashed"), 1
    await client.send({"type": "synthesize"}, {"type": "text", "text": "a"}, END_OF_INPUT)
    failed, pcm = await client.until("failed")
    assert failed["code"] == "engine-failed"
    assert pcm == fakes.tts.chunk


async def test_a_bug_is_reported_without_its_details(client: VoiceClient, fakes: FakeServices) -> None:
    fakes.tts.error = ZeroDivisionError("a detail")
    await client.send({"type": "synthesize"}, {"type": "text", "text": "a"}, END_OF_INPUT)
    failed, _ = await client.until("failed")
    assert failed["code"] == "internal"
    assert "detail" not in failed["message"]


# Wake words


def loudness(peak: float) -> bytes:
    """Audio in which the fake hears the word of this loudness once."""
    return silence(0.16) + tone(0.08, peak=peak) + silence(0.08)


async def test_wake_words_are_reported_as_they_are_heard(listener: VoiceClient, wake: FakeWakeWords) -> None:
    await listener.send({"type": "detect", "words": ["hey_jarvis", "okay_nabu"]}, loudness(0.5))
    assert await listener.receive() == {
        "type": "detected",
        "word": "hey_jarvis",
        "at": 0.24,
        "probability": 0.9,
    }
    await listener.send(loudness(0.2), END_OF_INPUT)
    assert (await listener.receive())["word"] == "okay_nabu"
    assert await listener.receive() == {"type": "ended"}
    await until(lambda: not wake.open_streams)


async def test_without_a_name_the_default_words_are_listened_for(
    listener: VoiceClient, wake: FakeWakeWords
) -> None:
    await listener.send({"type": "detect"}, loudness(0.5), loudness(0.2))
    assert (await listener.receive())["word"] == "okay_nabu"
    assert wake.opened == [()]


async def test_an_unknown_wake_word_is_refused(listener: VoiceClient) -> None:
    await listener.send({"type": "detect", "words": ["hey_nobody"]}, loudness(0.5))
    assert (await listener.receive())["code"] == "unknown-model"


async def test_a_wake_word_engine_that_fails_is_reported_once(
    listener: VoiceClient, wake: FakeWakeWords
) -> None:
    wake.failure = EngineFailed("the engine crashed")
    await listener.send({"type": "detect"}, SPEECH, SPEECH)
    assert (await listener.receive())["code"] == "engine-failed"
    wake.failure = None
    await listener.send({"type": "detect"}, loudness(0.2))
    assert (await listener.receive())["type"] == "detected"


async def test_more_streams_than_the_bound_are_refused_and_leave_no_trace_of_turns(
    serve: Serve, fakes: FakeServices, wake: FakeWakeWords
) -> None:
    door = await serve(replaced={"wake": lambda: wake}, max_wake_streams=1)
    async with connected(door) as first, connected(door) as second:
        await first.send({"type": "detect"}, loudness(0.2))
        await first.receive()
        await second.send({"type": "detect"}, loudness(0.2))
        assert (await second.receive())["code"] == "busy"
    await until(lambda: not wake.open_streams)
    assert not fakes.turn_log.recent


# Bounds


async def test_more_work_than_the_bound_is_refused_and_can_be_tried_again(
    serve: Serve, fakes: FakeServices
) -> None:
    door = await serve(max_requests=1)
    async with connected(door) as first, connected(door) as second:
        await first.send(TRANSCRIBE, SPEECH)
        await until(lambda: fakes.stt.open_utterances)
        await second.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
        failed = await second.receive()
        assert (failed["code"], failed["retryable"]) == ("busy", True)
        await first.send(END_OF_INPUT)
        await first.receive()
        await second.send({"type": "synthesize"}, {"type": "text", "text": "a"}, END_OF_INPUT)
        await second.until("spoken")


async def test_work_that_takes_too_long_ends(serve: Serve, fakes: FakeServices) -> None:
    fakes.stt.gate = Gate()
    async with connected(await serve(voice_seconds=0.05)) as client:
        await client.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
        assert (await client.receive())["code"] == "timeout"
    assert fakes.stt.gate.given_up.is_set()


async def test_a_client_that_sends_nothing_more_is_let_go(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(idle_seconds=0.05)
    async with connected(door) as idle, connected(door) as silent:
        assert await idle.close_code() == 4008
        await silent.send(TRANSCRIBE, SPEECH)
        assert await silent.close_code() == 4008
    await until(lambda: not fakes.stt.open_utterances)


async def test_a_client_that_waits_for_morgan_is_not_idle(serve: Serve, fakes: FakeServices) -> None:
    fakes.stt.gate = gate = Gate()
    async with connected(await serve(idle_seconds=0.02)) as client:
        await client.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
        await gate.arrived.wait()
        await asyncio.sleep(0.1)
        gate.opened.set()
        assert (await client.receive())["type"] == "transcript"


async def test_a_frame_above_the_bound_ends_the_socket(serve: Serve) -> None:
    async with connected(await serve(max_json_bytes=1024)) as client:
        await client.send(TRANSCRIBE, bytes(2000))
        assert await client.close_code() == 1009


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"type": "text"}', '{"type": "detect", "words": "okay_nabu"}'],
)
async def test_a_message_that_cannot_be_read_ends_the_socket(client: VoiceClient, text: str) -> None:
    await client.socket.send_str(text)
    assert await client.close_code() == 4000


async def test_a_message_of_a_later_version_is_ignored(client: VoiceClient) -> None:
    await client.send({"type": "sing"}, {**TRANSCRIBE, "mood": "glad"}, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"


async def test_work_before_the_end_of_other_work_ends_the_socket(client: VoiceClient) -> None:
    await client.send(TRANSCRIBE, SPEECH, {"type": "synthesize"})
    assert await client.close_code() == 4000


async def test_what_comes_before_any_work_is_dropped(client: VoiceClient) -> None:
    await client.send(SPEECH, {"type": "text", "text": "a"}, END_OF_INPUT, TRANSCRIBE, SPEECH, END_OF_INPUT)
    assert (await client.receive())["type"] == "transcript"


async def test_a_server_that_stops_finishes_what_runs_and_closes_the_sockets(
    serve: Serve, fakes: FakeServices
) -> None:
    fakes.stt.gate = gate = Gate()
    door = await serve()
    async with connected(door) as busy, connected(door) as idle:
        await busy.send(TRANSCRIBE, SPEECH, END_OF_INPUT)
        await gate.arrived.wait()
        await idle.send({"type": "synthesize"}, {"type": "text", "text": "Hello."}, END_OF_INPUT)
        await idle.until("spoken")
        stopping = asyncio.create_task(door.server.stop(20))
        await idle.send({"type": "synthesize"})
        assert (await idle.receive())["code"] == "shutting-down"
        gate.opened.set()
        assert (await busy.receive())["type"] == "transcript"
        assert await idle.close_code() == 1001
        await stopping
