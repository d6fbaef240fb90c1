"""Home Assistant discovers what the app serves, whenever the Supervisor answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.supervisor import FakeSupervisor
from tests.home.fake_home_assistant import FakeHomeAssistant
from tests.waiting import until
from wyoming_morgan.supervisor.client import SupervisorClient
from wyoming_morgan.supervisor.discovery import Discovery, Served
from wyoming_morgan.supervisor.people import People
from wyoming_morgan.supervisor.supervisor import Supervisor

pytestmark = pytest.mark.usefixtures("nothing_blocks_the_loop")

SERVED = Served(
    wyoming_port=10300, http_scheme="http", http_port=8000, server_id="0f" * 16, api_key="the key"
)
WYOMING = {"uri": "tcp://local-morgan:10300"}
MORGAN = {"url": "http://local-morgan:8000", "id": "0f" * 16, "api_key": "the key"}


class Announced:
    """A discovery that waits for nothing, and counts how often it would."""

    def __init__(self, session: aiohttp.ClientSession, supervisor: Supervisor, served: Served) -> None:
        self.pauses: list[float] = []
        people = People(lambda: session, supervisor)
        self.discovery = Discovery(SupervisorClient(session, supervisor), people, served, self._sleep)
        self.discovery.start()

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_both_services_are_announced_to_a_home_assistant_with_the_component(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    home.components = {"morgan"}
    announced = Announced(session, supervisor.supervisor, SERVED)
    await until(lambda: len(supervisor.pushed) == 2)
    assert (supervisor.config_of("wyoming"), supervisor.config_of("morgan")) == (WYOMING, MORGAN)
    await announced.discovery.close()


async def test_the_component_is_announced_once_it_is_there(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    announced = Announced(session, supervisor.supervisor, SERVED)
    await until(lambda: len(announced.pauses) > 2)
    assert supervisor.pushed == ["wyoming"]
    assert set(announced.pauses) == {300.0}
    home.components = {"morgan"}
    await until(lambda: supervisor.pushed == ["wyoming", "morgan"])
    await announced.discovery.close()


async def test_a_supervisor_that_starts_itself_is_asked_again_with_longer_pauses(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    home.components = {"morgan"}
    url = supervisor.url
    await supervisor.stop()
    away = Supervisor("token", url)
    announced = Announced(session, away, SERVED)
    await until(lambda: len(announced.pauses) > 9)
    assert announced.pauses[:3] == [2.0, 4.0, 8.0]
    assert max(announced.pauses) == 300.0
    await announced.discovery.close()
    await supervisor.start()


async def test_a_supervisor_that_is_not_ready_is_asked_again(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    home.components = {"morgan"}
    supervisor.failures = 3
    announced = Announced(session, supervisor.supervisor, SERVED)
    await until(lambda: len(supervisor.pushed) == 2)
    assert announced.pauses == [2.0, 4.0, 8.0]
    await announced.discovery.close()


async def test_the_same_after_a_restart_is_no_news(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    home.components = {"morgan"}
    for _ in range(2):
        announced = Announced(session, supervisor.supervisor, SERVED)
        await until(lambda: home.commands.count("manifest/get") > 0 and len(supervisor.messages) == 2)
        await announced.discovery.close()
    assert supervisor.pushed == ["wyoming", "morgan"]


async def test_what_the_app_may_not_announce_is_refused_once(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    home.components = {"morgan"}
    supervisor.discovery = ("wyoming",)
    announced = Announced(session, supervisor.supervisor, SERVED)
    await until(lambda: home.commands.count("manifest/get") > 0)
    await announced.discovery.close()
    assert (supervisor.pushed, announced.pauses) == (["wyoming"], [])


async def test_a_wrong_token_is_no_reason_to_try_for_ever(
    session: aiohttp.ClientSession, supervisor: FakeSupervisor
) -> None:
    announced = Announced(session, Supervisor("wrong", supervisor.url), SERVED)
    await announced.discovery._tasks.wait()
    assert (supervisor.pushed, announced.pauses) == ([], [])


def test_what_is_served_never_shows_the_key() -> None:
    assert "the key" not in repr(SERVED)
