"""What peers fall over: see test_framing for every malformed frame, and here for what a client sees of it."""

from __future__ import annotations

import asyncio
import gc
import json
from contextlib import suppress
from typing import Any

import psutil
import pytest
from wyoming.event import Event

from tests.fakes import Gate
from tests.wyoming.conftest import Client, Running, Serve
from tests.wyoming.fakes import FakePrograms

MEBIBYTE = 1024 * 1024

MALFORMED = {
    "a list": b"[]\n",
    "no type": b"{}\n",
    "a length that is a text": b'{"type": "ping", "payload_length": "5"}\n',
    "data that is null": b'{"type": "ping", "data": null}\n',
    "deep nesting": b'{"type": "ping", "data": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}\n",
    "no JSON": b"GET / HTTP/1.1\r\nHost: morgan\r\n\r\n",
    "no text": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n",
    "data that is a list": b'{"type": "ping", "data_length": 2}\n[]',
}


async def bystander_is_served(running: Running) -> bool:
    async with running.client() as bystander:
        await bystander.send(Event("describe"))
        answer = await bystander.read()
        return bool(answer.type == "info")


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_frame_is_told_and_the_connection_closed(
    running: Running, client: Client, frame: bytes
) -> None:
    await client.send_bytes(frame)
    (error,) = await client.read_all()
    assert (error.type, error.data["code"]) == ("error", "protocol")
    assert await bystander_is_served(running)


@pytest.mark.slow
async def test_a_client_that_vanishes_within_a_frame_is_no_failure_of_the_server(running: Running) -> None:
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    for _ in range(10):
        _, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(b'{"type": "audio-chunk", "payload_length": 100}\nabc')
        writer.close()
        await writer.wait_closed()
        await running.clients_left()
    gc.collect()  # a task whose failure nobody took is told of when it goes
    assert failures == []


async def test_what_comes_before_a_malformed_frame_is_answered(client: Client) -> None:
    await client.send(Event("ping"))
    await client.send_bytes(b"[]\n")
    assert [event.type for event in await client.read_all()] == ["pong", "error"]


@pytest.mark.parametrize("name", ["data_length", "payload_length"])
async def test_eight_gigabytes_are_refused_without_memory(
    running: Running, client: Client, name: str
) -> None:
    process = psutil.Process()
    await client.send_bytes(json.dumps({"type": "audio-chunk", name: 8 * 1024**3}).encode() + b"\n")
    error = await client.read()
    assert error.data["code"] == "too-large"
    before = process.memory_info().rss
    with suppress(ConnectionError):
        for _ in range(64):
            await client.send_bytes(bytes(MEBIBYTE))
    assert process.memory_info().rss - before < 16 * MEBIBYTE
    with suppress(ConnectionError):
        assert await client.read_all() == []
    assert await bystander_is_served(running)


async def test_frames_that_come_together_are_handled_in_turn_with_everything_else(client: Client) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(take_turns())
    await client.send_bytes(b'{"type":"x"}\n' * 3000)
    assert await client.silent()
    others.cancel()
    assert turns >= 3000


async def test_a_header_without_an_end_is_refused_at_the_bound(running: Running, client: Client) -> None:
    with suppress(ConnectionError):
        for _ in range(20):
            await client.send_bytes(b'{"type": "' + b"a" * 64 * 1024)
    assert (await client.read()).data["code"] == "too-large"
    assert await bystander_is_served(running)


async def test_a_payload_at_the_bound_is_taken_and_one_byte_more_is_not(
    fakes: FakePrograms, serve: Serve
) -> None:
    async with serve(fakes.all, max_payload_bytes=4096) as running, running.client() as client:
        await client.send(Event("unknown", {}, bytes(4096)))
        assert await client.silent()
        await client.send(Event("unknown", {}, bytes(4097)))
        assert [event.data["code"] for event in await client.read_all()] == ["too-large"]


@pytest.mark.parametrize(
    "begun",
    [b"{", b'{"type": "ping"', b'{"type": "ping", "payload_length": 5}\nab'],
    ids=["header", "line", "payload"],
)
async def test_a_frame_that_is_never_completed_is_given_up(
    fakes: FakePrograms, serve: Serve, begun: bytes
) -> None:
    async with serve(fakes.all, frame_seconds=0.05) as running, running.client() as client:
        await client.send_bytes(begun)
        (error,) = await client.read_all()
        assert error.data["code"] == "timeout"


