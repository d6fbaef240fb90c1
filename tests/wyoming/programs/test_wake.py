from __future__ import annotations

import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.info import Describe, Info, SelectProgram
from wyoming.wake import Detect

from tests.fakes import silence, tone
from tests.waiting import until
from tests.wyoming.conftest import NO_DETECTION, Client, Running, Serve
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.errors import EngineFailed

NABU, JARVIS = tone(0.4, peak=0.2), tone(0.4, peak=0.5)


def start(timestamp: int | None = None) -> AudioStart:
    return AudioStart(rate=16_000, width=2, channels=1, timestamp=timestamp)


def chunks(pcm: bytes, *, rate: int = 16_000, timestamp: int | None = None) -> list[AudioChunk]:
    """Audio as Home Assistant sends it: a timestamp for every chunk of 64 ms."""
    return [
        AudioChunk(
            rate=rate,
            width=2,
            channels=1,
            audio=pcm[begin : begin + 2048],
            timestamp=None if timestamp is None else timestamp + begin * 1000 // (2 * rate),
        )
        for begin in range(0, len(pcm), 2048)
    ]


async def detections(client: Client, count: int) -> list[tuple[str, int]]:
    events = [await client.read() for _ in range(count)]
    assert {event.type for event in events} == {"detection"}
    return [(event.data["name"], event.data["timestamp"]) for event in events]


async def test_describe_tells_of_every_word(client: Client) -> None:
    await client.send(Describe())
    (program,) = Info.from_event(await client.read()).wake
    assert (program.name, program.installed, program.version) == ("wakewords", True, "1.0")
    assert [(word.name, word.phrase, word.languages, word.version) for word in program.models] == [
        ("okay_nabu", "Okay Nabu", ["en", "de"], "2"),
        ("hey_jarvis", "Hey Jarvis", ["en"], "1.5"),
    ]


async def test_describe_opens_no_stream(client: Client, fakes: FakePrograms) -> None:
    await client.send(Describe())
    await client.read()
    assert fakes.wake_words.opened == []


async def test_a_word_is_told_of_while_the_audio_still_comes(client: Client) -> None:
    await client.send(Detect(names=["okay_nabu"]), start(), *chunks(silence(0.8) + NABU, timestamp=0))
    assert await detections(client, 1) == [("okay_nabu", 880)]


async def test_only_the_words_that_were_asked_for_are_heard(client: Client) -> None:
    await client.send(Detect(names=["hey_jarvis"]), start(), *chunks(NABU + silence(0.4) + JARVIS))
    assert await detections(client, 1) == [("hey_jarvis", 880)]
    assert await client.silent()


@pytest.mark.parametrize("names", [None, []], ids=["absent", "empty"])
async def test_a_client_that_names_no_words_gets_the_default_ones(
    client: Client, names: list[str] | None
) -> None:
    await client.send(Detect(names=names), start(), *chunks(JARVIS + silence(0.4) + NABU))
    assert await detections(client, 1) == [("okay_nabu", 880)]


async def test_every_word_of_a_stream_is_told_of_until_it_stops(client: Client) -> None:
    audio = NABU + silence(0.4) + JARVIS + silence(0.4) + NABU
    await client.send(Detect(names=["okay_nabu", "hey_jarvis"]), start(), *chunks(audio), AudioStop())
    assert await detections(client, 3) == [("okay_nabu", 80), ("hey_jarvis", 880), ("okay_nabu", 1680)]
    assert await client.silent()


async def test_audio_without_a_word_is_not_detected_at_its_end(client: Client) -> None:
    await client.send(Detect(names=["okay_nabu"]), start(), *chunks(silence(1.0)))
    assert await client.silent()
    await client.send(AudioStop())
    assert (await client.read()).type == "not-detected"


async def test_the_context_comes_back_with_every_answer(client: Client) -> None:
    context = {"satellite": "kitchen", "turn": 3}
    detect = Detect(names=["okay_nabu"], context=context)
    await client.send(detect, start(), *chunks(NABU), AudioStop(), start(), AudioStop())
    assert [(await client.read()).data.get("context") for _ in range(2)] == [context, context]
    await client.send(Detect(names=["okay_nabu"]), start(), *chunks(NABU), AudioStop(), start(), AudioStop())
    assert ["context" in (await client.read()).data for _ in range(2)] == [False, False]


async def test_timestamps_go_on_from_those_of_the_client(client: Client) -> None:
    await client.send(Detect(), start(timestamp=5000), *chunks(NABU), AudioStop())
    assert await detections(client, 1) == [("okay_nabu", 5080)]
    await client.send(*chunks(NABU, timestamp=70_000))
    assert await detections(client, 1) == [("okay_nabu", 70_080)]


async def test_unknown_words_are_refused_with_those_that_exist_and_their_audio_is_dropped(
    client: Client,
) -> None:
    await client.send(Detect(names=["okay_nabu", "computer"]), start(), *chunks(NABU), AudioStop())
    error = await client.refused(NO_DETECTION)
    assert error.data["code"] == "unknown-model"
    assert "computer" in error.data["text"]
    assert "okay_nabu, hey_jarvis" in error.data["text"]
    assert await client.silent()
    await client.send(Detect(names=["okay_nabu"]), start(), *chunks(NABU))
    assert await detections(client, 1) == [("okay_nabu", 80)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"names": "okay_nabu"}, "invalid-request"),
        ({"names": [1]}, "invalid-request"),
        ({"context": "kitchen"}, "invalid-request"),
        ({"names": ["okay_nabu"] * 101}, "too-large"),
    ],
    ids=["names not a list", "a name not a text", "context not an object", "too many names"],
)
async def test_an_absurd_request_is_an_error_and_the_connection_lives(
    client: Client, data: dict[str, object], code: str
) -> None:
    await client.send(Event("detect", data))
    assert (await client.refused(NO_DETECTION)).data["code"] == code
    assert await client.silent()


