"""Where the server listens, clients that leave, and a server that stops."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import speech_form
from tests.http.raw_requests import raw_post
from tests.waiting import until
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings

TEXT = {"text": "hello"}
KEY = "a-long-enough-key"


async def ask_and_leave(door: Door, gate: Gate) -> None:
    """Send a request whole, wait until it is worked on, and hang up."""
    _, writer = await asyncio.open_connection(*door.address)
    writer.write(raw_post("/api/text", TEXT))
    await gate.arrived.wait()
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_leaves_cancels_its_turn(door: Door, fakes: FakeServices) -> None:
    fakes.agent.gate = Gate()
    await ask_and_leave(door, fakes.agent.gate)
    await fakes.agent.gate.given_up.wait()
    async with door.get("/health"):
        pass
    assert fakes.turn_log.recent[0].outcome == "cancelled"


async def test_a_client_that_leaves_cancels_its_hearing(door: Door, fakes: FakeServices) -> None:
    fakes.stt.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/audio", data=speech_form()))
    await fakes.stt.gate.arrived.wait()
    asking.cancel()
    await fakes.stt.gate.given_up.wait()
    async with door.get("/health"):
        pass
    assert fakes.stt.utterances[0].closed


async def test_a_client_that_leaves_cancels_its_speech(door: Door, fakes: FakeServices) -> None:
    fakes.tts.gate = Gate()
    response = await door.session.post(door.url + "/generate", json={"text": "a long story", "format": "mp3"})
    await fakes.tts.gate.arrived.wait()
    response.close()
    await fakes.tts.gate.given_up.wait()


@pytest.mark.slow
async def test_a_thousand_clients_that_leave_keep_no_place_and_no_task(
    door: Door, fakes: FakeServices
) -> None:
    async with door.post("/api/text", json=TEXT):
        pass
    tasks = len(asyncio.all_tasks())
    for _ in range(1000):
        fakes.agent.gate = Gate()
        await ask_and_leave(door, fakes.agent.gate)
        await fakes.agent.gate.given_up.wait()
    fakes.agent.gate = None
    async with door.post("/api/text", json=TEXT) as response:
        assert response.status == 200
    assert len(asyncio.all_tasks()) == tasks


async def test_a_stop_lets_a_running_request_finish(door: Door, fakes: FakeServices) -> None:
    fakes.agent.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await fakes.agent.gate.arrived.wait()
    stopping = asyncio.create_task(door.server.stop(30))
    await asyncio.sleep(0)
    with pytest.raises(aiohttp.ClientConnectorError):
        await door.session.get(door.url + "/health")
    fakes.agent.gate.opened.set()
    async with await asking as response:
        assert response.status == 200
        assert (await response.json())["text"] == "Turned on the light"
    await stopping


async def test_a_stopping_server_takes_no_new_work_and_says_so(door: Door, fakes: FakeServices) -> None:
    async with door.get("/health"):
        pass  # leaves a connection open, on which requests still come in
    fakes.agent.gate = Gate()
    running, writer = await asyncio.open_connection(*door.address)
    writer.write(raw_post("/api/text", TEXT))
    await fakes.agent.gate.arrived.wait()
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
    fakes.agent.gate.opened.set()
    assert (await running.readline()).startswith(b"HTTP/1.1 200")
    await stopping
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_connected_before_a_stop_may_still_ask_once(door: Door) -> None:
    reader, writer = await asyncio.open_connection(*door.address)
    await until(lambda: door.server.connections)
    stopping = asyncio.create_task(door.server.stop(30))
    await asyncio.sleep(0)
    writer.write(raw_post("/api/text", TEXT))
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    writer.close()
    await stopping


async def test_clients_that_nobody_has_accepted_yet_are_served_before_a_stop(door: Door) -> None:
    clients = [socket.create_connection(door.address) for _ in range(20)]  # the loop stands still meanwhile
    for client in clients:
        client.sendall(raw_post("/api/text", TEXT))
    await door.server.stop(30)
    for client in clients:
        with client:
            assert client.recv(100).startswith(b"HTTP/1.1 200")


async def test_a_process_that_is_about_to_stop_has_its_clients_connect_anew(
    door: Door, fakes: FakeServices
) -> None:
    async with door.post("/api/text", json=TEXT) as response:
        assert "Connection" not in response.headers
    fakes.readiness.withdraw()
    async with door.post("/api/text", json=TEXT) as response:
        assert response.status == 200
        assert response.headers["Connection"] == "close"
    async with door.get("/ready") as response:
        assert response.status == 503
        assert (await response.json())["status"] == "stopping"
    async with door.session.ws_connect(door.url + "/api/voice") as socket_of_a_client:
        assert not socket_of_a_client.closed
    await until(lambda: not door.server.connections)


async def test_what_runs_beyond_the_grace_is_told_that_the_server_stops(
    door: Door, fakes: FakeServices
) -> None:
    fakes.agent.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await fakes.agent.gate.arrived.wait()
    await door.server.stop(0.01)
    async with await asking as response:
        assert (await door.error(response, 503))["code"] == "shutting-down"
    assert fakes.agent.gate.given_up.is_set()


async def test_speech_cut_by_a_stop_does_not_look_whole(door: Door, fakes: FakeServices) -> None:
    fakes.tts.gate = Gate()
    async with door.post("/generate", json={"text": "a long story", "format": "mp3"}) as response:
        await fakes.tts.gate.arrived.wait()
        await door.server.stop(0.01)
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_stopping_twice_or_before_starting_is_harmless(door: Door) -> None:
    await door.server.stop(1)
    await door.server.stop(1)
    assert door.server.addresses == ()


async def test_with_a_key_every_address_is_listened_on(serve: Serve) -> None:
    door = await serve(host=None, api_keys=(KEY,))
    assert {host for host, _ in door.server.addresses} & {"0.0.0.0", "::"}


async def test_without_a_key_only_loopback_is_listened_on(serve: Serve) -> None:
    door = await serve(host=None)
    assert [host for host, _ in door.server.addresses] == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "morgan.local"])
async def test_another_address_without_a_key_is_refused_with_what_mends_it(
    fakes: FakeServices, host: str
) -> None:
    server = HttpServer(fakes.services(), HttpSettings(host=host, port=0))
    with pytest.raises(ConfigurationError, match="api_keys"):
        await server.start()
    assert server.addresses == ()


async def test_a_port_in_use_is_told(fakes: FakeServices, door: Door) -> None:
    server = HttpServer(fakes.services(), HttpSettings(port=door.address[1]))
    with pytest.raises(ConfigurationError, match=str(door.address[1])):
        await server.start()
