"""Clients that leave, and a server that stops."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.http.conftest import Door, House
from tests.http.fakes import Gate
from tests.http.test_hear import form

TEXT = {"text": "hello"}


async def ask_and_leave(door: Door, gate: Gate) -> None:
    """Send a request whole, wait until it is worked on, and hang up."""
    body = json.dumps(TEXT).encode()
    _, writer = await asyncio.open_connection(*door.address)
    writer.write(
        b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    await gate.arrived.wait()
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_leaves_cancels_its_turn(door: Door, house: House) -> None:
    house.mind.gate = Gate()
    await ask_and_leave(door, house.mind.gate)
    await house.mind.gate.given_up.wait()
    async with door.get("/health"):
        pass
    assert house.turn_log.recent[0].outcome == "cancelled"


async def test_a_client_that_leaves_cancels_its_hearing(door: Door, house: House) -> None:
    house.ear.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/audio", data=form()))
    await house.ear.gate.arrived.wait()
    asking.cancel()
    await house.ear.gate.given_up.wait()
    async with door.get("/health"):
        pass
    assert house.ear.utterances[0].closed


async def test_a_client_that_leaves_cancels_its_speech(door: Door, house: House) -> None:
    house.mouth.gate = Gate()
    response = await door.session.post(door.url + "/generate", json={"text": "a long story"})
    await house.mouth.gate.arrived.wait()
    response.close()
    await house.mouth.gate.given_up.wait()


async def test_a_thousand_clients_that_leave_keep_no_place_and_no_task(door: Door, house: House) -> None:
    async with door.post("/api/text", json=TEXT):
        pass
    tasks = len(asyncio.all_tasks())
    for _ in range(1000):
        house.mind.gate = Gate()
        await ask_and_leave(door, house.mind.gate)
        await house.mind.gate.given_up.wait()
    house.mind.gate = None
    async with door.post("/api/text", json=TEXT) as response:
        assert response.status == 200
    assert len(asyncio.all_tasks()) == tasks


async def test_a_stop_lets_a_running_request_finish(door: Door, house: House) -> None:
    house.mind.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await house.mind.gate.arrived.wait()
    stopping = asyncio.create_task(door.server.stop(30))
    await asyncio.sleep(0)
    with pytest.raises(aiohttp.ClientConnectorError):
        await door.session.get(door.url + "/health")
    house.mind.gate.opened.set()
    async with await asking as response:
        assert response.status == 200
        assert (await response.json())["text"] == "Turned on the light"
    await stopping


async def test_a_stopping_server_takes_no_new_work_and_says_so(door: Door, house: House) -> None:
    async with door.get("/health"):
        pass  # leaves a connection open, on which requests still come in
    house.mind.gate = Gate()
    running, writer = await asyncio.open_connection(*door.address)
    body = json.dumps(TEXT).encode()
    writer.write(
        b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    await house.mind.gate.arrived.wait()
    stopping = asyncio.create_task(door.server.stop(30))
    await asyncio.sleep(0)
    async with door.post("/api/text", json=TEXT) as response:
        assert (await door.error(response, 503))["code"] == "shutting-down"
        assert response.headers["Retry-After"] == "1"
    async with door.get("/ready") as response:
        assert response.status == 503
        assert (await response.json())["status"] == "stopping"
    async with door.get("/health") as response:
        assert response.status == 200
    house.mind.gate.opened.set()
    assert (await running.readline()).startswith(b"HTTP/1.1 200")
    await stopping
    writer.close()
    await writer.wait_closed()


async def test_what_runs_beyond_the_grace_is_told_that_the_server_stops(door: Door, house: House) -> None:
    house.mind.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await house.mind.gate.arrived.wait()
    await door.server.stop(0.01)
    async with await asking as response:
        assert (await door.error(response, 503))["code"] == "shutting-down"
    assert house.mind.gate.given_up.is_set()


async def test_speech_cut_by_a_stop_does_not_look_whole(door: Door, house: House) -> None:
    house.mouth.gate = Gate()
    async with door.post("/generate", json={"text": "a long story"}) as response:
        await house.mouth.gate.arrived.wait()
        await door.server.stop(0.01)
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_stopping_twice_or_before_starting_is_harmless(door: Door) -> None:
    await door.server.stop(1)
    await door.server.stop(1)
    assert door.server.addresses == ()