async def test_a_new_detect_counts_for_the_audio_that_goes_on(client: Client, fakes: FakePrograms) -> None:
    await client.send(Detect(names=["okay_nabu"]), *chunks(NABU))
    assert await detections(client, 1) == [("okay_nabu", 80)]
    await client.send(Detect(names=["hey_jarvis"]), *chunks(NABU + silence(0.4) + JARVIS, timestamp=10_000))
    assert await detections(client, 1) == [("hey_jarvis", 10_880)]
    assert len(fakes.wake_words.open_streams) == 1


async def test_on_a_shared_port_audio_is_for_the_words_from_detect_until_transcribe(
    client: Client, fakes: FakePrograms
) -> None:
    await client.send(start(), *chunks(NABU), AudioStop())
    await client.read_until("transcript-stop")
    await client.send(Detect(names=["okay_nabu"]), start(), *chunks(NABU))
    assert await detections(client, 1) == [("okay_nabu", 80)]
    await client.send(Transcribe(), start(), *chunks(NABU), AudioStop())
    await client.read_until("transcript-stop")
    assert fakes.wake_words.open_streams == set()
    await client.send(SelectProgram("wakewords"), start(), *chunks(NABU), AudioStop())
    assert await detections(client, 1) == [("okay_nabu", 80)]
    assert await client.silent()


async def test_a_port_of_wake_words_alone_hears_audio_without_a_request(
    fakes: FakePrograms, serve: Serve
) -> None:
    async with serve((fakes.wake,)) as running, running.client() as client:
        await client.send(*chunks(NABU), AudioStop())
        assert await detections(client, 1) == [("okay_nabu", 80)]


async def test_any_format_is_heard(client: Client) -> None:
    audio = silence(1.6) + tone(0.8, peak=0.2)
    await client.send(Detect(), *chunks(audio, rate=32_000))
    ((name, timestamp),) = await detections(client, 1)
    assert name == "okay_nabu"
    assert abs(timestamp - 880) <= 80


@pytest.mark.parametrize("event_type", ["audio-start", "audio-chunk"])
async def test_absurd_audio_is_an_error_and_the_connection_lives(client: Client, event_type: str) -> None:
    absurd = Event(event_type, {"rate": 16_000, "width": 2, "channels": 0}, b"abcd")
    await client.send(Detect(), absurd)
    assert (await client.refused(NO_DETECTION)).data["code"] == "invalid-request"
    await client.send(start(), *chunks(NABU))
    assert await detections(client, 1) == [("okay_nabu", 80)]


async def test_a_failure_is_told_once_and_the_next_audio_is_heard(
    client: Client, fakes: FakePrograms
) -> None:
    fakes.wake_words.failure = EngineFailed("the engine broke", hint="try again")
    await client.send(Detect(), start(), *chunks(NABU))
    assert (await client.refused(NO_DETECTION)).data["code"] == "engine-failed"
    assert await client.silent()
    fakes.wake_words.failure = None
    await client.send(AudioStop(), start(), *chunks(NABU), AudioStop())
    assert await detections(client, 1) == [("okay_nabu", 80)]
    assert await client.silent()
    assert fakes.wake_words.open_streams == set()


async def test_a_client_that_leaves_takes_its_stream_along(running: Running, fakes: FakePrograms) -> None:
    async with running.client() as client:
        await client.send(Detect(), start(), *chunks(NABU))
        await detections(client, 1)
    await until(lambda: not fakes.wake_words.open_streams)


async def test_stops_without_audio_are_harmless(client: Client) -> None:
    await client.send(Detect(), AudioStop(), AudioStop(), start(), start(), *chunks(NABU), start())
    assert (await client.read()).type == "not-detected"
    assert await detections(client, 1) == [("okay_nabu", 80)]
    assert await client.silent()


async def test_beside_a_detector_audio_is_for_the_words_from_detect_on(
    fakes: FakePrograms, serve: Serve
) -> None:
    programs = (fakes.vad, fakes.wake)
    async with serve(programs) as running, running.client() as client:
        await client.send(*chunks(NABU), AudioStop())
        await client.read_until("voice-stopped")
        await client.send(Detect(), *chunks(NABU), AudioStop())
        assert await detections(client, 1) == [("okay_nabu", 80)]
        await client.send(SelectProgram("silero"), *chunks(NABU), AudioStop())
        await client.read_until("voice-stopped")
        assert await client.silent()


@pytest.mark.parametrize("timestamp", ["soon", 10**4299], ids=["a text", "a number of 4300 digits"])
async def test_a_timestamp_that_is_refused_leaves_no_stream_open(
    running: Running, fakes: FakePrograms, timestamp: object
) -> None:
    async with running.client() as client:
        beginning = {"rate": 16_000, "width": 2, "channels": 1, "timestamp": timestamp}
        await client.send(Detect(names=["okay_nabu"]), Event("audio-start", beginning))
        assert (await client.read()).data["code"] == "invalid-request"
    await running.clients_left()
    assert fakes.wake_words.open_streams == set()
