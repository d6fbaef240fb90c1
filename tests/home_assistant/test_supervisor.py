"""Morgan as an app of the real Home Assistant; the Supervisor between them is a stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
import pytest_asyncio

from tests.fakes.supervisor import FakeSupervisor, fake_supervisor
from tests.home_assistant.client import Refused
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.people import person
from tests.waiting import until
from wyoming_morgan.home.connection import HomeConnection
from wyoming_morgan.home.contract import Place
from wyoming_morgan.http.ingress import HomeRole
from wyoming_morgan.supervisor.people import People

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def supervisor(home_assistant: HomeAssistant) -> AsyncIterator[FakeSupervisor]:
    token = await home_assistant.client.call(
        "auth/long_lived_access_token", client_name="Supervisor", lifespan=1
    )
    async with fake_supervisor(home_assistant.url, str(token)) as fake:
        yield fake


async def test_the_home_is_reached_through_the_supervisor(supervisor: FakeSupervisor) -> None:
    settings = replace(supervisor.supervisor.home_assistant, settle_seconds=0.1, mcp=False)
    home = HomeConnection(settings)
    await home.start()
    try:
        await until(lambda: home.connected)
        assert "Bed Light" in {entity.name for entity in home.home.entities}
        result = await home.handle_intent("HassTurnOn", {"name": "Bed Light"}, language="en", place=Place())
        assert (result.success, result.done) == (True, ("Bed Light",))
    finally:
        await home.close()


async def test_home_assistant_says_who_its_people_are(
    home_assistant: HomeAssistant, supervisor: FakeSupervisor
) -> None:
    owner = await home_assistant.client.call("auth/current_user")
    async with person(home_assistant, "Robin"), aiohttp.ClientSession() as session:
        users = await home_assistant.client.call("config/auth/list")
        ids = {user["name"]: user["id"] for user in users}
        people = People(lambda: session, supervisor.supervisor)
        assert await people.role(owner["id"]) is HomeRole.ADMINISTRATOR
        assert await people.role(ids["Robin"]) is HomeRole.PERSON
        assert await people.role("nobody") is HomeRole.NOBODY


async def test_home_assistant_says_whether_it_has_the_component(
    home_assistant: HomeAssistant, supervisor: FakeSupervisor
) -> None:
    try:
        await home_assistant.client.call("manifest/get", integration="morgan")
    except Refused:
        there = False
    else:
        there = True
    async with aiohttp.ClientSession() as session:
        assert await People(lambda: session, supervisor.supervisor).have_component() is there
