"""How the connection to the home stands, as people read it."""

from __future__ import annotations

import pytest
from aiohttp import web

from tests.home.conftest import connected, connection, expose
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.model import Area, Entity, Home
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.status import HomeState, status_of


async def test_a_connected_home_tells_how_much_there_is(assistant: FakeHomeAssistant) -> None:
    async with connected(assistant) as home:
        await home.tried()
        entities, areas = len(home.home.entities), len(home.home.areas)
        assert home.status.state is HomeState.CONNECTED
        assert home.status.detail == f"{entities} things in {areas} areas"
        assert home.status.hint == ""


async def test_a_home_that_exposes_nothing_says_where_it_is_done(assistant: FakeHomeAssistant) -> None:
    for entity_id in assistant.entities:
        expose(assistant, entity_id, exposed=False)
    async with connected(assistant) as home:
        assert home.status.detail == "0 things in 2 areas"
        assert home.status.hint.endswith("Voice assistants > Expose")


async def test_a_refused_token_is_told_with_what_to_do(assistant: FakeHomeAssistant) -> None:
    assistant.token = "another"  # noqa: S105 - of the fake
    async with connection(assistant) as home:
        assert home.status.detail == "is being connected"
        await home.tried()
        assert (home.status.state, home.status.detail) == (HomeState.REFUSED, "refuses the token")
        assert "core.home_assistant.token" in home.status.hint


async def test_a_home_that_goes_is_away_and_is_there_again_once_it_comes_back(
    assistant: FakeHomeAssistant,
) -> None:
    async with connected(assistant) as home:
        await assistant.stop()
        await until(lambda: home.status.state is HomeState.AWAY)
        assert home.status.detail == "away, tried again"
        assert "core.home_assistant.url" in home.status.hint
        await assistant.start()
        await until(lambda: home.status.state is HomeState.CONNECTED)


async def test_another_server_at_the_address_is_named_as_such() -> None:
    async def greet(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello"})
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/api/websocket", greet)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    home = HomeConnection(HomeAssistantSettings(url=address, token=TOKEN))
    await home.start()
    try:
        await home.tried()
        assert home.status.detail == "tried again: the server at this address is not Home Assistant"
    finally:
        await home.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("entities", "areas", "detail"), [(1, 1, "1 thing in 1 area"), (2, 0, "2 things in 0 areas")]
)
def test_one_thing_is_no_several_things(entities: int, areas: int, detail: str) -> None:
    home = Home(
        entities=tuple(Entity(name=f"lamp {number}", domain="light") for number in range(entities)),
        areas=tuple(Area(name=f"room {number}") for number in range(areas)),
    )
    assert status_of(home, connected=True).detail == detail


def test_a_linked_home_that_has_gone_is_away() -> None:
    assert status_of(Home(), connected=False).state is HomeState.AWAY
