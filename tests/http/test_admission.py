"""How many requests run, and for how long."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.fakes import Gate
from tests.http.conftest import FakeServices, Serve
from tests.http.raw_requests import raw_post
from tests.waiting import until
from wyoming_morgan.errors import Busy
from wyoming_morgan.http import deadline
from wyoming_morgan.http.admission import Admission

TEXT = {"text": "hello"}


async def test_one_request_too_many_is_told_to_come_back(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(max_requests=1)
    fakes.agent.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await fakes.agent.gate.arrived.wait()
    async with door.post("/api/text", json=TEXT) as response:
        assert (await door.error(response, 503))["code"] == "busy"
        assert response.headers["Retry-After"] == "1"
        assert response.headers["x-should-retry"] == "true"
    fakes.agent.gate.opened.set()
    async with await first as response:
        assert response.status == 200
    async with door.post("/api/text", json=TEXT) as response:
        assert response.status == 200


async def test_health_answers_while_no_place_is_free(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(max_requests=1)
    fakes.agent.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await fakes.agent.gate.arrived.wait()
    for path in ("/health", "/metrics", "/v1/models", "/v1/audio/voices"):
        async with door.get(path) as response:
            assert response.status == 200
    fakes.agent.gate.opened.set()
    (await first).close()


async def test_a_request_that_takes_too_long_is_504_and_its_work_given_up(
    serve: Serve, fakes: FakeServices
) -> None:
    door = await serve(request_seconds=0.05)
    fakes.agent.gate = Gate()
    async with door.post("/api/text", json=TEXT) as response:
        assert (await door.error(response, 504))["code"] == "timeout"
    assert fakes.agent.gate.given_up.is_set()


async def test_a_body_that_never_ends_is_given_up(serve: Serve) -> None:
    door = await serve(request_seconds=0.05)
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    assert (await reader.readline()).startswith(b"HTTP/1.1 504")
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_does_not_read_its_reply_is_given_up(
    serve: Serve, fakes: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "_LEAST_UNREAD_SECONDS", 0.5)
    door = await serve(request_seconds=1.0)
    fakes.tts.chunk = bytes(16 * 1024 * 1024)
    spoken = asyncio.Event()
    fakes.turn_log.listen(lambda _: spoken.set())
    _, writer = await asyncio.open_connection(*door.address, limit=1024)
    writer.write(raw_post("/generate", {"text": "hello", "stream": False}))
    await spoken.wait()
    await until(lambda: not door.server.connections)
    writer.transport.abort()


async def test_clients_that_are_reading_their_replies_take_no_place() -> None:
    admission = Admission(limit=1, for_each_address=1, seconds=30)
    async with admission.slot("192.0.2.1") as reading:
        with reading.paused():
            async with admission.slot("192.0.2.1") as working:
                assert (admission.running, working.listening) == (2, False)
        with pytest.raises(Busy):
            async with admission.slot("192.0.2.2"):
                pytest.fail("the first one works again")


async def test_one_network_of_ipv6_cannot_take_all_places_with_its_many_addresses() -> None:
    admission = Admission(limit=8, for_each_address=4, seconds=30)
    async with AsyncExitStack() as stack:
        for number in range(6):
            await stack.enter_async_context(admission.slot(f"2001:db8::{number:x}"))
        with pytest.raises(Busy, match="6 requests of the network"):
            await stack.enter_async_context(admission.slot("2001:db8::99"))
        await stack.enter_async_context(admission.slot("192.0.2.1"))
        await stack.enter_async_context(admission.slot("::ffff:192.0.2.1"))
        with pytest.raises(Busy, match="8 requests are"):
            await stack.enter_async_context(admission.slot("192.0.2.2"))
    async with admission.slot("2001:db8::99"):
        assert admission.running == 1


async def test_an_address_is_the_same_however_it_is_written() -> None:
    admission = Admission(limit=8, for_each_address=1, seconds=30)
    async with admission.slot("192.0.2.1"):
        with pytest.raises(Busy, match="of this address"):
            async with admission.slot("::ffff:192.0.2.1"):
                pytest.fail("it counts as another one")
