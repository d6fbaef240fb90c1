"""Who comes through ingress is known by Home Assistant, and from nowhere else is anybody believed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.supervisor import PROXY, SESSION, FakeSupervisor
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.http.conftest import Door, FakeServices, Serve, access, fakes, serve
from wyoming_morgan.access.access import Access
from wyoming_morgan.supervisor.doors import SupervisedDoors

__all__ = ["access", "fakes", "serve"]  # fixtures

pytestmark = pytest.mark.usefixtures("nothing_blocks_the_loop")

KEY = "a-long-enough-key"
PAGE = {"Accept": "text/html"}
TEXT = {"text": "hello"}


@pytest.fixture
async def door(serve: Serve, access: Access, supervisor: FakeSupervisor) -> AsyncIterator[Door]:
    """A server as an app; a key is configured, so that loopback addresses are as good as others."""
    doors = SupervisedDoors(supervisor.supervisor)
    served = await serve(host=None, api_keys=(KEY,), replaced={"access": access, "ingress": doors.ingress})
    supervisor.app_port = served.address[1]
    yield served
    await doors.close()


def client_of(supervisor: FakeSupervisor, user: str) -> aiohttp.ClientSession:
    """A browser in which somebody is logged in; without a user, Home Assistant did not say who."""
    supervisor.people["session"] = user
    return aiohttp.ClientSession(cookies={SESSION: "session"})


@pytest.mark.usefixtures("door")
async def test_the_page_works_below_the_path_of_ingress(supervisor: FakeSupervisor) -> None:
    async with client_of(supervisor, "owner") as browser:
        async with browser.get(supervisor.ingress_url(), headers=PAGE) as response:
            assert response.status == 200
            page = await response.text()
            assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert 'src="page/main.js"' in page
        for path in ("page/main.js", "page/page.css", "page/en.json", "api/ps", "docs", "openapi.json"):
            async with browser.get(supervisor.ingress_url(path)) as response:
                assert response.status == 200, path
        async with browser.get(supervisor.ingress_url("docs")) as response:
            assert "=/" not in await response.text()


@pytest.mark.usefixtures("door")
async def test_a_conversation_runs_through_ingress(supervisor: FakeSupervisor) -> None:
    async with client_of(supervisor, "resident") as browser:
        url = supervisor.ingress_url("v1/realtime?model=morgan")
        headers = {"Origin": "http://home.example:8123", "Sec-Fetch-Site": "same-origin"}
        async with browser.ws_connect(url, protocols=["realtime"], headers=headers) as socket:
            assert (await socket.receive_json(timeout=10))["type"] == "session.created"


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("user", ["owner", "administrator"])
async def test_an_administrator_may_do_everything(supervisor: FakeSupervisor, user: str) -> None:
    async with client_of(supervisor, user) as browser:
        async with browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response:
            assert response.status == 200
        async with browser.post(supervisor.ingress_url("api/pair/code")) as response:
            assert response.status == 200, await response.text()


async def test_another_user_may_talk_but_not_read_what_is_remembered_or_make_keys(
    door: Door, supervisor: FakeSupervisor
) -> None:
    async with client_of(supervisor, "resident") as browser:
        async with browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response:
            assert response.status == 200
        for method, path in (("GET", "api/pair/keys"), ("POST", "api/pair/code")):
            async with browser.request(method, supervisor.ingress_url(path)) as response:
                error = await door.error(response, 403)
                assert error["message"].startswith("your user of Home Assistant may not do this")


@pytest.mark.parametrize("user", ["reader", "former", "nobody at all"])
async def test_who_may_not_use_the_home_may_not_use_morgan(
    door: Door, supervisor: FakeSupervisor, user: str
) -> None:
    async with (
        client_of(supervisor, user) as browser,
        browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response,
    ):
        error = await door.error(response, 403)
        assert error["message"].startswith("your user of Home Assistant may not use Morgan")


@pytest.mark.usefixtures("door")
async def test_without_a_session_nobody_gets_to_morgan(supervisor: FakeSupervisor) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(supervisor.ingress_url()) as response:
        assert response.status == 401


async def test_a_user_that_ingress_does_not_name_needs_a_key(door: Door, supervisor: FakeSupervisor) -> None:
    async with client_of(supervisor, "") as browser:
        async with browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response:
            await door.error(response, 401)
        async with browser.get(supervisor.ingress_url("health")) as response:  # as the watchdog does
            assert response.status == 200


async def test_a_browser_that_says_to_be_somebody_else_is_refused(
    door: Door, supervisor: FakeSupervisor
) -> None:
    """The Supervisor compares names of headers with case: one in small letters takes the place of its own."""
    for user in ("resident", ""):
        async with client_of(supervisor, user) as browser:
            for name in ("x-remote-user-id", "X-REMOTE-USER-ID"):
                claim = {name: "owner"}
                async with browser.post(
                    supervisor.ingress_url("api/text"), json=TEXT, headers=claim
                ) as response:
                    await door.error(response, 403)


async def test_what_the_supervisor_takes_away_counts_for_nothing(
    door: Door, supervisor: FakeSupervisor
) -> None:
    claim = {"X-Remote-User-Id": "owner"}
    async with (
        client_of(supervisor, "resident") as browser,
        browser.post(supervisor.ingress_url("api/pair/code"), headers=claim) as response,
    ):
        await door.error(response, 403)


async def test_from_no_other_address_is_a_user_believed(door: Door) -> None:
    for headers in ({"X-Remote-User-Id": "owner"}, {"X-Forwarded-For": PROXY, "X-Remote-User-Id": "owner"}):
        async with door.post("/api/text", json=TEXT, headers=headers) as response:
            await door.error(response, 401)


async def test_the_address_of_ingress_counts_for_nothing_where_no_supervisor_is(
    serve: Serve, access: Access, supervisor: FakeSupervisor
) -> None:
    served = await serve(host=None, api_keys=(KEY,), replaced={"access": access})
    supervisor.app_port = served.address[1]
    async with (
        client_of(supervisor, "owner") as browser,
        browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response,
    ):
        await served.error(response, 401)


async def test_while_home_assistant_is_away_nobody_is_let_in(
    door: Door, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    await home.stop()
    async with client_of(supervisor, "owner") as browser:
        async with browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response:
            await door.error(response, 403)
        await home.start()
        async with browser.post(supervisor.ingress_url("api/text"), json=TEXT) as response:
            assert response.status == 200


async def test_a_key_still_opens_the_door_from_elsewhere(door: Door) -> None:
    async with door.post("/api/text", json=TEXT, headers={"Authorization": f"Bearer {KEY}"}) as response:
        assert response.status == 200


async def test_services_without_ingress_know_no_people(fakes: FakeServices) -> None:
    assert fakes.services().ingress is None