async def test_a_frame_that_drips_is_given_up_however_often_a_byte_comes(
    fakes: FakePrograms, serve: Serve
) -> None:
    async with serve(fakes.all, frame_seconds=0.1) as running, running.client() as client:
        reading = asyncio.ensure_future(client.read_all())
        while not reading.done():
            with suppress(ConnectionError):
                await client.send_bytes(b" ")
            await asyncio.sleep(0.01)
        (error,) = await reading
        assert error.data["code"] == "timeout"


async def test_a_client_that_leaves_within_a_frame_is_forgotten(running: Running) -> None:
    async with running.client() as client:
        await client.send_bytes(b'{"type": "audio-chunk", "payload_length": 100}\nabc')
    await running.clients_left()


async def test_an_idle_connection_is_reclaimed_with_a_word(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all, idle_seconds=0.05) as running:
        async with running.client() as client:
            (error,) = await client.read_all()
            assert error.data["code"] == "timeout"
        await running.clients_left()


@pytest.mark.parametrize(
    "opening",
    [Event("audio-start", {"rate": 16_000, "width": 2, "channels": 1}), Event("synthesize-start")],
    ids=lambda event: event.type,
)
async def test_a_turn_that_waits_for_a_client_gone_silent_is_reclaimed(
    fakes: FakePrograms, serve: Serve, opening: Event
) -> None:
    async with serve(fakes.all, idle_seconds=0.05) as running, running.client() as client:
        await client.send(opening)
        (error,) = await client.read_all()
        assert error.data["code"] == "timeout"
        assert not fakes.ear.open_utterances


async def test_a_client_that_waits_for_its_answer_is_not_idle(fakes: FakePrograms, serve: Serve) -> None:
    fakes.conversation_agent.gate = Gate()
    async with serve(fakes.all, idle_seconds=0.02) as running, running.client() as client:
        await client.send(Event("transcript", {"text": "a"}))
        await asyncio.sleep(0.2)
        assert await client.silent()


async def test_a_client_that_reads_nothing_is_dropped_and_holds_no_memory(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.mouth.chunk = bytes(10_000_000)
    async with serve(fakes.all, write_seconds=0.1) as running:
        async with running.client() as client:
            await client.send(Event("synthesize", {"text": "a long story"}))
            await running.clients_left()
        assert await bystander_is_served(running)


LONG = "a-" * 100_000


@pytest.mark.parametrize(
    "event",
    [
        Event("transcript", {"text": "hello", "language": LONG}),
        Event("recognize", {"text": "hello", "language": LONG}),
        Event("transcript", {"text": "hello", "context": {"conversation_id": LONG}}),
        Event("transcribe", {"language": LONG}),
        Event("transcribe", {"name": LONG}),
        Event("synthesize", {"text": "hello", "voice": {"name": LONG}}),
        Event("synthesize", {"text": "hello", "voice": {"language": LONG}}),
        Event("synthesize-start", {"voice": {"speaker": LONG}}),
        Event("synthesize", {"text": "hello", "text_format": LONG}),
        Event("detect", {"names": [LONG]}),
        Event("select-program", {"name": LONG}),
    ],
    ids=lambda event: " ".join((event.type, *event.data)),
)
async def test_a_name_without_end_is_refused_and_not_repeated(client: Client, event: Event) -> None:
    await client.send(event)
    error = await client.read()
    assert error.type == "error"
    assert len(error.data["text"]) < 1000
    await client.send(Event("ping"))
    assert all(not event.data.get("text") for event in (await client.read_until("pong"))[:-1])


async def test_lone_surrogates_never_reach_an_engine(fakes: FakePrograms, client: Client) -> None:
    await client.send_bytes(b'{"type": "transcript", "data": {"text": "\\udc80"}}\n')
    (error,) = await client.read_all()
    assert error.data["code"] == "protocol"
    assert not fakes.conversation_agent.requests
