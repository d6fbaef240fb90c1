"""Who somebody is in Home Assistant is asked once in a while."""

from __future__ import annotations

import aiohttp
import pytest

from tests.fakes.supervisor import FakeSupervisor
from tests.home.fake_home_assistant import FakeHomeAssistant
from wyoming_morgan.http.ingress import HomeRole
from wyoming_morgan.supervisor.people import People

pytestmark = pytest.mark.usefixtures("nothing_blocks_the_loop")


async def test_the_list_of_people_is_used_for_half_a_minute(
    supervisor: FakeSupervisor, home: FakeHomeAssistant
) -> None:
    now = 0.0
    async with aiohttp.ClientSession() as session:
        people = People(lambda: session, supervisor.supervisor, lambda: now)
        assert await people.role("administrator") is HomeRole.ADMINISTRATOR
        home.users = []
        now = 29.0
        assert await people.role("administrator") is HomeRole.ADMINISTRATOR
        assert home.commands.count("config/auth/list") == 1
        now = 31.0
        assert await people.role("administrator") is HomeRole.NOBODY
        assert home.commands.count("config/auth/list") == 2


async def test_an_app_without_the_right_to_home_assistant_knows_nobody(supervisor: FakeSupervisor) -> None:
    supervisor.homeassistant_api = False
    async with aiohttp.ClientSession() as session:
        people = People(lambda: session, supervisor.supervisor)
        assert await people.role("owner") is HomeRole.NOBODY
        assert not await people.have_component()
